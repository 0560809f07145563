import { clearBit, countCommon, eachBit, hasBit, orInto, setBit, type Bits } from './bits.ts';

/** A list costs eight bytes a slot, bits cost four for every 32 slots there are. */
const SLOTS_PER_LISTED = 64;
const SHORT = 32;

/**
 * A set of slots that takes little memory whether it has one slot or most of them: a list while it is
 * sparse, bits when it is dense.
 */
export class SlotSet {
  #size = 0;
  #slots: number[] | Bits;

  constructor(first?: number) {
    // A literal, because an array that is pushed to begins with room for seventeen.
    this.#slots = first === undefined ? [] : [first];
    if (first !== undefined) this.#size = 1;
  }

  get size(): number {
    return this.#size;
  }

  /** `slot` is not in the set. */
  add(slot: number): void {
    this.#size += 1;
    const slots = this.#slots;
    if (Array.isArray(slots)) {
      slots.push(slot);
      if (slots.length >= SHORT && (slots.length & (slots.length - 1)) === 0) this.#densify(slots);
      return;
    }
    const place = slot >>> 5;
    if (place < slots.length) {
      setBit(slots, slot);
      return;
    }
    const longer = new Uint32Array(Math.max(place + 1, slots.length + (slots.length >>> 1)));
    longer.set(slots);
    setBit(longer, slot);
    this.#slots = longer;
  }

  /** `slot` is in the set. */
  delete(slot: number): void {
    this.#size -= 1;
    const slots = this.#slots;
    if (Array.isArray(slots)) {
      const place = slots.indexOf(slot);
      const last = slots.pop();
      if (last !== undefined && last !== slot) slots[place] = last;
      return;
    }
    clearBit(slots, slot);
    if (this.#size >= SHORT && this.#size * 4 > slots.length) return;
    const list: number[] = [];
    eachBit(slots, (each) => void list.push(each));
    this.#slots = list;
  }

  has(slot: number): boolean {
    const slots = this.#slots;
    return Array.isArray(slots) ? slots.includes(slot) : hasBit(slots, slot);
  }

  /** Adds all slots to `target`, which is long enough. */
  addTo(target: Bits): void {
    const slots = this.#slots;
    if (!Array.isArray(slots)) {
      // The tail may be spare room.
      orInto(target, slots.length > target.length ? slots.subarray(0, target.length) : slots);
      return;
    }
    for (let place = 0; place < slots.length; place += 1) setBit(target, slots[place] ?? 0);
  }

  /** Takes all slots out of `target`. */
  takeFrom(target: Bits): void {
    const slots = this.#slots;
    if (Array.isArray(slots)) {
      for (const slot of slots) clearBit(target, slot);
      return;
    }
    const common = Math.min(slots.length, target.length);
    for (let place = 0; place < common; place += 1) {
      target[place] = (target[place] ?? 0) & ~(slots[place] ?? 0);
    }
  }

  /** How many slots are in `mask` too. */
  countIn(mask: Bits): number {
    const slots = this.#slots;
    if (!Array.isArray(slots)) return countCommon(slots, mask);
    let count = 0;
    for (let place = 0; place < slots.length; place += 1) {
      if (hasBit(mask, slots[place] ?? 0)) count += 1;
    }
    return count;
  }

  #densify(list: readonly number[]): void {
    let all = 0;
    for (const slot of list) if (slot > all) all = slot;
    if (list.length * SLOTS_PER_LISTED <= all) return;
    const bits = new Uint32Array((all >>> 5) + 1);
    for (const slot of list) setBit(bits, slot);
    this.#slots = bits;
  }
}
