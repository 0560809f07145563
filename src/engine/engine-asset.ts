import type { AssetDefinition } from '../model/asset.ts';
import type { Json, JsonObject } from '../model/json.ts';
import { enginePayload } from './engine-payload.ts';

/** An asset on its way into the engine. */
export type EngineAsset = {
  /** The definition as JSON: plain, well-formed, and of the types that the engine's calls take. */
  readonly text: string;
  /** False when the engine's bulk import would store something else than addAssetToSource does. */
  readonly bulk: boolean;
};

/** What the engine's bulk import replaces in every text that it reads. */
const BASE_URL = '{{base_url}}';

/**
 * Copies a definition for the engine. Never throws, whatever the definition holds: what the engine could not
 * take is left out, so that none of its calls can fail inside WebAssembly.
 *
 * The engine keeps meta as text; here it gets the text of lists, objects and nulls that it would make itself.
 */
export function engineAsset(definition: AssetDefinition): EngineAsset {
  const { label, tags, groups, meta, payload, credits, license, utm } = definition;
  const copy: Record<string, unknown> = { id: definition.id.toWellFormed() };
  if (label !== undefined) copy['label'] = record(label, text);
  if (tags !== undefined) copy['tags'] = record(tags, texts);
  if (groups !== undefined) copy['groups'] = texts(groups);
  if (meta !== undefined) copy['meta'] = metaOf(meta);
  const taken = payload === undefined ? undefined : enginePayload(payload);
  if (taken !== undefined) copy['payload'] = taken;
  if (credits !== undefined) copy['credits'] = attribution(credits);
  if (license !== undefined) copy['license'] = attribution(license);
  if (utm !== undefined) copy['utm'] = { source: text(utm.source), medium: text(utm.medium) };
  const json = JSON.stringify(copy);
  // The bulk import drops `properties`.
  const bulk = taken?.['properties'] === undefined && !json.includes(BASE_URL);
  return { text: json, bulk };
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value.toWellFormed() : undefined;
}

function texts(values: unknown): string[] | undefined {
  if (!Array.isArray(values)) return undefined;
  const copy: string[] = [];
  for (const value of values) if (typeof value === 'string') copy.push(value.toWellFormed());
  return copy;
}

/** A dictionary in which any key is a key, `__proto__` too. */
function dictionary<T>(): Record<string, T> {
  return Object.create(null) as Record<string, T>;
}

function record<T>(values: object, copyOf: (value: unknown) => T | undefined): Record<string, T> {
  const copy = dictionary<T>();
  for (const [key, value] of Object.entries(values)) {
    const taken = copyOf(value);
    if (taken !== undefined) copy[key.toWellFormed()] = taken;
  }
  return copy;
}

function metaOf(meta: JsonObject): Record<string, string | number | boolean> {
  const copy = dictionary<string | number | boolean>();
  for (const [key, value] of Object.entries(meta)) {
    const taken = metaValue(value);
    if (taken !== undefined) copy[key.toWellFormed()] = taken;
  }
  return copy;
}

function metaValue(value: Json | undefined): string | number | boolean | undefined {
  if (typeof value === 'string') return value.toWellFormed();
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'object') return JSON.stringify(value);
  return undefined;
}

function attribution(value: {
  readonly name: string;
  readonly url?: string | undefined;
}): object | undefined {
  const name = text(value.name);
  return name === undefined ? undefined : { name, url: text(value.url) };
}
