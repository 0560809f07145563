import type { AssetDefinition } from '../../model/asset.ts';
import type { Json } from '../../model/json.ts';
import type { AssetMapping } from '../config/listing-config.ts';
import { mediaOf } from './media-of.ts';
import { OutsideFailure } from '../outside-failure.ts';
import { valueAt } from './value-at.ts';

/** Makes an asset of an item of a JSON listing. Throws when it has no id or no uri. */
export function mapAsset(item: unknown, mapping: AssetMapping): AssetDefinition {
  const locale = mapping.locale ?? 'en';
  const at = (path: string | undefined) => (path === undefined ? undefined : valueAt(item, path));
  const id = textOf(at(mapping.id));
  if (id === undefined) throw new OutsideFailure('BAD_ANSWER', `an item has no id at "${mapping.id}"`);
  const uri = textOf(at(mapping.uri));
  if (uri === undefined) throw new OutsideFailure('BAD_ANSWER', `an item has no uri at "${mapping.uri}"`);
  const label = textOf(at(mapping.label));
  const tags = textsOf(at(mapping.tags));
  const groups = textsOf(at(mapping.groups));
  const extra = Object.entries(mapping.meta ?? {}).map(([key, path]) => [key, at(path)] as const);
  const given = {
    uri,
    thumbUri: textOf(at(mapping.thumbUri)) ?? uri,
    mimeType: textOf(at(mapping.mimeType)),
    width: numberOf(at(mapping.width)),
    height: numberOf(at(mapping.height)),
  };
  const meta = { ...mediaOf(given.mimeType, uri), ...defined(given), ...defined(Object.fromEntries(extra)) };
  return {
    id,
    ...(label !== undefined && { label: { [locale]: label } }),
    ...(tags.length > 0 && { tags: { [locale]: tags } }),
    ...(groups.length > 0 && { groups }),
    meta: meta as Record<string, Json>,
  };
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A list of texts, or one text with commas in it, as many systems write tags. */
function textsOf(value: unknown): string[] {
  const items: readonly unknown[] = Array.isArray(value)
    ? value
    : typeof value === 'string'
      ? value.split(',')
      : [];
  return items
    .map((item) => textOf(item)?.trim())
    .filter((item) => item !== undefined && item !== '') as string[];
}

function numberOf(value: unknown): number | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}

function defined(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
