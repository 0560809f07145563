import type { AssetDefinition } from '../model/asset.ts';
import { foldText, wordsOf } from './fold.ts';
import { SlotSet } from './slot-set.ts';
import { WordDictionary } from './word-dictionary.ts';

/** The words in the ids of those assets that can show up without label and tags: they are searched by id. */
export class IdWords {
  readonly words = new WordDictionary<SlotSet>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(slot: number, definition: AssetDefinition): void {
    if (!canBeBare(definition)) return;
    this.#size += 1;
    for (const word of new Set(wordsOf(foldText(definition.id)))) {
      const slots = this.words.get(word);
      if (slots === undefined) this.words.add(word, new SlotSet(slot));
      else slots.add(slot);
    }
  }

  delete(slot: number, definition: AssetDefinition): void {
    if (!canBeBare(definition)) return;
    this.#size -= 1;
    for (const word of new Set(wordsOf(foldText(definition.id)))) {
      const slots = this.words.get(word);
      slots?.delete(slot);
      if (slots?.size === 0) this.words.delete(word);
    }
  }
}

/** Whether there is a locale in which label and tags are both empty. */
function canBeBare({ label = {}, tags = {} }: AssetDefinition): boolean {
  const labels = Object.values(label);
  const lists = Object.values(tags);
  return (
    (labels.length === 0 || labels.includes('')) &&
    (lists.length === 0 || lists.some((list) => list.length === 0))
  );
}
