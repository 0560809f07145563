import { foldCase } from './fold.ts';
import { SlotSet } from './slot-set.ts';
import { type Places, SortedChunks } from './sorted-chunks.ts';
import { orderForm } from './text-order.ts';

/** A text that assets have as a tag, a group or a meta value, and which assets have it. */
export type Value = {
  readonly text: string;
  /** As filters compare it. */
  readonly folded: string;
  readonly order: string;
  /** Small; its own as long as the value lives. */
  readonly number: number;
  readonly slots: SlotSet;
  /** The piece of the order that it is in. */
  chunk: Value[] | undefined;
};

/** Who is told when the first asset gets a value, and when the last one loses it. */
export type ValueWatch = { readonly born: (value: Value) => void; readonly died: (value: Value) => void };

const PLACES: Places<Value> = {
  chunkOf: (value) => value.chunk,
  put: (value, chunk) => (value.chunk = chunk),
};

/** Which assets have which texts. */
export class ValueIndex {
  readonly #values = new Map<string, Value>();
  readonly #sorted = new SortedChunks<Value>((a, b) => (a === b ? 0 : a.order < b.order ? -1 : 1), PLACES);
  readonly #watch: ValueWatch | undefined;
  readonly #freeNumbers: number[] = [];

  constructor(watch?: ValueWatch) {
    this.#watch = watch;
  }

  /** How many distinct values there are. */
  get size(): number {
    return this.#values.size;
  }

  get(text: string): Value | undefined {
    return this.#values.get(text);
  }

  /** All values, bytewise by their UTF-8, in pieces. Live: don't keep it. */
  get sorted(): readonly (readonly Value[])[] {
    return this.#sorted.chunks;
  }

  /** `texts` are distinct, and `slot` has none of them yet. */
  add(slot: number, texts: Iterable<string>): void {
    for (const text of texts) {
      const value = this.#values.get(text);
      if (value !== undefined) {
        value.slots.add(slot);
        continue;
      }
      const born = {
        text,
        folded: foldCase(text),
        order: orderForm(text),
        number: this.#freeNumbers.pop() ?? this.#values.size,
        slots: new SlotSet(slot),
        chunk: undefined,
      };
      this.#values.set(text, born);
      this.#sorted.insert(born);
      this.#watch?.born(born);
    }
  }

  /** `texts` are distinct, and `slot` has all of them. */
  delete(slot: number, texts: Iterable<string>): void {
    for (const text of texts) {
      const value = this.#values.get(text);
      if (value === undefined) continue;
      value.slots.delete(slot);
      if (value.slots.size > 0) continue;
      this.#values.delete(text);
      this.#sorted.delete(value);
      this.#freeNumbers.push(value.number);
      this.#watch?.died(value);
    }
  }
}
