import { OutsideFailure } from './outside-failure.ts';

/** A bound on calls under way at one time, and on those that wait for their turn. */
export class CallGate {
  readonly #concurrency: number;
  readonly #waiting: number;
  readonly #queue: (() => void)[] = [];
  #active = 0;

  constructor(concurrency: number, waiting: number) {
    this.#concurrency = concurrency;
    this.#waiting = waiting;
  }

  /** Runs `call` in its turn. Rejects with BUSY, at once, when too many wait already. */
  async run<T>(call: () => Promise<T>): Promise<T> {
    if (this.#active < this.#concurrency) this.#active += 1;
    else if (this.#queue.length >= this.#waiting) throw new OutsideFailure('BUSY');
    else await new Promise<void>((resolve) => void this.#queue.push(resolve));
    try {
      return await call();
    } finally {
      // Whoever waits longest takes this place over.
      const next = this.#queue.shift();
      if (next === undefined) this.#active -= 1;
      else next();
    }
  }
}
