import { setImmediate as nextTurn } from 'node:timers/promises';

/** How long one kind of work may hold the event loop before others get their turn, in milliseconds. */
const TURN_MS = 5;

/** Keeps long work from holding the event loop: whoever has much to do rests between its steps. */
export class Pacer {
  #turnEnds = 0;

  /** Resolves at once while the turn lasts, else in a later turn of the loop. */
  async rest(): Promise<void> {
    if (performance.now() < this.#turnEnds) return;
    await nextTurn();
    this.#turnEnds = performance.now() + TURN_MS;
  }
}
