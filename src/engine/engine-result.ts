import type { Asset } from '../model/asset.ts';
import type { Page } from '../model/page.ts';
import type { AssetQuery } from '../model/query.ts';
import { plainDefinition, texts } from './engine-asset.ts';

/*
 * Answers of outside systems as CE.SDK's callbacks give them, as JSON text. They are copied as definitions are,
 * whatever their types promise: one label that is a number, a hundred times, and the engine is dead. Each of
 * these throws a plain Error when an answer is beyond copying.
 */

/** Characters of one answer: as many as make the engine no trouble. */
const MAX_LENGTH = 8 * 1024 * 1024;
const MAX_INT32 = 2_147_483_647;
const MAX_FACET_VALUES = 10_000;
const MAX_GROUPS = 10_000;

/** CE.SDK's AssetsQueryResult: no more assets than were asked for, whatever the page has. */
export function pageResult(page: Page, sourceId: string, query: AssetQuery): string {
  const assets: string[] = [];
  let length = 0;
  for (const asset of page.assets.slice(0, Math.max(query.perPage, 0))) {
    const text = assetResult(asset, sourceId, query.locale);
    length += text.length;
    if (length > MAX_LENGTH) throw new Error('The answer is too large.');
    assets.push(text);
  }
  const rest = JSON.stringify({
    total: count(page.total),
    currentPage: count(page.currentPage),
    // The engine reads a null as page 0.
    nextPage: page.nextPage === undefined || page.nextPage === null ? undefined : count(page.nextPage),
    facets: facetResult(page, query),
  });
  return `{"assets":[${assets.join(',')}],${rest.slice(1)}`;
}

/** CE.SDK's AssetResult: label and tags in one locale. */
export function assetResult(asset: Asset, sourceId: string, locale: string | undefined): string {
  const { label, tags, ...others } = plainDefinition(asset.definition);
  return JSON.stringify({
    ...others,
    label: label === undefined ? undefined : inLocale(label, locale),
    tags: inLocale(tags, locale),
    locale: locale?.toWellFormed(),
    context: { sourceId },
  });
}

export function groupsResult(groups: readonly string[]): string {
  const copy = texts(groups);
  if (copy === undefined) throw new Error('The groups are no list.');
  return JSON.stringify(copy.slice(0, MAX_GROUPS));
}

function facetResult(page: Page, query: AssetQuery): Readonly<Record<string, object>> | undefined {
  if (query.facets.length === 0) return undefined;
  const facets = Object.create(null) as Record<string, object>;
  for (const { path, values } of page.facets) {
    if (!query.facets.includes(path)) continue;
    facets[path] = values.slice(0, MAX_FACET_VALUES).map((entry) => {
      if (typeof entry.value !== 'string') throw new Error('A facet value is no text.');
      return { value: entry.value.toWellFormed(), count: count(entry.count) };
    });
  }
  return facets;
}

function inLocale<T>(values: Readonly<Record<string, T>>, locale: string | undefined): T | undefined {
  for (const key of [locale, 'en']) if (key !== undefined && Object.hasOwn(values, key)) return values[key];
  return Object.values(values)[0];
}

function count(value: unknown): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return Math.min(value, MAX_INT32);
  throw new Error('A count is no whole number.');
}
