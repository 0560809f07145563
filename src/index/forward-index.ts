import type { Asset } from '../model/asset.ts';
import type { Bits } from './bits.ts';
import { sameTexts } from './same-texts.ts';
import type { ValueIndex } from './value-index.ts';

/** Reads an asset's values; undefined for none. */
export type ReadValues = (asset: Asset) => readonly string[] | undefined;

/**
 * The values of every slot, as numbers: what it takes to count the values of a selection. All lists lie in
 * one array; a list that changes moves to the end of it, and what is left behind is collected when it is half.
 */
export class ForwardIndex {
  readonly #read: ReadValues;
  readonly #values: () => ValueIndex | undefined;
  /** By slot. */
  #starts = new Uint32Array(64);
  #lengths = new Uint16Array(64);
  #numbers = new Uint32Array(256);
  #end = 0;
  #used = 0;
  #highest = 0;

  /** `values` knows an asset's values before this index does. */
  constructor(read: ReadValues, values: () => ValueIndex | undefined) {
    this.#read = read;
    this.#values = values;
  }

  add(slot: number, asset: Asset): void {
    const texts = this.#read(asset);
    const values = this.#values();
    if (texts === undefined || texts.length === 0 || values === undefined) return;
    const distinct = texts.length === 1 ? texts : new Set(texts);
    this.#makeRoom(slot, texts.length);
    const start = this.#end;
    for (const text of distinct) {
      const number = values.get(text)?.number ?? 0;
      this.#numbers[this.#end] = number;
      this.#end += 1;
      if (number > this.#highest) this.#highest = number;
    }
    this.#starts[slot] = start;
    this.#lengths[slot] = this.#end - start;
    this.#used += this.#end - start;
  }

  delete(slot: number): void {
    this.#used -= this.#lengths[slot] ?? 0;
    if (slot < this.#lengths.length) this.#lengths[slot] = 0;
  }

  replace(slot: number, before: Asset, after: Asset): void {
    if (sameTexts(this.#read(before) ?? [], this.#read(after) ?? [])) return;
    this.delete(slot);
    this.add(slot, after);
  }

  /** How many of the slots have each value, by the value's number. */
  count(slots: Bits): Uint32Array {
    const counts = new Uint32Array(this.#highest + 1);
    const starts = this.#starts;
    const lengths = this.#lengths;
    const numbers = this.#numbers;
    for (let place = 0; place < slots.length; place += 1) {
      let word = slots[place] ?? 0;
      while (word !== 0) {
        const slot = (place << 5) | (31 - Math.clz32(word & -word));
        word &= word - 1;
        const start = starts[slot] ?? 0;
        const end = start + (lengths[slot] ?? 0);
        for (let each = start; each < end; each += 1) {
          const number = numbers[each] ?? 0;
          counts[number] = (counts[number] ?? 0) + 1;
        }
      }
    }
    return counts;
  }

  #makeRoom(slot: number, length: number): void {
    if (slot >= this.#starts.length) {
      const size = Math.max(slot + 1, this.#starts.length * 2);
      this.#starts = grown(this.#starts, new Uint32Array(size));
      this.#lengths = grown(this.#lengths, new Uint16Array(size));
    }
    if (this.#end + length <= this.#numbers.length) return;
    if (this.#used * 2 < this.#end) this.#collect();
    if (this.#end + length <= this.#numbers.length) return;
    this.#numbers = grown(
      this.#numbers,
      new Uint32Array(Math.max(this.#end + length, this.#numbers.length * 2)),
    );
  }

  #collect(): void {
    const numbers = new Uint32Array(this.#numbers.length);
    let end = 0;
    for (let slot = 0; slot < this.#lengths.length; slot += 1) {
      const length = this.#lengths[slot] ?? 0;
      const start = this.#starts[slot] ?? 0;
      this.#starts[slot] = end;
      for (let each = 0; each < length; each += 1) numbers[end + each] = this.#numbers[start + each] ?? 0;
      end += length;
    }
    this.#numbers = numbers;
    this.#end = end;
  }
}

function grown<A extends Uint32Array | Uint16Array>(from: A, to: A): A {
  to.set(from);
  return to;
}
