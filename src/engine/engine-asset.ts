import type { AssetDefinition } from '../model/asset.ts';
import { isJsonObject, type Json, type JsonObject } from '../model/json.ts';
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
 * Copies a definition for the engine. Never throws, whatever the definition holds beside its id: what the engine could not
 * take is left out, so that none of its calls can fail inside WebAssembly.
 *
 * The engine keeps meta as text; here it gets the text of lists, objects and nulls that it would make itself.
 */
export function engineAsset(definition: AssetDefinition): EngineAsset {
  const plain = plainDefinition(definition);
  const json = JSON.stringify(plain);
  // The bulk import drops `properties`, and locales without tags, which then show another locale's.
  const bulk =
    plain.payload?.['properties'] === undefined && !hasEmpty(plain.tags) && !json.includes(BASE_URL);
  return { text: json, bulk };
}

/** A definition of which each part is what the engine's calls take, and nothing more. */
export type PlainDefinition = {
  readonly id: string;
  readonly label: Readonly<Record<string, string>> | undefined;
  readonly tags: Readonly<Record<string, readonly string[]>>;
  readonly groups: readonly string[] | undefined;
  readonly meta: JsonObject | undefined;
  readonly payload: JsonObject | undefined;
  readonly credits: Attribution | undefined;
  readonly license: Attribution | undefined;
  readonly utm: { readonly source: string | undefined; readonly medium: string | undefined } | undefined;
};

/** A credit or a licence: of an asset, or of a source. */
export type Attribution = { readonly name: string; readonly url: string | undefined };

export function plainDefinition(definition: AssetDefinition): PlainDefinition {
  const { label, tags, groups, meta, payload, credits, license, utm } = definition;
  return {
    id: definition.id.toWellFormed(),
    label: isJsonObject(label) ? record(label, isText, text) : undefined,
    tags: isJsonObject(tags) ? record<readonly string[]>(tags, isTexts, texts) : {},
    groups: isTexts(groups) ? groups : texts(groups),
    meta: isJsonObject(meta) ? record<Json>(meta, isMetaValue, metaValue) : undefined,
    payload: isJsonObject(payload) ? enginePayload(payload) : undefined,
    credits: attribution(credits),
    license: attribution(license),
    utm: isJsonObject(utm) ? { source: text(utm.source), medium: text(utm.medium) } : undefined,
  };
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value.toWellFormed() : undefined;
}

/** The texts among `values`; undefined when it is no list. */
export function texts(values: unknown): string[] | undefined {
  if (!Array.isArray(values)) return undefined;
  const copy: string[] = [];
  for (const value of values) if (typeof value === 'string') copy.push(value.toWellFormed());
  return copy;
}

/** A dictionary in which any key is a key, `__proto__` too. */
function dictionary<T>(): Record<string, T> {
  return Object.create(null) as Record<string, T>;
}

/** What is right as it is, is not copied: loading asks this of every asset. */
function isClean<T>(values: Readonly<Record<string, T>>, isCleanValue: (value: unknown) => boolean): boolean {
  for (const key in values) {
    if (!isCleanValue(values[key]) || !key.isWellFormed()) return false;
  }
  return true;
}

function hasEmpty(lists: Readonly<Record<string, readonly string[]>>): boolean {
  for (const key in lists) if (lists[key]?.length === 0) return true;
  return false;
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value.isWellFormed();
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(isText);
}

function isMetaValue(value: unknown): boolean {
  return typeof value === 'number' ? Number.isFinite(value) : typeof value === 'boolean' || isText(value);
}

function record<T>(
  values: Readonly<Record<string, T>>,
  isCleanValue: (value: unknown) => boolean,
  copyOf: (value: unknown) => T | undefined,
): Readonly<Record<string, T>> {
  if (isClean(values, isCleanValue)) return values;
  const copy = dictionary<T>();
  for (const [key, value] of Object.entries(values)) {
    const taken = copyOf(value);
    if (taken !== undefined) copy[key.toWellFormed()] = taken;
  }
  return copy;
}

function metaValue(value: unknown): string | number | boolean | undefined {
  if (typeof value === 'string') return value.toWellFormed();
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'object') return jsonText(value);
  return undefined;
}

/** Undefined for what is no JSON after all. */
function jsonText(value: object | null): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}

/** Undefined for what has no name. */
export function attribution(value: unknown): Attribution | undefined {
  if (!isJsonObject(value)) return undefined;
  const name = text(value['name']);
  return name === undefined ? undefined : { name, url: text(value['url']) };
}
