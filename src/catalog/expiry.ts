import type { Log } from '../log.ts';
import { GATEWAY } from '../model/principal.ts';
import type { Catalog } from './catalog.ts';
import type { Records } from './records.ts';

/** setTimeout counts in int32: further away than this, it is looked at again. */
const LONGEST_WAIT_MS = 2_147_483_647;
const RETRY_MS = 5_000;

/** Removes temporary sources when their time has come, also those whose time came while the gateway was down. */
export class Expiry implements Disposable {
  readonly #catalog: Catalog;
  readonly #records: Records;
  readonly #log: Log;
  readonly #now: () => number;
  #timer: NodeJS.Timeout | undefined;
  #disposed = false;

  constructor(parts: { catalog: Catalog; records: Records; log: Log; now: () => number }) {
    this.#catalog = parts.catalog;
    this.#records = parts.records;
    this.#log = parts.log;
    this.#now = parts.now;
  }

  /** Looks at the sources anew: at start, and whenever one was added or updated. */
  reschedule(): void {
    if (this.#disposed) return;
    clearTimeout(this.#timer);
    const times = this.#records.sources().flatMap(({ definition }) => definition.expiresAt ?? []);
    if (times.length === 0) return;
    this.#wake(Math.min(...times) - this.#now());
  }

  [Symbol.dispose](): void {
    this.#disposed = true;
    clearTimeout(this.#timer);
  }

  #wake(afterMs: number): void {
    this.#timer = setTimeout(() => void this.#expire(), Math.min(Math.max(afterMs, 0), LONGEST_WAIT_MS));
    this.#timer.unref();
  }

  async #expire(): Promise<void> {
    const now = this.#now();
    const due = this.#records
      .sources()
      .filter(({ definition }) => (definition.expiresAt ?? Number.POSITIVE_INFINITY) <= now);
    let failed = false;
    for (const { definition } of due) {
      try {
        const cause = { kind: 'EXPIRED', operation: 'removeSource' } as const;
        const removed = await this.#catalog.expireSource({ principal: GATEWAY, cause }, definition.id);
        if (removed)
          this.#log.info({ sourceId: definition.id }, 'a temporary source has expired and was removed');
      } catch (error) {
        failed = true;
        this.#log.error(
          { err: error, sourceId: definition.id },
          'an expired source could not be removed; trying again',
        );
      }
    }
    if (this.#disposed) return;
    if (failed) this.#wake(RETRY_MS);
    else this.reschedule();
  }
}
