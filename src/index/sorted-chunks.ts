/** A chunk splits in two when it grows beyond this. */
const CHUNK = 512;

/**
 * Items in the order of `compare`, which never calls two of them equal. Taking one in or out moves one
 * chunk's items, however many there are in all.
 */
export class SortedChunks<T> {
  readonly #compare: (a: T, b: T) => number;
  readonly #chunks: T[][] = [];
  #size = 0;

  constructor(compare: (a: T, b: T) => number) {
    this.#compare = compare;
  }

  get size(): number {
    return this.#size;
  }

  /** The items in order, in pieces, none of them empty. Live: don't keep it. */
  get chunks(): readonly (readonly T[])[] {
    return this.#chunks;
  }

  insert(item: T): void {
    this.#size += 1;
    const number = this.#chunkFor(item);
    const chunk = this.#chunks[number];
    if (chunk === undefined) {
      this.#chunks.push([item]);
      return;
    }
    const place = this.#placeIn(chunk, item);
    if (place === chunk.length) chunk.push(item);
    else chunk.splice(place, 0, item);
    if (chunk.length <= CHUNK) return;
    // What arrives in order leaves full chunks behind.
    const keep = place === chunk.length - 1 && number === this.#chunks.length - 1 ? CHUNK : CHUNK >>> 1;
    this.#chunks.splice(number + 1, 0, chunk.splice(keep));
  }

  /** `item` is there, and compares as it did when it was inserted. */
  delete(item: T): void {
    const number = this.#chunkFor(item);
    const chunk = this.#chunks[number];
    const place = chunk === undefined ? -1 : this.#placeIn(chunk, item);
    if (chunk === undefined || chunk[place] !== item) throw new Error('the item is not where it belongs');
    this.#size -= 1;
    chunk.splice(place, 1);
    if (chunk.length === 0) this.#chunks.splice(number, 1);
  }

  /** The item right before or after one that is there. */
  beside(item: T, side: 'before' | 'after'): T | undefined {
    const number = this.#chunkFor(item);
    const chunk = this.#chunks[number];
    if (chunk === undefined) return undefined;
    const place = this.#placeIn(chunk, item) + (side === 'before' ? -1 : 1);
    if (place < 0) return this.#chunks[number - 1]?.at(-1);
    return place < chunk.length ? chunk[place] : this.#chunks[number + 1]?.[0];
  }

  /** The last chunk whose first item is not after `item`; the first one when there is none. */
  #chunkFor(item: T): number {
    let low = 0;
    let high = this.#chunks.length - 1;
    // Most items arrive in order.
    const last = this.#chunks[high]?.[0];
    if (last !== undefined && this.#compare(last, item) <= 0) return high;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      const first = this.#chunks[middle]?.[0];
      if (first !== undefined && this.#compare(first, item) <= 0) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** Where the first item stands that is not before `item`. */
  #placeIn(chunk: readonly T[], item: T): number {
    const last = chunk.at(-1);
    if (last !== undefined && this.#compare(last, item) < 0) return chunk.length;
    let low = 0;
    let high = chunk.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = chunk[middle];
      if (other !== undefined && this.#compare(other, item) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
