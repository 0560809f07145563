import { GatewayError } from '../errors.ts';
import type { Cause } from '../model/journal.ts';
import { waitAfter, type Backoff } from './backoff.ts';

export type RefresherOptions = {
  /** Runs begin at least this far apart, in milliseconds. */
  readonly minIntervalMs: number;
  /** How long after the last trigger a second look is taken, in milliseconds; 0: none. */
  readonly settleMs: number;
  /** The waits between tries after failures. */
  readonly backoff: Backoff;
};

/** What a refresher is at. */
export type RefresherState =
  | { readonly phase: 'IDLE' }
  /** A run is due at `until`, in milliseconds since 1970-01-01 UTC. */
  | { readonly phase: 'WAITING'; readonly until: number }
  | { readonly phase: 'RUNNING'; readonly since: number }
  | { readonly phase: 'STOPPED' };

/** While a system is down, a trigger brings the next try forward, but not closer than this to the last one. */
const TRIGGERED_RETRY_MS = 5_000;

/**
 * Turns any number of triggers into few runs, one at a time. The first runs at once; those that come before
 * `minIntervalMs` is over share one run, those that come during a run cause exactly one more after it. Some
 * time after the last trigger there is a second look. A run that fails is tried again, each time later.
 *
 * Whoever made it disposes of it, once: a run under way is aborted and waited for.
 */
export class Refresher implements AsyncDisposable {
  readonly #run: (cause: Cause, signal: AbortSignal) => Promise<void>;
  readonly #options: RefresherOptions;
  readonly #stop = new AbortController();
  #state: State = { phase: 'IDLE' };
  /** Settles with the next run to begin; everybody who waits for it shares it. */
  #next: PromiseWithResolvers<void> | undefined;
  /** Why the next run is made; undefined: nothing has asked since the last one began. */
  #asked: Cause | undefined;
  #settle: { readonly at: number; readonly cause: Cause } | undefined;
  /** Somebody asked for the next run not to wait for an outage to end. */
  #hurried = false;
  #startedAt = Number.NEGATIVE_INFINITY;
  #failures = 0;
  #runs = 0;

  constructor(run: (cause: Cause, signal: AbortSignal) => Promise<void>, options: RefresherOptions) {
    this.#run = run;
    this.#options = options;
  }

  get state(): RefresherState {
    if (this.#state.phase === 'WAITING') return { phase: 'WAITING', until: this.#state.until };
    if (this.#state.phase === 'RUNNING') return { phase: 'RUNNING', since: this.#state.since };
    return this.#state;
  }

  /** Failures since the last success. */
  get failures(): number {
    return this.#failures;
  }

  /** How many runs have begun. */
  get runs(): number {
    return this.#runs;
  }

  /**
   * Asks for a run that begins after this call. Resolves when that run has succeeded and rejects with its error,
   * though it will be tried again. `secondLook` false: the outside system is known to show the change already.
   */
  refresh(cause: Cause, secondLook = true): Promise<void> {
    if (this.#state.phase === 'STOPPED') return Promise.reject(stopping());
    const now = Date.now();
    this.#asked = cause;
    if (secondLook && this.#options.settleMs > 0) this.#settle = { at: now + this.#options.settleMs, cause };
    const answer = this.#upcoming();
    if (this.#state.phase !== 'RUNNING') this.#schedule(this.#earliest(now));
    return answer;
  }

  /** Asks for a run as soon as the interval between runs allows, also while the waits after failures last. */
  refreshNow(cause: Cause): Promise<void> {
    if (this.#state.phase === 'STOPPED') return Promise.reject(stopping());
    this.#asked = cause;
    const answer = this.#upcoming();
    if (this.#state.phase !== 'RUNNING') this.#schedule(this.#spaced(Date.now()));
    else this.#hurried = true;
    return answer;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const before = this.#state;
    this.#state = { phase: 'STOPPED' };
    this.#stop.abort(stopping());
    this.#next?.reject(stopping());
    if (before.phase === 'WAITING') clearTimeout(before.timer);
    if (before.phase === 'RUNNING') await before.done;
  }

  #upcoming(): Promise<void> {
    if (this.#next === undefined) {
      this.#next = Promise.withResolvers();
      // Not everybody who asks waits for the answer.
      this.#next.promise.catch(() => {});
    }
    return this.#next.promise;
  }

  #spaced(now: number): number {
    return Math.max(now, this.#startedAt + this.#options.minIntervalMs);
  }

  #earliest(now: number): number {
    const spaced = this.#spaced(now);
    if (this.#failures === 0 || this.#hurried) return spaced;
    const retry = Math.min(waitAfter(this.#failures, this.#options.backoff), TRIGGERED_RETRY_MS);
    return Math.max(spaced, this.#startedAt + retry);
  }

  #schedule(at: number): void {
    if (this.#state.phase === 'STOPPED' || this.#state.phase === 'RUNNING') return;
    if (this.#state.phase === 'WAITING') {
      if (this.#state.until <= at) return;
      clearTimeout(this.#state.timer);
    }
    const timer = setTimeout(() => this.#begin(), Math.max(0, at - Date.now()));
    this.#state = { phase: 'WAITING', until: at, timer };
  }

  #begin(): void {
    // A timer may ring a millisecond before the clock says so.
    const since = Math.max(Date.now(), this.#state.phase === 'WAITING' ? this.#state.until : 0);
    const cause = this.#asked ?? this.#settle?.cause;
    if (cause === undefined) {
      this.#state = { phase: 'IDLE' };
      return;
    }
    const answer = this.#next;
    this.#next = undefined;
    this.#asked = undefined;
    this.#hurried = false;
    if (this.#settle !== undefined && this.#settle.at <= since) this.#settle = undefined;
    this.#startedAt = since;
    this.#runs += 1;
    const done = this.#attempt(cause, answer);
    this.#state = { phase: 'RUNNING', since, done };
  }

  async #attempt(cause: Cause, answer: PromiseWithResolvers<void> | undefined): Promise<void> {
    try {
      await this.#run(cause, this.#stop.signal);
      this.#failures = 0;
      answer?.resolve();
    } catch (error) {
      this.#failures += 1;
      answer?.reject(error);
    }
    this.#ended(cause);
  }

  #ended(cause: Cause): void {
    if (this.#state.phase === 'STOPPED') return;
    const now = Date.now();
    this.#state = { phase: 'IDLE' };
    if (this.#asked !== undefined) this.#schedule(this.#earliest(now));
    else if (this.#failures > 0) {
      // What is tried again is still due to what asked for it first.
      this.#asked = cause;
      this.#schedule(now + waitAfter(this.#failures, this.#options.backoff));
    } else if (this.#settle !== undefined) this.#schedule(Math.max(this.#settle.at, this.#earliest(now)));
  }
}

type State =
  | { readonly phase: 'IDLE' }
  | { readonly phase: 'WAITING'; readonly until: number; readonly timer: NodeJS.Timeout }
  | { readonly phase: 'RUNNING'; readonly since: number; readonly done: Promise<void> }
  | { readonly phase: 'STOPPED' };

function stopping(): GatewayError {
  return new GatewayError('UNAVAILABLE', {}, 'The gateway is stopping.');
}
