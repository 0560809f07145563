import { DEFINITION_FIELDS } from '../model/asset.ts';
import { isJsonObject, type Json, type JsonObject } from '../model/json.ts';
import { object, refuse, type Path } from './check.ts';

const BASE_URL = '{{base_url}}';

/** The parts of CE.SDK's content.json. */
export type ContentJson = { readonly id: unknown; readonly assets: readonly unknown[] };

/** Takes a parsed content.json apart; throws BAD_USER_INPUT that names the place. Its `version` says nothing. */
export function readContentJson(content: unknown, path: Path): ContentJson {
  const given = object(content, path);
  if (!Array.isArray(given['assets'])) refuse([...path, 'assets'], 'expected a list of AssetDefinitions');
  return { id: given['id'], assets: given['assets'] as readonly unknown[] };
}

/**
 * An asset of content.json as an AssetDefinition: keys that CE.SDK doesn't know are left out, and `{{base_url}}` is
 * replaced in meta strings, the uris of source sets and of fonts, as the engine's own import does. Without a
 * base path it stays.
 */
export function contentAsset(entry: unknown, basePath: string | undefined): unknown {
  if (!isJsonObject(entry)) return entry;
  const known: Record<string, Json> = {};
  for (const key of ['id', ...DEFINITION_FIELDS]) {
    const value = Object.hasOwn(entry, key) ? entry[key] : undefined;
    if (value !== undefined && value !== null) known[key] = value;
  }
  if (basePath === undefined) return known;
  const base = basePath.endsWith('/') ? basePath.slice(0, -1) : basePath;
  const based = (value: Json): Json => (typeof value === 'string' ? value.replaceAll(BASE_URL, base) : value);
  if (isJsonObject(known['meta'])) known['meta'] = mapValues(known['meta'], based);
  if (isJsonObject(known['payload'])) known['payload'] = basedPayload(known['payload'], based);
  return known;
}

function basedPayload(payload: JsonObject, based: (value: Json) => Json): JsonObject {
  const withBasedUri = (entry: Json): Json =>
    isJsonObject(entry) && entry['uri'] !== undefined ? { ...entry, uri: based(entry['uri']) } : entry;
  const { sourceSet, typeface } = payload;
  return {
    ...payload,
    ...(Array.isArray(sourceSet) && { sourceSet: sourceSet.map(withBasedUri) }),
    ...(isJsonObject(typeface) &&
      Array.isArray(typeface['fonts']) && {
        typeface: { ...typeface, fonts: typeface['fonts'].map(withBasedUri) },
      }),
  };
}

function mapValues(object: JsonObject, map: (value: Json) => Json): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value)]));
}
