import { isJsonObject, type Json, type JsonObject } from '../../model/json.ts';
import type { CloudinaryConfig } from '../config/listing-config.ts';
import { OutsideFailure } from '../outside-failure.ts';
import { cloudinaryKey } from './cloudinary-asset.ts';
import type { Touched } from './listing.ts';

/**
 * The assets that a notification of Cloudinary names, of whatever type it is: `upload` and `rename` name one at
 * the top, `delete` and the changes of tags, context, metadata and folders name several under `resources`, as a list or by
 * public id. Assets outside the mirror's types and prefix are left out.
 * Their timestamps tell no order: two changes may share a second.
 */
export function cloudinaryTouched(
  payload: unknown,
  config: CloudinaryConfig,
  types: readonly string[],
): readonly Touched[] {
  if (!isJsonObject(payload)) throw new OutsideFailure('BAD_ANSWER', 'a notification is not an object');
  const touched: Touched[] = [];
  for (const entry of entriesOf(payload)) {
    const type = text(entry['resource_type']) ?? text(payload['resource_type']) ?? 'image';
    if (!types.includes(type)) continue;
    const delivery = text(entry['type']) ?? text(payload['type']) ?? 'upload';
    if (delivery !== 'upload') continue;
    const assetId = text(entry['asset_id']);
    const idOf = (publicId: string): string =>
      config.id === 'asset_id' && assetId !== undefined ? assetId : cloudinaryKey(type, publicId);
    const from = text(entry['from_public_id']);
    const publicId = text(entry['to_public_id']) ?? text(entry['public_id']);
    const listed = (id: string) => config.prefix === undefined || id.startsWith(config.prefix);
    if (publicId !== undefined && listed(publicId)) {
      const renamedFrom = from !== undefined && idOf(from) !== idOf(publicId) ? idOf(from) : undefined;
      touched.push({ key: cloudinaryKey(type, publicId), assetId: idOf(publicId), renamedFrom });
    }
    if (from !== undefined && listed(from) && idOf(from) !== idOf(publicId ?? '')) {
      touched.push({ key: cloudinaryKey(type, from), assetId: idOf(from) });
    }
  }
  return touched;
}

function* entriesOf(payload: JsonObject): Generator<JsonObject> {
  if ('public_id' in payload || 'to_public_id' in payload) yield payload;
  const { resources } = payload;
  if (Array.isArray(resources)) {
    for (const entry of resources) if (isJsonObject(entry)) yield entry;
  } else if (isJsonObject(resources)) {
    for (const [publicId, entry] of Object.entries(resources)) {
      yield isJsonObject(entry) ? { public_id: publicId, ...entry } : { public_id: publicId };
    }
  }
}

function text(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
