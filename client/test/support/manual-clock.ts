import type { Clock } from '../../src/clock.ts';

/** A clock that stands still until it is told how much time has passed. */
export class ManualClock implements Clock {
  #now = 0;
  #next = 1;
  readonly #timers = new Map<number, { at: number; call: () => void }>();

  setTimeout(call: () => void, milliseconds: number): number {
    const id = this.#next++;
    this.#timers.set(id, { at: this.#now + milliseconds, call });
    return id;
  }

  clearTimeout(timer: unknown): void {
    this.#timers.delete(timer as number);
  }

  random(): number {
    return 0.5;
  }

  get waiting(): number {
    return this.#timers.size;
  }

  /** Runs what is due, in order, as if `milliseconds` had gone by. */
  pass(milliseconds: number): void {
    const end = this.#now + milliseconds;
    for (;;) {
      const due = [...this.#timers]
        .filter(([, timer]) => timer.at <= end)
        .sort((a, b) => a[1].at - b[1].at)[0];
      if (due === undefined) break;
      this.#timers.delete(due[0]);
      this.#now = Math.max(this.#now, due[1].at);
      due[1].call();
    }
    this.#now = end;
  }
}
