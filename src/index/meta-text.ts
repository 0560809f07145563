import type { AssetDefinition } from '../model/asset.ts';
import type { Json } from '../model/json.ts';

/** The value of a meta key; undefined when the asset does not have the key. */
export function metaValue(definition: AssetDefinition, key: string): Json | undefined {
  const { meta } = definition;
  return meta !== undefined && Object.hasOwn(meta, key) ? meta[key] : undefined;
}

/** A meta value as filters and facets see it: a string as itself, anything else as its JSON. */
export function metaText(definition: AssetDefinition, key: string): string | undefined {
  const value = metaValue(definition, key);
  return value === undefined || typeof value === 'string' ? value : JSON.stringify(value);
}

/** The key in `meta.<key>`: everything after the first dot; undefined for another path. */
export function metaKeyOf(path: string): string | undefined {
  return path.startsWith('meta.') ? path.slice(5) : undefined;
}
