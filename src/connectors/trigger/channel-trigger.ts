import { setTimeout as sleep } from 'node:timers/promises';
import { disposing } from '../../disposing.ts';
import type { Log } from '../../log.ts';
import { waitAfter, type Backoff } from '../backoff.ts';
import { loggable } from '../outside-failure.ts';
import type { Trigger } from './trigger.ts';

/** A connection that is up until `lost` settles. */
export type Connection = AsyncDisposable & {
  /** Resolves when the connection is gone, for whatever reason; never rejects. */
  readonly lost: Promise<void>;
};

const BACKOFF: Backoff = { firstMs: 250, maxMs: 15_000 };

/**
 * Listens to a channel of a message system, over a connection that it keeps up. `caughtUp` is called each time the
 * connection is up again: what was said meanwhile was said to nobody.
 */
export class ChannelTrigger implements Trigger {
  readonly name: string;
  readonly #channel: string;
  readonly #connect: () => Promise<Connection>;
  readonly #caughtUp: () => void;
  readonly #log: Log;
  readonly #stop = new AbortController();
  readonly #running: Promise<void>;

  /** `connect` resolves when what is said on the channel is heard, and fires by itself from then on. */
  constructor(parts: {
    readonly name: string;
    readonly channel: string;
    readonly connect: () => Promise<Connection>;
    readonly caughtUp: () => void;
    readonly log: Log;
  }) {
    this.name = parts.name;
    this.#channel = parts.channel;
    this.#connect = parts.connect;
    this.#caughtUp = parts.caughtUp;
    this.#log = parts.log;
    this.#running = this.#run();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    const of = { trigger: this.name, channel: this.#channel };
    const stopped = new Promise<void>((resolve) => {
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
    let failures = 0;
    for (let again = false; !signal.aborted;) {
      try {
        await disposing(await this.#connect(), async (connection) => {
          this.#log.info({ ...of, again }, 'trigger: listening');
          if (again || failures > 0) this.#caughtUp();
          failures = 0;
          again = true;
          await Promise.race([connection.lost, stopped]);
          if (!signal.aborted) this.#log.warn(of, 'trigger: the connection was lost');
        });
      } catch (error) {
        if (signal.aborted) return;
        failures += 1;
        this.#log.warn({ ...of, failures, reason: loggable(error) }, 'trigger: can not connect');
      }
      await sleep(waitAfter(Math.max(failures, 1), BACKOFF), undefined, { signal }).catch(() => {});
    }
  }
}
