import { andInto, orInto, type Bits } from './bits.ts';
import type { LocaleView } from './locale-view.ts';
import type { Scratch } from './scratch.ts';
import type { SourceIndex } from './source-index.ts';

/** The slots that have `word` in their label or a tag, or in their id when they have neither. */
export function findWord(source: SourceIndex, view: LocaleView, word: string, scratch: Scratch): Bits {
  const found = scratch.take();
  view.gather(view.labels, found, (index, target) => {
    index.words.eachContaining(word, (slots) => {
      slots.addTo(target);
    });
  });
  view.gather(view.tags, found, (index, target) => {
    index.words.eachContaining(word, (tags) => {
      for (const { slots } of tags) slots.addTo(target);
    });
  });
  const bare = view.bare();
  if (bare !== undefined) {
    const byId = scratch.take();
    source.indexes.ids.words.eachContaining(word, (slots) => {
      slots.addTo(byId);
    });
    andInto(byId, bare);
    orInto(found, byId);
  }
  return found;
}
