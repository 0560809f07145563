import { isJsonObject, type Json, type JsonObject } from './json.ts';

/** JSON Merge Patch (RFC 7396) on an object: null removes a key, an object is merged into, anything else replaces. */
export function mergePatch(target: JsonObject, patch: JsonObject): JsonObject {
  const entries = new Map<string, Json>(Object.entries(target));
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) entries.delete(key);
    else if (isJsonObject(value)) {
      const before = entries.get(key);
      entries.set(key, mergePatch(isJsonObject(before) ? before : {}, value));
    } else entries.set(key, value);
  }
  // fromEntries defines properties, so a key called __proto__ stays a key.
  return Object.fromEntries(entries);
}
