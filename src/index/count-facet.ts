import type { AssetDefinition } from '../model/asset.ts';
import { localized } from '../model/localized.ts';
import type { Facet, FacetValue } from '../model/query.ts';
import { andNotInto, eachBit, type Bits } from './bits.ts';
import type { LocaleView } from './locale-view.ts';
import { metaKeyOf, metaText } from './meta-text.ts';
import type { Scratch } from './scratch.ts';
import type { SourceIndex } from './source-index.ts';
import { compareTexts } from './text-order.ts';
import type { ValueIndex } from './value-index.ts';

/** A selection up to this is counted by reading it. */
const SMALL = 500;

/** What a facet is counted over. */
export type Counted = {
  readonly source: SourceIndex;
  readonly view: LocaleView;
  readonly locale: string | undefined;
  readonly scratch: Scratch;
  /** The slots that matched; undefined: all. */
  readonly matched: Bits | undefined;
  readonly total: number;
};

/** Counts the values of one facet: most frequent first, then bytewise. */
export function countFacet(path: string, counted: Counted): Facet {
  const { source, view } = counted;
  if (counted.total <= SMALL) return { path, values: readAll(path, counted) };
  if (path === 'groups') return { path, values: byFrequency(countIn(source.groups, counted.matched)) };
  if (path === 'tags') return { path, values: countTags(view, counted) };
  const key = metaKeyOf(path);
  if (key === undefined) return { path, values: [] };
  const values = source.meta(key)?.values;
  return {
    path,
    values: values === undefined ? readAll(path, counted) : byFrequency(countIn(values, counted.matched)),
  };
}

function countIn(values: ValueIndex, matched: Bits | undefined): FacetValue[] {
  const counts: FacetValue[] = [];
  for (const chunk of values.sorted) {
    for (const { text, slots } of chunk) {
      const count = matched === undefined ? slots.size : slots.countIn(matched);
      if (count > 0) counts.push({ value: text, count });
    }
  }
  return counts;
}

function countTags(view: LocaleView, { source, scratch, matched }: Counted): FacetValue[] {
  const [only, ...others] = view.tags;
  if (only === undefined) return [];
  if (others.length === 0) return byFrequency(countIn(only.index.values, matched));
  const counts = new Map<string, number>();
  for (const { index, spokenFor } of view.tags) {
    let among = matched;
    if (spokenFor !== undefined) {
      among = scratch.copy(matched ?? source.live);
      andNotInto(among, spokenFor);
    }
    for (const { value, count } of countIn(index.values, among)) {
      counts.set(value, (counts.get(value) ?? 0) + count);
    }
  }
  return byFrequencyAndText(counts);
}

/** Reads every asset that matched. */
function readAll(path: string, { source, locale, matched }: Counted): FacetValue[] {
  const valuesOf = readerOf(path, locale);
  const counts = new Map<string, number>();
  eachBit(matched ?? source.live, (slot) => {
    const definition = source.assets[slot]?.definition;
    if (definition === undefined) return;
    const values = valuesOf(definition);
    for (const value of values.length > 1 ? new Set(values) : values) {
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
  });
  return byFrequencyAndText(counts);
}

function readerOf(
  path: string,
  locale: string | undefined,
): (definition: AssetDefinition) => readonly string[] {
  if (path === 'groups') return ({ groups }) => groups ?? NONE;
  if (path === 'tags') return ({ tags }) => localized(tags, locale) ?? NONE;
  const key = metaKeyOf(path);
  return (definition) => {
    const text = key === undefined ? undefined : metaText(definition, key);
    return text === undefined ? NONE : [text];
  };
}

const NONE: readonly string[] = [];

/** Sorts what is in order of value already. */
function byFrequency(counts: FacetValue[]): FacetValue[] {
  return counts.sort((a, b) => b.count - a.count);
}

function byFrequencyAndText(counts: ReadonlyMap<string, number>): FacetValue[] {
  const values = Array.from(counts, ([value, count]) => ({ value, count }));
  return values.sort((a, b) => b.count - a.count || compareTexts(a.value, b.value));
}
