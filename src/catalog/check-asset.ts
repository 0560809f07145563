import { GatewayError } from '../errors.ts';
import type {
  AssetDefinition,
  Credits,
  License,
  LocalizedString,
  LocalizedStrings,
  Utm,
} from '../model/asset.ts';
import { idText, object, refuse, text, texts, type Path } from './check.ts';
import { jsonObject } from './check-json.ts';
import { payload } from './check-payload.ts';
import { LIMITS } from './limits.ts';

/** A definition without its id: what a patch may replace. */
export type DefinitionFields = Omit<AssetDefinition, 'id'>;

/**
 * A CE.SDK AssetDefinition that no part of the gateway will choke on; throws BAD_USER_INPUT or LIMIT_EXCEEDED
 * that names the place. The result shares the input's values: the caller gives them away. Fields that are
 * null count as left out, unknown ones are refused.
 */
export function checkDefinition(input: unknown, path: Path, newId?: () => string): AssetDefinition {
  const given = object(input, path);
  path.push('id');
  const missing = given['id'] === undefined || given['id'] === null;
  const id = missing && newId !== undefined ? newId() : idText(given['id'], path);
  path.pop();
  const definition = { id, ...checkFields(given, path) };
  const bytes = Buffer.byteLength(JSON.stringify(definition));
  if (bytes > LIMITS.assetBytes) {
    throw new GatewayError(
      'LIMIT_EXCEEDED',
      { field: path.join('.'), limit: LIMITS.assetBytes, actual: bytes },
      `An asset may have at most ${LIMITS.assetBytes} bytes as JSON; this one has ${bytes}.`,
    );
  }
  return definition;
}

/** The fields of a definition that are there; throws as {@link checkDefinition} does. */
export function checkFields(given: Readonly<Record<string, unknown>>, path: Path): DefinitionFields {
  const fields: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(given)) {
    if (key === 'id' || value === null || value === undefined) continue;
    path.push(key);
    const check = Object.hasOwn(FIELDS, key) ? FIELDS[key as keyof typeof FIELDS] : undefined;
    if (check === undefined) refuse(path, `is not a field of an AssetDefinition`);
    else fields[key] = check(value, path);
    path.pop();
  }
  return fields;
}

export function localizedString(value: unknown, path: Path): LocalizedString {
  return localized(value, path, (entry) => text(entry, path));
}

export function localizedStrings(value: unknown, path: Path): LocalizedStrings {
  return localized(value, path, (entry) => texts(entry, path, LIMITS.tags));
}

function localized<T>(value: unknown, path: Path, check: (entry: unknown) => T): Readonly<Record<string, T>> {
  const given = object(value, path);
  const locales = Object.keys(given);
  if (locales.length > LIMITS.locales)
    refuse(path, `must have at most ${LIMITS.locales} locales, has ${locales.length}`);
  for (const locale of locales) {
    path.push(locale);
    text(locale, path, LIMITS.localeLength);
    if (locale === '') refuse(path, 'a locale must not be empty');
    check(given[locale]);
    path.pop();
  }
  return given as Readonly<Record<string, T>>;
}

export function credits(value: unknown, path: Path): Credits {
  return named(value, path);
}

export function license(value: unknown, path: Path): License {
  return named(value, path);
}

function named(value: unknown, path: Path): { name: string; url?: string } {
  const given = stringsOf(value, path, ['name', 'url']);
  if (given['name'] === undefined) refuse([...path, 'name'], 'is missing');
  return given as { name: string; url?: string };
}

function utm(value: unknown, path: Path): Utm {
  return stringsOf(value, path, ['source', 'medium']);
}

/** An object whose known keys are strings; null counts as left out. */
function stringsOf(value: unknown, path: Path, keys: readonly string[]): Record<string, string> {
  const given = object(value, path);
  const result: Record<string, string> = {};
  for (const [key, entry] of Object.entries(given)) {
    if (entry === null || entry === undefined) continue;
    path.push(key);
    if (!keys.includes(key)) refuse(path, `must be one of ${keys.join(', ')}`);
    result[key] = text(entry, path);
    path.pop();
  }
  return result;
}

const FIELDS = {
  label: localizedString,
  tags: localizedStrings,
  groups: (value: unknown, path: Path) => texts(value, path, LIMITS.groups),
  meta: jsonObject,
  payload,
  credits,
  license,
  utm,
} satisfies Record<keyof DefinitionFields, (value: unknown, path: Path) => unknown>;
