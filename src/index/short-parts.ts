import { eachBit, type Bits } from './bits.ts';
import { SlotSet } from './slot-set.ts';

/** How many parts are remembered; the one that was not asked for the longest goes. */
const CAPACITY = 128;
/** Going through fewer words than this is not worth remembering. */
export const MANY_WORDS = 32;
/** Within ASCII, what lies side by side is in one word: a text has the part when one of its words does. */
const SHORT = /^[a-z0-9_]{1,2}$/;

/**
 * Which slots have a part of one or two letters in their text, for the parts that were asked for: what somebody
 * types first. So many words have such a part that going through them takes longer than the rest of a query.
 */
export class ShortParts {
  readonly #slots = new Map<string, SlotSet>();

  /** Whether `part` can be remembered. */
  static take(part: string): boolean {
    return SHORT.test(part);
  }

  get isEmpty(): boolean {
    return this.#slots.size === 0;
  }

  /** `text` is folded, and `slot` has none yet. */
  add(slot: number, text: string): void {
    for (const [part, slots] of this.#slots) if (text.includes(part)) slots.add(slot);
  }

  /** `text` is what `slot` was added with. */
  delete(slot: number, text: string): void {
    for (const [part, slots] of this.#slots) if (text.includes(part)) slots.delete(slot);
  }

  /** Adds to `target` every slot with `part`; `find` does so where it is asked for the first time. */
  addContaining(part: string, target: Bits, find: (target: Bits) => void): void {
    const known = this.#slots.get(part);
    if (known !== undefined) {
      known.addTo(target);
      this.#slots.delete(part);
      this.#slots.set(part, known);
      return;
    }
    const found: Bits = new Uint32Array(target.length);
    find(found);
    const slots = new SlotSet();
    eachBit(found, (slot) => slots.add(slot));
    slots.addTo(target);
    this.#slots.set(part, slots);
    const oldest = this.#slots.keys().next();
    if (this.#slots.size > CAPACITY && oldest.done !== true) this.#slots.delete(oldest.value);
  }
}
