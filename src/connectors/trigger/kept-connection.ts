import { disposing } from '../../disposing.ts';
import type { Log } from '../../log.ts';
import { waitAfter, type Backoff } from '../backoff.ts';
import { loggable } from '../outside-failure.ts';

/** A connection that is up until `lost` settles. */
export type Connection = AsyncDisposable & {
  /** Resolves when the connection is gone, for whatever reason; never rejects. */
  readonly lost: Promise<void>;
};

const BACKOFF: Backoff = { firstMs: 250, maxMs: 15_000 };

/**
 * Keeps a connection up until disposed of, once. `onUp` is called each time it comes up, `again` when not for the
 * first time: what was said meanwhile was said to nobody.
 */
export class KeptConnection implements AsyncDisposable {
  readonly #connect: (signal: AbortSignal) => Promise<Connection>;
  readonly #onUp: (again: boolean) => void;
  readonly #log: Log;
  readonly #name: string;
  readonly #stop = new AbortController();
  readonly #running: Promise<void>;

  constructor(
    name: string,
    connect: (signal: AbortSignal) => Promise<Connection>,
    onUp: (again: boolean) => void,
    log: Log,
  ) {
    this.#name = name;
    this.#connect = connect;
    this.#onUp = onUp;
    this.#log = log;
    this.#running = this.#run();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    const stopped = new Promise<void>((resolve) => {
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
    let failures = 0;
    for (let again = false; !signal.aborted;) {
      try {
        await disposing(await this.#connect(signal), async (connection) => {
          this.#log.info({ trigger: this.#name, again }, 'trigger: listening');
          this.#onUp(again || failures > 0);
          failures = 0;
          again = true;
          await Promise.race([connection.lost, stopped]);
          if (!signal.aborted) this.#log.warn({ trigger: this.#name }, 'trigger: the connection was lost');
        });
      } catch (error) {
        if (signal.aborted) return;
        failures += 1;
        this.#log.warn(
          { trigger: this.#name, failures, reason: loggable(error) },
          'trigger: can not connect',
        );
      }
      if (!signal.aborted) await pause(waitAfter(Math.max(failures, 1), BACKOFF), stopped);
    }
  }
}

async function pause(ms: number, stopped: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([over, stopped]);
  clearTimeout(timer);
}
