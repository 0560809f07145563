import type { Log } from '../../log.ts';
import { waitAfter } from '../backoff.ts';
import type { Delivery, OrderMark } from '../../model/delivery.ts';
import type { Inbox } from '../inbox.ts';
import { failureOf, loggable } from '../outside-failure.ts';
import { untilAborted } from '../until-aborted.ts';
import { GatewayError } from '../../errors.ts';

/** What a webhook's deliveries do. Deliveries may come again after they were worked on: doing it twice must do no harm. */
export type DeliveryWork = (
  deliveries: readonly Delivery[],
  signal: AbortSignal,
) => Promise<readonly OrderMark[]>;

export type DeliveryWorkerOptions = {
  /** Deliveries that are worked on in one go. */
  readonly batch: number;
  /** After so many tries a delivery is given up, kept and listed. */
  readonly maxAttempts: number;
  readonly backoff: { readonly firstMs: number; readonly maxMs: number };
};

export const DELIVERY_DEFAULTS: DeliveryWorkerOptions = {
  batch: 200,
  maxAttempts: 12,
  backoff: { firstMs: 1_000, maxMs: 300_000 },
};

/** The inbox could not be read: look again in so many milliseconds. */
const INBOX_RETRY_MS = 5_000;

/**
 * Works off one webhook's deliveries, in the order in which they came, some at a time. When several fail together each
 * is tried alone, so that one bad delivery does not keep the others. Whoever made it disposes of it, once.
 */
export class DeliveryWorker implements AsyncDisposable {
  readonly #webhook: string;
  readonly #inbox: Inbox;
  readonly #work: DeliveryWork;
  readonly #log: Log;
  readonly #options: DeliveryWorkerOptions;
  readonly #stop = new AbortController();
  readonly #running: Promise<void>;
  #woken = Promise.withResolvers<void>();

  constructor(webhook: string, inbox: Inbox, work: DeliveryWork, log: Log, options = DELIVERY_DEFAULTS) {
    this.#webhook = webhook;
    this.#inbox = inbox;
    this.#work = work;
    this.#log = log;
    this.#options = options;
    this.#running = this.#run();
  }

  /** There is something new in the inbox. */
  wake(): void {
    this.#woken.resolve();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    this.wake();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      this.#woken = Promise.withResolvers();
      let waitMs: number | undefined;
      try {
        const due = await this.#inbox.due(this.#webhook, Date.now(), this.#options.batch);
        if (due.length > 0) {
          await this.#workOff(due, signal);
          continue;
        }
        const at = await this.#inbox.nextDueAt(this.#webhook);
        waitMs = at === undefined ? undefined : Math.max(0, at - Date.now());
      } catch (error) {
        if (signal.aborted) return;
        this.#log.error(
          { webhook: this.#webhook, err: error },
          'webhook: the inbox can not be read or written',
        );
        waitMs = INBOX_RETRY_MS;
      }
      await this.#pause(waitMs);
    }
  }

  async #workOff(deliveries: readonly Delivery[], signal: AbortSignal): Promise<void> {
    try {
      // What ignores the signal is left behind: a gateway that stops waits for nobody's code.
      const marks = await untilAborted(this.#work(deliveries, signal), signal);
      const ids = deliveries.map(({ id }) => id);
      await this.#inbox.done(this.#webhook, ids, Date.now(), marks);
    } catch (error) {
      // What the stop interrupted is still pending, and is done after the next start.
      if (signal.aborted) return;
      if (deliveries.length > 1 && !isOutage(error)) {
        for (const delivery of deliveries) await this.#workOff([delivery], signal);
        return;
      }
      await this.#postpone(deliveries, error);
    }
  }

  async #postpone(deliveries: readonly Delivery[], error: unknown): Promise<void> {
    const reason =
      error instanceof GatewayError ? `${error.code}: ${error.message}` : failureOf(error).message;
    for (const { id, attempts } of deliveries) {
      const tried = attempts + 1;
      const last = tried >= this.#options.maxAttempts;
      const now = Date.now();
      const dueAt = last ? undefined : now + waitAfter(tried, this.#options.backoff);
      this.#log[last ? 'error' : 'warn'](
        { webhook: this.#webhook, delivery: id, attempts: tried, reason: loggable(error) },
        last
          ? 'webhook: gave a delivery up; it is kept and can be replayed'
          : 'webhook: the work of a delivery failed',
      );
      await this.#inbox.failed(id, reason, now, dueAt);
    }
  }

  async #pause(ms: number | undefined): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    // A delivery that is due in months is looked at again sooner: timers hold no more than 24 days.
    if (ms !== undefined) timer = setTimeout(() => this.#woken.resolve(), Math.min(ms, 3_600_000));
    await this.#woken.promise;
    clearTimeout(timer);
  }
}

/** The outside system is down for all of them alike: trying each alone would only ask it more often. */
function isOutage(error: unknown): boolean {
  return (
    error instanceof GatewayError && (error.code === 'EXTERNAL_SOURCE_FAILED' || error.code === 'UNAVAILABLE')
  );
}
