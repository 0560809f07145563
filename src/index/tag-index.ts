import type { Bits } from './bits.ts';
import { foldText, wordsOf } from './fold.ts';
import { MANY_WORDS, ShortParts } from './short-parts.ts';
import { SlotSet } from './slot-set.ts';
import { ValueIndex, type Value } from './value-index.ts';
import { WordDictionary } from './word-dictionary.ts';

/** The tags of one locale. */
export class TagIndex {
  /** Words, and the tags that contain them. */
  readonly #words = new WordDictionary<Set<Value>>();
  readonly #shortParts = new ShortParts();
  /** Whole tags as they are searched, and the tags that read so. */
  readonly #folded = new Map<string, Set<Value>>();
  readonly values = new ValueIndex({
    born: (value) => {
      this.#born(value);
    },
    died: (value) => {
      this.#died(value);
    },
  });
  /** Who has an entry in this locale, be it empty. */
  readonly present = new SlotSet();
  /** Who has one that is not empty. */
  readonly filled = new SlotSet();

  add(slot: number, tags: readonly string[]): void {
    this.present.add(slot);
    if (tags.length === 0) return;
    this.filled.add(slot);
    this.values.add(slot, new Set(tags));
    if (!this.#shortParts.isEmpty) this.#shortParts.add(slot, textOf(tags));
  }

  delete(slot: number, tags: readonly string[]): void {
    this.present.delete(slot);
    if (tags.length === 0) return;
    this.filled.delete(slot);
    this.values.delete(slot, new Set(tags));
    if (!this.#shortParts.isEmpty) this.#shortParts.delete(slot, textOf(tags));
  }

  /** The tags that read like `folded` when they are searched. */
  reading(folded: string): Iterable<Value> {
    return this.#folded.get(folded) ?? [];
  }

  /** Adds to `target` every slot with a tag that has a word that contains `part`, which is folded. */
  addContaining(part: string, target: Bits): void {
    const find = (found: Bits): void => {
      this.#words.eachContaining(part, (tags) => {
        for (const { slots } of tags) slots.addTo(found);
      });
    };
    if (this.#words.candidates(part) < MANY_WORDS || !ShortParts.take(part)) find(target);
    else this.#shortParts.addContaining(part, target, find);
  }

  #born(value: Value): void {
    const folded = foldText(value.text);
    const alike = this.#folded.get(folded);
    if (alike === undefined) this.#folded.set(folded, new Set([value]));
    else alike.add(value);
    for (const word of new Set(wordsOf(folded))) {
      const values = this.#words.get(word);
      if (values === undefined) this.#words.add(word, new Set([value]));
      else values.add(value);
    }
  }

  #died(value: Value): void {
    const folded = foldText(value.text);
    const alike = this.#folded.get(folded);
    alike?.delete(value);
    if (alike?.size === 0) this.#folded.delete(folded);
    for (const word of new Set(wordsOf(folded))) {
      const values = this.#words.get(word);
      values?.delete(value);
      if (values?.size === 0) this.#words.delete(word);
    }
  }
}

/** As one text, in which no part goes across two tags. */
function textOf(tags: readonly string[]): string {
  return tags.map(foldText).join(' ');
}
