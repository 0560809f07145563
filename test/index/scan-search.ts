import { localized } from '../../src/model/localized.ts';
import type { Asset } from '../../src/model/asset.ts';
import type { Page } from '../../src/model/page.ts';
import type { AssetFilter, AssetQuery, Facet } from '../../src/model/query.ts';
import { foldCase, foldText, wordsOf } from '../../src/index/fold.ts';
import { metaKeyOf, metaText } from '../../src/index/meta-text.ts';
import { compareSortValues, sortValueOf } from '../../src/index/sort-value.ts';
import { compareTexts } from '../../src/index/text-order.ts';

/** Answers a query by looking at every asset. `assets` are in order of rank. */
export function scanSearch(assets: readonly Asset[], version: number, query: AssetQuery): Page {
  const matched = assets.filter((asset) => matches(asset, query));
  if (query.sortingOrder !== 'None') {
    const direction = query.sortingOrder === 'Ascending' ? 1 : -1;
    if (query.sortKey === '') {
      if (direction === -1) matched.reverse();
    } else {
      const valueOf = sortValueOf(query.sortKey, query.locale);
      matched.sort((a, b) => compareSortValues(valueOf(a), valueOf(b), direction) || a.rank - b.rank);
    }
  }
  const offset = query.page * query.perPage;
  return {
    assets: matched.slice(offset, offset + query.perPage),
    total: matched.length,
    currentPage: query.page,
    nextPage: query.perPage > 0 && offset + query.perPage < matched.length ? query.page + 1 : undefined,
    facets: query.facets.map((path) => facetOf(matched, path, query.locale)),
    version,
  };
}

function matches(asset: Asset, query: AssetQuery): boolean {
  const { definition } = asset;
  const label = localized(definition.label, query.locale) ?? '';
  const tags = localized(definition.tags, query.locale) ?? [];
  const groups = definition.groups ?? [];
  const searched = label === '' && tags.length === 0 ? [definition.id] : [label, ...tags];
  const words = searched.flatMap((text) => wordsOf(foldText(text)));
  const foldedTags = new Set(tags.map(foldText));
  return (
    wordsOf(foldText(query.query)).every((word) => words.some((candidate) => candidate.includes(word))) &&
    query.tags.every((tag) => foldedTags.has(foldText(tag))) &&
    (query.groups.length === 0 || groups.some((group) => query.groups.includes(group))) &&
    !groups.some((group) => query.excludeGroups.includes(group)) &&
    query.filter.every((filter) => passes(asset, filter, query.locale))
  );
}

function passes(asset: Asset, filter: AssetFilter, locale: string | undefined): boolean {
  if ('and' in filter) return filter.and.every((child) => passes(asset, child, locale));
  if ('or' in filter) return filter.or.some((child) => passes(asset, child, locale));
  if ('not' in filter) return !passes(asset, filter.not, locale);
  const values = propertyOf(asset, filter.property, locale).map(foldCase);
  if ('contains' in filter) {
    const part = foldCase(filter.contains);
    return values.some((value) => value.includes(part));
  }
  return values.includes(foldCase(filter.equals));
}

function propertyOf(asset: Asset, property: string, locale: string | undefined): readonly string[] {
  const { definition } = asset;
  switch (property) {
    case 'id':
      return [definition.id];
    case 'label':
      return [localized(definition.label, locale) ?? ''];
    case 'tags':
      return localized(definition.tags, locale) ?? [];
    case 'groups':
      return definition.groups ?? [];
    default: {
      const key = metaKeyOf(property);
      const text = key === undefined ? undefined : metaText(definition, key);
      return text === undefined ? [] : [text];
    }
  }
}

function facetOf(matched: readonly Asset[], path: string, locale: string | undefined): Facet {
  const counts = new Map<string, number>();
  for (const asset of matched) {
    for (const value of new Set(propertyOf(asset, path, locale))) {
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
  }
  const values = [...counts].map(([value, count]) => ({ value, count }));
  return { path, values: values.toSorted((a, b) => b.count - a.count || compareTexts(a.value, b.value)) };
}
