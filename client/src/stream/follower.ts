import { backoffDelay, type Backoff } from '../backoff.ts';
import { deadline, pause, type Clock } from '../clock.ts';
import type { Connection, Transport } from '../connection.ts';
import { errorOf, GatewayRequestError } from '../gateway-request-error.ts';
import type { Stream, StreamItem } from './stream.ts';

export type FollowerOptions = {
  /** Best first: a later one is used only where those before it don't open. */
  readonly streams: readonly Stream[];
  readonly backoff: Backoff;
  /** How long a stream may take to say its first word, in milliseconds. */
  readonly openTimeout: number;
  /** When to look again whether a better transport opens by now, in milliseconds; doubled each time it does not. */
  readonly upgradeAfter: Backoff;
  readonly clock: Clock;
  readonly onItem: (item: StreamItem) => void;
  readonly onConnection: (connection: Connection) => void;
};

/** One stream under way. */
type Run = {
  readonly rank: number;
  readonly abort: AbortController;
  /** Undefined when it opened, else why it did not. */
  readonly opened: Promise<Error | undefined>;
  readonly ended: Promise<Error>;
};

/** A run that lasted this long, in milliseconds, clears the count of failures. */
const STEADY = 5_000;

/** Errors that say that a cursor is no good. */
const BAD_CURSOR = new Set(['CURSOR_EXPIRED', 'BAD_USER_INPUT']);

/**
 * Follows the gateway whatever happens: one stream at a time, each begun where the last one stopped, by the best transport
 * that opens. Whoever made it calls {@link Follower.stop}, once or more.
 */
export class Follower {
  readonly #options: FollowerOptions;
  readonly #stopped = new AbortController();
  #connection: Connection = { state: 'connecting' };
  #current: Run | undefined;
  #cursor: string | undefined;
  #refused = false;
  #failures = 0;
  #waiting: AbortController | undefined;
  #upgrading = false;
  /** The rank of the best stream that ever opened. */
  #best = Number.POSITIVE_INFINITY;

  constructor(options: FollowerOptions) {
    this.#options = options;
    void this.#follow();
  }

  get connection(): Connection {
    return this.#connection;
  }

  /** Tries again now if it waits; what is open stays open. */
  wake(): void {
    this.#waiting?.abort();
  }

  /** Replaces what is open, which may be broken without knowing it: the new stream is there before the old one goes. */
  renew(): void {
    this.wake();
    const current = this.#current;
    if (current !== undefined) void this.#upgrade(current.rank + 1);
  }

  stop(): void {
    if (this.#stopped.signal.aborted) return;
    this.#stopped.abort();
    this.#waiting?.abort();
    this.#current = undefined;
    this.#report({ state: 'disposed' });
  }

  async #follow(): Promise<void> {
    while (!this.#stopped.signal.aborted) {
      const error = (await this.#openAny(this.#options.streams.length)) ?? (await this.#stay());
      if (this.#stopped.signal.aborted) return;
      this.#failures += 1;
      await this.#wait(error);
    }
  }

  /** Opens the best of the first `count` streams that opens. Resolves with undefined, or with why none did. */
  async #openAny(count: number): Promise<Error | undefined> {
    let error: Error | undefined;
    for (const [rank, stream] of this.#options.streams.slice(0, count).entries()) {
      let failure = await this.#tryToOpen(stream, rank);
      if (failure !== undefined && this.#refused) failure = await this.#tryToOpen(stream, rank);
      if (failure === undefined) return undefined;
      // What the best transport has to say is what a reader of the status can act on.
      error ??= failure;
    }
    return error ?? new GatewayRequestError('UNREACHABLE', 'Closed.');
  }

  async #tryToOpen(stream: Stream, rank: number): Promise<Error | undefined> {
    if (this.#stopped.signal.aborted) return new GatewayRequestError('UNREACHABLE', 'Closed.');
    const run = this.#open(stream, rank);
    const failure = await run.opened;
    if (failure !== undefined) run.abort.abort();
    this.#learn(failure);
    return failure;
  }

  /** Resolves when the run that is current then, however often it was replaced, has ended. */
  async #stay(): Promise<Error> {
    const { clock } = this.#options;
    let error: Error = new GatewayRequestError('UNREACHABLE', 'Closed.');
    for (let run = this.#current; run !== undefined; run = this.#current) {
      const steady = clock.setTimeout(() => (this.#failures = 0), STEADY);
      const upgrade = new AbortController();
      if (run.rank > 0) void this.#upgradeLater(run, upgrade.signal);
      error = await run.ended;
      clock.clearTimeout(steady);
      upgrade.abort();
      if (this.#current !== run) continue;
      this.#current = undefined;
      this.#learn(error);
    }
    return error;
  }

  #open(stream: Stream, rank: number): Run {
    const { clock, openTimeout } = this.#options;
    const abort = new AbortController();
    const stop = () => abort.abort();
    this.#stopped.signal.addEventListener('abort', stop);
    const { promise: opened, resolve } = withResolvers<Error | undefined>();
    const onTime = deadline(clock, openTimeout, () => {
      settle(
        new GatewayRequestError('UNREACHABLE', `No stream by ${stream.transport} in ${openTimeout} ms.`),
      );
      abort.abort();
    });
    const settle = (failure: Error | undefined) => {
      onTime();
      resolve(failure);
    };

    const request = { after: this.#cursor, refused: this.#refused };
    const ended = stream
      .follow(request, (item) => take(item), abort.signal)
      .then((error) => {
        this.#stopped.signal.removeEventListener('abort', stop);
        settle(error);
        return error;
      });
    const run: Run = { rank, abort, opened, ended };
    const take = (item: StreamItem) => {
      if (abort.signal.aborted || this.#stopped.signal.aborted) return;
      if (item.kind === 'OPENED') this.#adopt(run, stream.transport);
      if (this.#current !== run) return;
      settle(undefined);
      this.#cursor = item.cursor;
      this.#options.onItem(item);
    };
    return run;
  }

  /** What the end of a stream tells about the next request. */
  #learn(failure: Error | undefined): void {
    const code = failure instanceof GatewayRequestError ? failure.code : undefined;
    this.#refused = code === 'UNAUTHENTICATED';
    if (code !== undefined && BAD_CURSOR.has(code)) this.#cursor = undefined;
  }

  #adopt(run: Run, transport: Transport): void {
    const previous = this.#current;
    if (previous === run) return;
    this.#current = run;
    this.#best = Math.min(this.#best, run.rank);
    previous?.abort.abort();
    this.#report({ state: 'live', transport });
  }

  /** Looks for a better transport, now and then, for as long as `run` is what there is. */
  async #upgradeLater(run: Run, signal: AbortSignal): Promise<void> {
    const { clock, upgradeAfter, backoff } = this.#options;
    // What opened before was not blocked: the gateway was only away for a moment.
    const first = run.rank > this.#best ? backoff.first * 4 : upgradeAfter.first;
    for (let looks = 1; !signal.aborted; looks += 1) {
      await pause(clock, backoffDelay({ ...upgradeAfter, first }, looks, clock.random()), signal);
      if (signal.aborted || this.#current !== run) return;
      await this.#upgrade(run.rank);
    }
  }

  async #upgrade(count: number): Promise<void> {
    if (this.#upgrading) return;
    this.#upgrading = true;
    await this.#openAny(count);
    this.#upgrading = false;
  }

  async #wait(error: Error): Promise<void> {
    const { clock, backoff } = this.#options;
    const retryIn = Math.round(backoffDelay(backoff, this.#failures, clock.random()));
    const waiting = new AbortController();
    this.#waiting = waiting;
    this.#report({ state: 'waiting', error: errorOf(error), attempt: this.#failures, retryIn });
    await pause(clock, retryIn, waiting.signal);
    this.#waiting = undefined;
  }

  #report(connection: Connection): void {
    this.#connection = connection;
    this.#options.onConnection(connection);
  }
}

function withResolvers<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
