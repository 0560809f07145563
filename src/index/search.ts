import type { Asset } from '../model/asset.ts';
import type { Page } from '../model/page.ts';
import type { AssetQuery } from '../model/query.ts';
import { andInto, countBits, type Bits } from './bits.ts';
import { countFacet } from './count-facet.ts';
import { FilterSearch } from './find-filter.ts';
import { findWord } from './find-words.ts';
import { foldText, wordsOf } from './fold.ts';
import { LocaleView } from './locale-view.ts';
import { pickPage } from './pick-page.ts';
import type { Scratch } from './scratch.ts';
import type { SourceIndex } from './source-index.ts';
import type { TagIndex } from './tag-index.ts';

/** Answers a query that has been checked. */
export function search(source: SourceIndex, query: AssetQuery): Page {
  const { scratch } = source;
  scratch.begin(source.live.length);
  const view = new LocaleView(source, query.locale, scratch);
  const matched = match(source, view, query, scratch);
  const total = matched === undefined ? source.assetCount : countBits(matched);
  const offset = query.page * query.perPage;
  const slots = pickPage(source, query, matched, total, offset);
  const assets: Asset[] = [];
  for (const slot of slots) {
    const asset = source.assetAt(slot);
    if (asset !== undefined) assets.push(asset);
  }
  return {
    assets,
    total,
    currentPage: query.page,
    nextPage: query.perPage > 0 && offset + query.perPage < total ? query.page + 1 : undefined,
    facets: query.facets.map((path) =>
      countFacet(path, { source, view, locale: query.locale, scratch, matched, total }),
    ),
    version: source.source.version,
  };
}

/** The live slots that match; undefined: all of them. */
function match(source: SourceIndex, view: LocaleView, query: AssetQuery, scratch: Scratch): Bits | undefined {
  let matched: Bits | undefined;
  const restrict = (found: Bits): void => {
    if (matched === undefined) matched = found;
    else andInto(matched, found);
  };
  for (const word of new Set(wordsOf(foldText(query.query)))) {
    restrict(findWord(source, view, word, scratch));
  }
  for (const tag of query.tags) {
    const folded = foldText(tag);
    const found = scratch.take();
    view.gather<TagIndex>(view.tags, found, (index, target) => {
      for (const { slots } of index.reading(folded)) slots.addTo(target);
    });
    restrict(found);
  }
  if (query.groups.length > 0) {
    const found = scratch.take();
    for (const group of query.groups) source.indexes.groups.get(group)?.slots.addTo(found);
    restrict(found);
  }
  const filters = new FilterSearch(source, view, query.locale, scratch);
  for (const filter of query.filter) restrict(filters.find(filter));
  if (query.excludeGroups.length > 0) {
    matched ??= scratch.copy(source.live);
    for (const group of query.excludeGroups) source.indexes.groups.get(group)?.slots.takeFrom(matched);
  }
  if (!source.isSettled) restrict(source.live);
  return matched;
}
