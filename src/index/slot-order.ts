import type { Asset } from '../model/asset.ts';
import { compareSortValues, type SortValue } from './sort-value.ts';
import { SortedChunks } from './sorted-chunks.ts';

/** The slots of a source, ordered by a value of their assets; ties by rank. */
export class SlotOrder {
  readonly valueOf: (asset: Asset) => SortValue;
  readonly #values: SortValue[] = [];
  readonly #sorted: SortedChunks<number>;
  readonly compare: (a: number, b: number) => number;

  /** `ranks` are the source's own, by slot: live. */
  constructor(valueOf: (asset: Asset) => SortValue, direction: 1 | -1, ranks: readonly number[]) {
    this.valueOf = valueOf;
    const values = this.#values;
    this.compare = (a, b) =>
      compareSortValues(values[a], values[b], direction) || (ranks[a] ?? 0) - (ranks[b] ?? 0) || a - b;
    const chunks: number[][] = [];
    this.#sorted = new SortedChunks(this.compare, {
      chunkOf: (slot) => chunks[slot],
      put: (slot, chunk) => (chunks[slot] = chunk),
    });
  }

  get chunks(): readonly (readonly number[])[] {
    return this.#sorted.chunks;
  }

  /** Remembers the value of a slot, so that {@link SlotOrder.compare} knows it, without sorting it in. */
  note(slot: number, asset: Asset): void {
    this.#values[slot] = this.valueOf(asset);
  }

  add(slot: number, asset: Asset): void {
    this.note(slot, asset);
    this.#sorted.insert(slot);
  }

  delete(slot: number): void {
    this.#sorted.delete(slot);
    this.#values[slot] = undefined;
  }

  /** Whether `slot` stands elsewhere, or for something else, with this asset. */
  isMovedBy(slot: number, asset: Asset): boolean {
    return this.#values[slot] !== this.valueOf(asset);
  }

  beside(slot: number, side: 'before' | 'after'): number | undefined {
    return this.#sorted.beside(slot, side);
  }
}
