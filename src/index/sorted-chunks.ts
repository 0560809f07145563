/** A chunk splits in two when it grows beyond this. */
const CHUNK = 512;

/** Where items remember the chunk that they are in: looking for it again would cost as much as sorting them in. */
export type Places<T> = {
  readonly chunkOf: (item: T) => T[] | undefined;
  readonly put: (item: T, chunk: T[]) => void;
};

/**
 * Items in the order of `compare`, which never calls two of them equal. Taking one in or out moves one
 * chunk's items, however many there are in all.
 */
export class SortedChunks<T> {
  readonly #compare: (a: T, b: T) => number;
  readonly #places: Places<T>;
  readonly #chunks: T[][] = [];
  #size = 0;

  constructor(compare: (a: T, b: T) => number, places: Places<T>) {
    this.#compare = compare;
    this.#places = places;
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
      const first = [item];
      this.#chunks.push(first);
      this.#places.put(item, first);
      return;
    }
    this.#places.put(item, chunk);
    const place = this.#placeIn(chunk, item);
    if (place === chunk.length) chunk.push(item);
    else chunk.splice(place, 0, item);
    if (chunk.length <= CHUNK) return;
    // What arrives in order leaves full chunks behind.
    const keep = place === chunk.length - 1 && number === this.#chunks.length - 1 ? CHUNK : CHUNK >>> 1;
    const next = chunk.splice(keep);
    this.#chunks.splice(number + 1, 0, next);
    for (const moved of next) this.#places.put(moved, next);
  }

  /** `item` is there. */
  delete(item: T): void {
    const chunk = this.#places.chunkOf(item);
    const place = chunk === undefined ? -1 : chunk.indexOf(item);
    if (chunk === undefined || place === -1) throw new Error('the item is not where it belongs');
    this.#size -= 1;
    chunk.splice(place, 1);
    if (chunk.length === 0) this.#chunks.splice(this.#chunks.indexOf(chunk), 1);
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
