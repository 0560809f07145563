import type { Bits } from './bits.ts';

/** So many are kept for the next query. */
const KEPT = 64;

/** Bits for the length of one query, used again by the next: making them anew costs more than the query. */
export class Scratch {
  readonly #free: Bits[] = [];
  #used = 0;
  #words = 0;

  /** Begins a query over `words` × 32 slots: whatever was taken before is free again. */
  begin(words: number): void {
    this.#used = 0;
    if (words === this.#words) return;
    this.#words = words;
    this.#free.length = 0;
  }

  /** Empty bits. */
  take(): Bits {
    const free = this.#free[this.#used];
    this.#used += 1;
    if (free !== undefined) return free.fill(0);
    const fresh = new Uint32Array(this.#words);
    if (this.#free.length < KEPT) this.#free.push(fresh);
    return fresh;
  }

  /** Bits that begin as `original`. */
  copy(original: Bits): Bits {
    const copy = this.take();
    copy.set(original.length > copy.length ? original.subarray(0, copy.length) : original);
    return copy;
  }
}
