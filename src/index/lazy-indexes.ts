/** How long filling may hold the event loop at a stretch, in milliseconds. */
const STRETCH_MS = 4;
/** A source with no more slots than this is filled at once, before the first answer. */
const SMALL = 1_000;

type Filling<I> = { readonly index: I; filled: number };

/** What fills an index, and from where. */
export type Filler<I> = {
  /** How many indexes are kept; the one that was not asked for the longest goes. */
  readonly capacity: number;
  /** Slots in use are all below this. */
  readonly slots: () => number;
  /** Adds one slot to an index, if it is in use. */
  readonly fill: (index: I, slot: number) => void;
};

/**
 * Indexes that exist because somebody asked for them: a meta key that was filtered by, an order. The first
 * asker of a large source gets none yet and has to look at the assets; it is filled meanwhile, a little in
 * every turn of the event loop.
 */
export class LazyIndexes<I> {
  readonly #filler: Filler<I>;
  readonly #byKey = new Map<string, Filling<I>>();
  #pumping = false;

  constructor(filler: Filler<I>) {
    this.#filler = filler;
  }

  /** The index under `key` when it is complete. */
  get(key: string, make: () => I): I | undefined {
    let filling = this.#byKey.get(key);
    if (filling === undefined) {
      filling = { index: make(), filled: 0 };
      if (this.#filler.slots() <= SMALL) this.#fill(filling, SMALL);
    } else {
      this.#byKey.delete(key);
    }
    this.#byKey.set(key, filling);
    const oldest = this.#byKey.keys().next();
    if (this.#byKey.size > this.#filler.capacity && oldest.done !== true) this.#byKey.delete(oldest.value);
    if (this.#isComplete(filling)) return filling.index;
    this.#pump();
    return undefined;
  }

  /** Calls `tell` with the indexes that know of `slot` and must hear when it changes. */
  eachKnowing(slot: number, tell: (index: I) => void): void {
    if (this.#byKey.size === 0) return;
    for (const filling of this.#byKey.values()) if (slot < filling.filled) tell(filling.index);
  }

  #isComplete(filling: Filling<I>): boolean {
    return filling.filled === Number.POSITIVE_INFINITY;
  }

  #fill(filling: Filling<I>, count: number): void {
    const end = this.#filler.slots();
    const until = Math.min(end, filling.filled + count);
    for (let slot = filling.filled; slot < until; slot += 1) this.#filler.fill(filling.index, slot);
    filling.filled = until === end ? Number.POSITIVE_INFINITY : until;
  }

  #pump(): void {
    if (this.#pumping) return;
    this.#pumping = true;
    setImmediate(() => {
      this.#pumping = false;
      const until = performance.now() + STRETCH_MS;
      for (const filling of this.#byKey.values()) {
        while (!this.#isComplete(filling) && performance.now() < until) this.#fill(filling, 32);
        if (!this.#isComplete(filling)) {
          this.#pump();
          return;
        }
      }
    });
  }
}
