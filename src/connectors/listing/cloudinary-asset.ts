import type { AssetDefinition } from '../../model/asset.ts';
import { isJsonObject, type Json } from '../../model/json.ts';
import type { CloudinaryConfig } from '../config/listing-config.ts';
import { OutsideFailure } from '../outside-failure.ts';
import { labelOf, mediaOf } from './media-of.ts';

/**
 * What the gateway calls a resource. Public ids are only unique within a resource type, so those that are no
 * images say what they are.
 */
export function cloudinaryKey(resourceType: string, publicId: string): string {
  return resourceType === 'image' ? publicId : `${resourceType}:${publicId}`;
}

/** A resource of Cloudinary's Admin or Search API as an asset. Throws when it is not of the expected shape. */
export function cloudinaryAsset(resource: unknown, config: Pick<CloudinaryConfig, 'id'>): AssetDefinition {
  if (!isJsonObject(resource)) throw new OutsideFailure('BAD_ANSWER', 'a resource is not an object');
  const publicId = textAt(resource, 'public_id');
  const type = textAt(resource, 'resource_type');
  const uri = textAt(resource, 'secure_url');
  const { format, width, height, bytes, duration, version, tags } = resource;
  const assetId = resource['asset_id'];
  const context = customContext(resource['context']);
  const name = context['caption'] ?? resource['display_name'];
  const media = mediaOf(
    type === 'image' && format === 'svg' ? 'image/svg+xml' : undefined,
    typeof format === 'string' ? `x.${format}` : '',
  );
  const folder = resource['asset_folder'] ?? resource['folder'];
  const meta: Record<string, Json | undefined> = {
    uri,
    thumbUri: thumbOf(uri, type),
    ...media,
    width,
    height,
    bytes,
    duration,
    version,
    publicId,
    ...(typeof context['alt'] === 'string' && { alt: context['alt'] }),
    ...(isJsonObject(resource['metadata']) && { metadata: resource['metadata'] }),
  };
  return {
    id: config.id === 'asset_id' && typeof assetId === 'string' ? assetId : cloudinaryKey(type, publicId),
    label: { en: typeof name === 'string' && name !== '' ? name : labelOf(publicId) },
    ...(Array.isArray(tags) && tags.length > 0 && { tags: { en: tags as string[] } }),
    ...(typeof folder === 'string' && folder !== '' && { groups: [folder] }),
    meta: Object.fromEntries(
      Object.entries(meta).filter(([, value]) => value !== undefined && value !== null),
    ) as Record<string, Json>,
  };
}

function textAt(resource: Readonly<Record<string, Json>>, key: string): string {
  const value = resource[key];
  if (typeof value === 'string' && value !== '') return value;
  throw new OutsideFailure('BAD_ANSWER', `a resource has no ${key}`);
}

/** The Admin API has `{custom: {…}}`, the Search API the pairs themselves. */
function customContext(context: Json | undefined): Readonly<Record<string, Json>> {
  if (!isJsonObject(context)) return {};
  return isJsonObject(context['custom']) ? context['custom'] : context;
}

/** A picture of at most 400 pixels, made by Cloudinary when it is first asked for. */
function thumbOf(uri: string, type: string): string {
  if (type === 'raw') return uri;
  const scaled = uri.replace('/upload/', '/upload/c_limit,w_400,h_400/');
  return type === 'video' ? scaled.replace(/\.[A-Za-z0-9]+$/, '.jpg') : scaled;
}
