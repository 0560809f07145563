import type { AssetDefinition } from '../model/asset.ts';
import { localized } from '../model/localized.ts';
import type { Facet, FacetValue } from '../model/query.ts';
import { andNotInto, eachBit, type Bits } from './bits.ts';
import type { ForwardIndex } from './forward-index.ts';
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
  return { path, values: countValues(path, counted) };
}

function countValues(path: string, counted: Counted): FacetValue[] {
  const { source, matched, total } = counted;
  if (total <= SMALL) return readAll(path, counted);
  if (path === 'tags') return countTags(counted);
  if (path === 'groups') {
    return byFrequency(countIn(source.indexes.groups, matched, () => source.indexes.groupsBySlot()));
  }
  const key = metaKeyOf(path);
  const meta = key === undefined ? undefined : source.indexes.meta(key);
  if (meta === undefined || meta.values.size > total) return readAll(path, counted);
  return byFrequency(countIn(meta.values, matched, () => meta.bySlot));
}

/** Counts are bytewise by value. */
function countIn(
  values: ValueIndex,
  matched: Bits | undefined,
  bySlot: () => ForwardIndex | undefined,
): FacetValue[] {
  const counted = matched === undefined ? undefined : bySlot()?.count(matched);
  const counts: FacetValue[] = [];
  for (const chunk of values.sorted) {
    for (const { text, slots, number } of chunk) {
      const count =
        matched === undefined
          ? slots.size
          : counted === undefined
            ? slots.countIn(matched)
            : (counted[number] ?? 0);
      if (count > 0) counts.push({ value: text, count });
    }
  }
  return counts;
}

function countTags({ source, view, scratch, matched }: Counted): FacetValue[] {
  const [only, ...others] = view.tags;
  if (only === undefined) return [];
  if (others.length === 0) {
    return byFrequency(countIn(only.index.values, matched, () => source.indexes.tagsBySlot(only.locale)));
  }
  const counts = new Map<string, number>();
  for (const { index, locale, spokenFor } of view.tags) {
    let among = matched;
    if (spokenFor !== undefined) {
      among = scratch.copy(matched ?? source.live);
      andNotInto(among, spokenFor);
    }
    for (const { value, count } of countIn(index.values, among, () => source.indexes.tagsBySlot(locale))) {
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
