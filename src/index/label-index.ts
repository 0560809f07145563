import type { Bits } from './bits.ts';
import { foldCase, foldText, isPlain, wordsOf } from './fold.ts';
import { MANY_WORDS, ShortParts } from './short-parts.ts';
import { SlotSet } from './slot-set.ts';
import { WordDictionary } from './word-dictionary.ts';

/** The labels of one locale. */
export class LabelIndex {
  readonly #words = new WordDictionary<SlotSet>();
  readonly #shortParts = new ShortParts();
  /** Who has an entry in this locale, be it empty. */
  readonly present = new SlotSet();
  /** Who has one that is not empty. */
  readonly filled = new SlotSet();
  /** Whose label reads otherwise when it is searched than when it is filtered. */
  readonly accented = new SlotSet();

  add(slot: number, label: string): void {
    this.present.add(slot);
    if (label === '') return;
    this.filled.add(slot);
    const folded = foldText(label);
    if (!isPlain(label) && folded !== foldCase(label)) this.accented.add(slot);
    this.#shortParts.add(slot, folded);
    for (const word of new Set(wordsOf(folded))) {
      const slots = this.#words.get(word);
      if (slots === undefined) this.#words.add(word, new SlotSet(slot));
      else slots.add(slot);
    }
  }

  delete(slot: number, label: string): void {
    this.present.delete(slot);
    if (label === '') return;
    this.filled.delete(slot);
    const folded = foldText(label);
    if (!isPlain(label) && folded !== foldCase(label)) this.accented.delete(slot);
    this.#shortParts.delete(slot, folded);
    for (const word of new Set(wordsOf(folded))) {
      const slots = this.#words.get(word);
      slots?.delete(slot);
      if (slots?.size === 0) this.#words.delete(word);
    }
  }

  /** Adds to `target` every slot with a word that contains `part`, which is folded. */
  addContaining(part: string, target: Bits): void {
    const find = (found: Bits): void => {
      this.#words.eachContaining(part, (slots) => slots.addTo(found));
    };
    if (this.#words.candidates(part) < MANY_WORDS || !ShortParts.take(part)) find(target);
    else this.#shortParts.addContaining(part, target, find);
  }
}
