import { localized } from '../model/localized.ts';
import type { AssetFilter } from '../model/query.ts';
import { andInto, andNotInto, eachBit, orInto, setBit, type Bits } from './bits.ts';
import { foldCase, foldText, isPlain, wordsOf } from './fold.ts';
import type { LocaleView } from './locale-view.ts';
import { metaKeyOf, metaText } from './meta-text.ts';
import type { Scratch } from './scratch.ts';
import type { SourceIndex } from './source-index.ts';
import type { ValueIndex } from './value-index.ts';

/** With more distinct values than this, they are found by their parts and not by reading them all. */
const FEW_VALUES = 2_048;

/** What a comparison looks for, folded. */
type Wanted = { readonly text: string; readonly whole: boolean };

/** The slots that pass a filter. */
export class FilterSearch {
  readonly #source: SourceIndex;
  readonly #view: LocaleView;
  readonly #locale: string | undefined;
  readonly #scratch: Scratch;

  constructor(source: SourceIndex, view: LocaleView, locale: string | undefined, scratch: Scratch) {
    this.#source = source;
    this.#view = view;
    this.#locale = locale;
    this.#scratch = scratch;
  }

  find(filter: AssetFilter): Bits {
    if ('and' in filter) return this.#combine(filter.and, andInto);
    if ('or' in filter) return this.#combine(filter.or, orInto);
    if ('not' in filter) {
      const all = this.#scratch.copy(this.#source.live);
      andNotInto(all, this.find(filter.not));
      return all;
    }
    const wanted =
      'contains' in filter
        ? { text: foldCase(filter.contains), whole: false }
        : { text: foldCase(filter.equals), whole: true };
    return this.#compare(filter.property, wanted);
  }

  #combine(filters: readonly AssetFilter[], join: (target: Bits, other: Bits) => void): Bits {
    const [first, ...others] = filters;
    if (first === undefined) return this.#scratch.take();
    const joined = this.find(first);
    for (const other of others) join(joined, this.find(other));
    return joined;
  }

  #compare(property: string, wanted: Wanted): Bits {
    const found = this.#scratch.take();
    switch (property) {
      case 'id':
        this.#addIds(wanted, found);
        break;
      case 'label':
        this.#addLabels(wanted, found);
        break;
      case 'tags':
        this.#view.gather(this.#view.tags, found, (index, target) => {
          addValues(index.values, wanted, target);
        });
        break;
      case 'groups':
        addValues(this.#source.indexes.groups, wanted, found);
        break;
      default: {
        const key = metaKeyOf(property);
        if (key !== undefined) this.#addMeta(key, wanted, found);
      }
    }
    return found;
  }

  #addMeta(key: string, wanted: Wanted, found: Bits): void {
    const { assets } = this.#source;
    const values = this.#source.indexes.meta(key)?.values;
    if (values === undefined) {
      this.#read(this.#source.live, found, wanted, (slot) => {
        const definition = assets[slot]?.definition;
        return definition === undefined ? undefined : metaText(definition, key);
      });
    } else if (values.size <= FEW_VALUES || !this.#addSubstrings(key, wanted, found)) {
      addValues(values, wanted, found);
    }
  }

  #addIds(wanted: Wanted, found: Bits): void {
    const { assets, live } = this.#source;
    if (this.#addSubstrings(undefined, wanted, found)) return;
    this.#read(live, found, wanted, (slot) => assets[slot]?.definition.id);
  }

  /** Looks for parts of ids, or of the values of a meta key; false when they are not indexed yet. */
  #addSubstrings(metaKey: string | undefined, wanted: Wanted, found: Bits): boolean {
    const { assets } = this.#source;
    const index = this.#source.indexes.substrings(metaKey);
    if (index === undefined) return false;
    if (wanted.whole) index.addEqual(wanted.text, found, assets, this.#scratch);
    else index.addContaining(wanted.text, found, assets, this.#scratch);
    return true;
  }

  #addLabels(wanted: Wanted, found: Bits): void {
    const labelled = this.#view.labelled();
    if (wanted.text === '') {
      orInto(found, this.#source.live);
      if (wanted.whole) andNotInto(found, labelled);
      return;
    }
    const words = wordsOf(foldText(wanted.text)).filter((word) => !FLAG.test(word));
    const candidates = this.#scratch.copy(labelled);
    for (const word of words) andInto(candidates, this.#labelsWith(word));
    if (!wanted.whole && words[0] === wanted.text && isPlain(wanted.text)) {
      // One word of plain letters was found as it stands, unless accents were taken off on the way.
      orInto(found, candidates);
      const accented = this.#scratch.take();
      this.#view.gather(this.#view.labels, accented, (index, target) => {
        index.accented.addTo(target);
      });
      andInto(candidates, accented);
      andNotInto(found, accented);
    }
    this.#read(candidates, found, wanted, (slot) =>
      localized(this.#source.assets[slot]?.definition.label, this.#locale),
    );
  }

  #labelsWith(word: string): Bits {
    const found = this.#scratch.take();
    this.#view.gather(this.#view.labels, found, (index, target) => index.addContaining(word, target));
    return found;
  }

  #read(candidates: Bits, found: Bits, wanted: Wanted, textOf: (slot: number) => string | undefined): void {
    const seen = new Map<string, boolean>();
    eachBit(candidates, (slot) => {
      const text = textOf(slot);
      if (text === undefined) return;
      if (seen.size > FEW_VALUES) {
        // Too different from each other for remembering to be worth its while.
        if (fits(foldCase(text), wanted)) setBit(found, slot);
        return;
      }
      let isFound = seen.get(text);
      if (isFound === undefined) {
        isFound = fits(foldCase(text), wanted);
        seen.set(text, isFound);
      }
      if (isFound) setBit(found, slot);
    });
  }
}

/** Half a flag may be the end of one and the beginning of the next, so flags say nothing about parts. */
const FLAG = /\p{Regional_Indicator}/u;

function addValues(values: ValueIndex, wanted: Wanted, target: Bits): void {
  for (const chunk of values.sorted) {
    for (const value of chunk) if (fits(value.folded, wanted)) value.slots.addTo(target);
  }
}

function fits(folded: string, { text, whole }: Wanted): boolean {
  return whole ? folded === text : folded.includes(text);
}
