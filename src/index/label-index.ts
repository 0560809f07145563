import { foldCase, foldText, isPlain, wordsOf } from './fold.ts';
import { SlotSet } from './slot-set.ts';
import { WordDictionary } from './word-dictionary.ts';

/** The labels of one locale. */
export class LabelIndex {
  readonly words = new WordDictionary<SlotSet>();
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
    for (const word of new Set(wordsOf(folded))) {
      const slots = this.words.get(word);
      if (slots === undefined) this.words.add(word, new SlotSet(slot));
      else slots.add(slot);
    }
  }

  delete(slot: number, label: string): void {
    this.present.delete(slot);
    if (label === '') return;
    this.filled.delete(slot);
    const folded = foldText(label);
    if (!isPlain(label) && folded !== foldCase(label)) this.accented.delete(slot);
    for (const word of new Set(wordsOf(folded))) {
      const slots = this.words.get(word);
      slots?.delete(slot);
      if (slots?.size === 0) this.words.delete(word);
    }
  }
}
