import type { PlacedEvent } from './event-assembler.ts';

/** The most recent events, in order, bounded in number and in the changes that they list. */
export class EventRing {
  readonly #maxEvents: number;
  readonly #maxChanges: number;
  /** The oldest stands at `#first`; what lies before it is forgotten, and cut off now and then. */
  #events: (PlacedEvent | undefined)[] = [];
  #first = 0;
  #changes = 0;
  #floor: number;
  #end: number;

  constructor(maxEvents: number, maxChanges: number, position: number) {
    this.#maxEvents = maxEvents;
    this.#maxChanges = maxChanges;
    this.#floor = position;
    this.#end = position;
  }

  get size(): number {
    return this.#events.length - this.#first;
  }

  /** Every event behind this position, up to {@link end}, is here. */
  get floor(): number {
    return this.#floor;
  }

  get end(): number {
    return this.#end;
  }

  push(placed: PlacedEvent): void {
    this.#events.push(placed);
    this.#end = placed.event.position;
    this.#changes += placed.event.changes.length;
    while (this.size > this.#maxEvents || (this.#changes > this.#maxChanges && this.size > 1)) this.#drop();
  }

  /**
   * The events behind `position`, one by one, each with its place. Undefined when some of them are gone, or
   * when `position` lies within an event.
   */
  after(position: number): Iterable<PlacedEvent> | undefined {
    if (position < this.#floor) return undefined;
    const index = this.#indexAfter(position);
    const next = this.#events[index];
    if (next !== undefined && next.start < position) return undefined;
    return new RingView(this.#events, index);
  }

  #indexAfter(position: number): number {
    let low = this.#first;
    let high = this.#events.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const placed = this.#events[middle];
      if (placed !== undefined && placed.event.position > position) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  #drop(): void {
    const gone = this.#events[this.#first];
    if (gone === undefined) return;
    this.#events[this.#first] = undefined;
    this.#first += 1;
    this.#changes -= gone.event.changes.length;
    this.#floor = gone.event.position;
    if (this.#first > this.#maxEvents) {
      this.#events = this.#events.slice(this.#first);
      this.#first = 0;
    }
  }
}

class RingView implements Iterable<PlacedEvent>, Iterator<PlacedEvent> {
  readonly #events: readonly (PlacedEvent | undefined)[];
  #index: number;

  constructor(events: readonly (PlacedEvent | undefined)[], index: number) {
    this.#events = events;
    this.#index = index;
  }

  [Symbol.iterator](): this {
    return this;
  }

  next(): IteratorResult<PlacedEvent> {
    const value = this.#events[this.#index];
    this.#index += 1;
    return value === undefined ? { done: true, value: undefined } : { done: false, value };
  }
}
