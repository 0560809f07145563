import { localeChain } from '../model/localized.ts';
import { andNotInto, orInto, type Bits } from './bits.ts';
import type { LabelIndex } from './label-index.ts';
import type { LocaleIndex, LocaleIndexes } from './locale-indexes.ts';
import type { Scratch } from './scratch.ts';
import type { SourceIndex } from './source-index.ts';
import type { SlotSet } from './slot-set.ts';
import type { TagIndex } from './tag-index.ts';

/** One locale of those that are read in turn, without the slots that an earlier one has spoken for. */
export type Level<I> = {
  readonly index: I;
  /** Undefined: the first that an asset has. */
  readonly locale: string | undefined;
  readonly spokenFor: Bits | undefined;
};

/** What labels and tags read like in one locale, for the length of one query. */
export class LocaleView {
  readonly labels: readonly Level<LabelIndex>[];
  readonly tags: readonly Level<TagIndex>[];
  readonly #source: SourceIndex;
  readonly #scratch: Scratch;

  constructor(source: SourceIndex, locale: string | undefined, scratch: Scratch) {
    this.#source = source;
    this.#scratch = scratch;
    const chain = localeChain(locale);
    this.labels = levelsOf(source.indexes.labels, chain, source.occupied, scratch);
    this.tags = levelsOf(source.indexes.tags, chain, source.occupied, scratch);
  }

  /** The slots that `collect` finds, level by level, each only among the slots that the level speaks for. */
  gather<I>(levels: readonly Level<I>[], target: Bits, collect: (index: I, target: Bits) => void): void {
    for (const { index, spokenFor } of levels) {
      if (spokenFor === undefined) {
        collect(index, target);
        continue;
      }
      const found = this.#scratch.take();
      collect(index, found);
      andNotInto(found, spokenFor);
      orInto(target, found);
    }
  }

  /** The slots whose label is not empty. */
  labelled(): Bits {
    return this.#filled(this.labels);
  }

  /** The slots that have neither label nor tags, if there can be any. */
  bare(): Bits | undefined {
    if (this.#source.indexes.ids.size === 0) return undefined;
    const bare = this.#scratch.copy(this.#source.live);
    andNotInto(bare, this.#filled(this.labels));
    andNotInto(bare, this.#filled(this.tags));
    return bare;
  }

  #filled(levels: readonly Level<{ readonly filled: SlotSet }>[]): Bits {
    const filled = this.#scratch.take();
    this.gather(levels, filled, (index, target) => {
      index.filled.addTo(target);
    });
    return filled;
  }
}

function levelsOf<T, I extends LocaleIndex<T>>(
  indexes: LocaleIndexes<T, I>,
  chain: readonly string[],
  occupied: number,
  scratch: Scratch,
): Level<I>[] {
  const levels: Level<I>[] = [];
  let spokenFor: Bits | undefined;
  let previous: I | undefined;
  for (const locale of [...chain, undefined]) {
    const index = locale === undefined ? indexes.first : indexes.get(locale);
    if (index === undefined || index.present.size === 0) continue;
    if (previous !== undefined) {
      spokenFor = spokenFor === undefined ? scratch.take() : scratch.copy(spokenFor);
      previous.present.addTo(spokenFor);
    }
    levels.push({ index, locale, spokenFor });
    if (index.present.size === occupied) break;
    previous = index;
  }
  return levels;
}
