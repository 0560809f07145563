import { GatewayError } from '../errors.ts';
import { cursorOf } from '../model/cursor.ts';
import type { StreamItem, StreamOpened } from '../model/stream-item.ts';
import type { FeedParts } from './feed-parts.ts';
import type { SubscriptionFilter } from './subscription-filter.ts';

/** Calls `listener` when more has been told, or the feed has ended, until the returned function is called. */
export type OnTold = (listener: () => void) => () => void;

type State =
  | { readonly phase: 'NEW' }
  | { readonly phase: 'OPEN'; cursor: number; ready: StreamItem[] }
  | { readonly phase: 'ENDED' };

const DONE: IteratorReturnResult<undefined> = { done: true, value: undefined };

/**
 * One reader of the feed that pulls. It listens for news only while a call of `next` waits for some, so one
 * that is dropped before or between calls leaves nothing behind. Calls of `next` are answered in order.
 */
export class FeedIterator implements AsyncIterableIterator<StreamItem> {
  readonly #parts: FeedParts;
  readonly #filter: SubscriptionFilter;
  readonly #onTold: OnTold;
  readonly #opening: StreamOpened | Promise<StreamOpened>;
  #state: State = { phase: 'NEW' };
  #turn: Promise<unknown> = Promise.resolve();
  #wake: (() => void) | undefined;

  constructor(
    parts: FeedParts,
    filter: SubscriptionFilter,
    opening: StreamOpened | Promise<StreamOpened>,
    onTold: OnTold,
  ) {
    this.#parts = parts;
    this.#filter = filter;
    this.#opening = opening;
    if (opening instanceof Promise) opening.catch(ignore);
    this.#onTold = onTold;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<StreamItem, undefined>> {
    const result = this.#turn.then(() => this.#next());
    this.#turn = result.catch(() => undefined);
    return result;
  }

  return(): Promise<IteratorResult<StreamItem, undefined>> {
    this.#state = { phase: 'ENDED' };
    this.#wake?.();
    return Promise.resolve(DONE);
  }

  throw(): Promise<IteratorResult<StreamItem, undefined>> {
    return this.return();
  }

  async #next(): Promise<IteratorResult<StreamItem, undefined>> {
    try {
      if (this.#state.phase === 'NEW') {
        const opened = await this.#open();
        if (opened !== undefined) return { done: false, value: opened };
      }
      while (this.#state.phase === 'OPEN') {
        const item = this.#state.ready.shift();
        if (item !== undefined) return { done: false, value: item };
        if (this.#parts.stopped.aborted) return DONE;
        if (this.#state.cursor < this.#parts.log.told) await this.#read(this.#state);
        else await this.#news();
      }
      return DONE;
    } catch (error) {
      this.#state = { phase: 'ENDED' };
      throw error;
    }
  }

  async #open(): Promise<StreamItem | undefined> {
    const opened = await this.#opening;
    if (this.#state.phase === 'ENDED') return undefined;
    if (opened.status === 'RESET') this.#parts.counters.resets += 1;
    if (opened.status === 'RESUMED') this.#parts.counters.resumed += 1;
    if (opened.status === 'RESET' && !this.#filter.stream) throw new GatewayError('CURSOR_EXPIRED');
    this.#state = { phase: 'OPEN', cursor: opened.position, ready: [] };
    return this.#filter.stream ? opened : undefined;
  }

  async #read(state: { cursor: number; ready: StreamItem[] }): Promise<void> {
    const { counters, journal, log } = this.#parts;
    const tooFar = log.isTooFarBack(state.cursor);
    const slice = tooFar ? undefined : await log.read(state.cursor, log.told, this.#filter);
    if (slice !== undefined) {
      counters.merges += slice.merged;
      state.ready = [...slice.events];
      state.cursor = slice.to;
    } else if (this.#filter.stream) {
      counters.resets += 1;
      state.cursor = journal.head();
      state.ready = [{ kind: 'RESET', position: state.cursor, reason: 'TOO_FAR_BEHIND' }];
    } else {
      throw new GatewayError('SUBSCRIBER_TOO_SLOW', { cursor: cursorOf(journal.journalId, state.cursor) });
    }
  }

  #news(): Promise<void> {
    return new Promise((resolve) => {
      const forget = this.#onTold(() => this.#wake?.());
      this.#wake = () => {
        this.#wake = undefined;
        forget();
        resolve();
      };
    });
  }
}

/** The failure is seen by the first `next`; an iterator that is never used has nobody to tell. */
function ignore(): void {}
