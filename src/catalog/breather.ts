import { setImmediate } from 'node:timers/promises';

/** How long bulk work may hold the event loop at a stretch, in milliseconds. */
const STRETCH_MS = 2;

/** Lets others have the event loop in the middle of bulk work. */
export class Breather {
  #until = performance.now() + STRETCH_MS;
  #calls = 0;

  /** Call it for every item: once in a while it says that it is time to await {@link Breather.breathe}. */
  get due(): boolean {
    this.#calls += 1;
    return this.#calls % 8 === 0 && performance.now() >= this.#until;
  }

  async breathe(): Promise<void> {
    await setImmediate();
    this.#until = performance.now() + STRETCH_MS;
  }
}
