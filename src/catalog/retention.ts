import type { Log } from '../log.ts';
import type { Store } from '../store/store.ts';

/** How often old entries are looked for. */
const EVERY_MS = 10 * 60_000;
/** Idempotency keys are remembered for a day at least; twice that is kept. */
const ANSWERS_MS = 48 * 3_600_000;

/** Forgets journal entries that are older than the retention, and answers nobody will ask for again. */
export class Retention implements Disposable {
  readonly #store: Store;
  readonly #log: Log;
  readonly #retentionMs: number;
  readonly #now: () => number;
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: { store: Store; log: Log; retentionMs: number; now: () => number }) {
    this.#store = parts.store;
    this.#log = parts.log;
    this.#retentionMs = parts.retentionMs;
    this.#now = parts.now;
  }

  start(): void {
    this.#timer = setInterval(
      () => void this.prune(),
      Math.min(EVERY_MS, Math.max(this.#retentionMs / 4, 1_000)),
    );
    this.#timer.unref();
  }

  async prune(): Promise<void> {
    try {
      const now = this.#now();
      const pruned = await this.#store.prune(now - this.#retentionMs, now - ANSWERS_MS);
      if (pruned > 0) this.#log.info({ entries: pruned }, 'old journal entries were pruned');
    } catch (error) {
      this.#log.error({ err: error }, 'the journal could not be pruned; trying again later');
    }
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}
