import { checkDefinition } from '../catalog/check-asset.ts';
import { GatewayError } from '../errors.ts';
import type { Asset } from '../model/asset.ts';
import type { Page } from '../model/page.ts';
import type { AssetQuery, Facet } from '../model/query.ts';
import { OutsideFailure } from './outside-failure.ts';

/** Characters of all assets of one answer, as JSON, beyond which it is refused. */
const MAX_CHARACTERS = 8 * 1024 * 1024;
const MAX_TEXTS = 10_000;

type Fields = Readonly<Record<string, unknown>>;

/**
 * CE.SDK's AssetsQueryResult as a page; no answer at all is an empty page, as in the engine. Throws
 * {@link OutsideFailure} when anything in it is not what it must be.
 */
export function readPage(
  answer: unknown,
  sourceId: string,
  query: AssetQuery,
  maxAssets: number,
  version: number,
): Page {
  if (answer === undefined || answer === null) {
    return { assets: [], total: 0, currentPage: query.page, nextPage: undefined, facets: [], version };
  }
  const given = fields(answer, 'the answer');
  const assets = listOf(given['assets'], 'assets', maxAssets);
  const currentPage = count(given['currentPage'], 'currentPage');
  const { nextPage } = given;
  let characters = 0;
  return {
    assets: assets.map((asset, index) => {
      const read = readAsset(asset, sourceId, query.locale, index + 1);
      characters += JSON.stringify(read.definition).length;
      if (characters > MAX_CHARACTERS) throw new OutsideFailure('TOO_LARGE', 'the assets of one page');
      return read;
    }),
    total: count(given['total'], 'total'),
    currentPage,
    nextPage: nextPage === undefined || nextPage === null ? undefined : count(nextPage, 'nextPage'),
    facets: readFacets(given['facets'], query.facets),
    version,
  };
}

/** CE.SDK's AssetResult: one locale's label and tags. Anything else that a definition has not is dropped. */
export function readAsset(
  answer: unknown,
  sourceId: string,
  locale: string | undefined,
  rank: number,
): Asset {
  const given = fields(answer, 'an asset');
  const told = given['locale'];
  const language = typeof told === 'string' && told !== '' ? told : (locale ?? 'en');
  const localized = (value: unknown) =>
    value === undefined || value === null || isFields(value) ? value : { [language]: value };
  try {
    const definition = checkDefinition(
      owned({
        id: given['id'],
        label: localized(given['label']),
        tags: localized(given['tags']),
        groups: given['groups'],
        meta: definedValues(given['meta']),
        payload: definedValues(given['payload']),
        credits: given['credits'],
        license: given['license'],
        utm: given['utm'],
      }),
      ['asset'],
    );
    return { sourceId, definition, rank, version: 0, createdAt: 0, updatedAt: 0 };
  } catch (error) {
    // The check's message names the place; it may quote a value, so only the place is passed on.
    if (error instanceof GatewayError) {
      const field = typeof error.details['field'] === 'string' ? error.details['field'] : 'asset';
      throw new OutsideFailure('BAD_ANSWER', field, { cause: error });
    }
    throw error;
  }
}

export function readGroups(answer: unknown): readonly string[] {
  if (answer === undefined || answer === null) return [];
  return listOf(answer, 'groups', MAX_TEXTS).map((group) => text(group, 'groups'));
}

/** Custom sources may leave facets out, and counts: what is not told is not invented. */
function readFacets(answer: unknown, asked: readonly string[]): Facet[] {
  if (answer === undefined || answer === null) return [];
  const given = fields(answer, 'facets');
  const facets: Facet[] = [];
  for (const path of asked) {
    if (!Object.hasOwn(given, path)) continue;
    const values = listOf(given[path], 'facets', MAX_TEXTS).map((entry) => {
      const { value, count: times } = fields(entry, 'facets');
      return { value: text(value, 'facets'), count: times === undefined ? 0 : count(times, 'facets') };
    });
    facets.push({ path, values });
  }
  return facets;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function fields(value: unknown, what: string): Fields {
  if (!isFields(value)) throw new OutsideFailure('BAD_ANSWER', `${what} must be an object`);
  return value;
}

function listOf(value: unknown, what: string, maxItems: number): readonly unknown[] {
  if (!Array.isArray(value)) throw new OutsideFailure('BAD_ANSWER', `${what} must be a list`);
  if (value.length > maxItems) throw new OutsideFailure('TOO_LARGE', `more than ${maxItems} ${what}`);
  return value as readonly unknown[];
}

function count(value: unknown, what: string): number {
  if (Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) <= 2_147_483_647)
    return Number(value);
  throw new OutsideFailure('BAD_ANSWER', `${what} must be a whole number`);
}

function text(value: unknown, what: string): string {
  if (typeof value === 'string' && value.length <= MAX_TEXTS && value.isWellFormed()) return value;
  throw new OutsideFailure('BAD_ANSWER', `${what} must be text`);
}

/** A copy that the source can't change any more; what can't be copied is no JSON, and the check will say where. */
function owned(value: object): object {
  try {
    return structuredClone(value);
  } catch {
    return value;
  }
}

/** JavaScript objects hold keys with nothing behind them, which JSON has not. */
function definedValues(value: unknown): unknown {
  if (!isFields(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined));
}
