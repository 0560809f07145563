import { andInto, orInto, type Bits } from './bits.ts';
import type { LabelIndex } from './label-index.ts';
import type { LocaleView } from './locale-view.ts';
import type { Scratch } from './scratch.ts';
import type { SourceIndex } from './source-index.ts';
import type { TagIndex } from './tag-index.ts';

/** The slots that have `word` in their label or a tag, or in their id when they have neither. */
export function findWord(source: SourceIndex, view: LocaleView, word: string, scratch: Scratch): Bits {
  const found = scratch.take();
  for (const levels of [view.labels, view.tags]) {
    view.gather<LabelIndex | TagIndex>(levels, found, (index, target) => index.addContaining(word, target));
  }
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
