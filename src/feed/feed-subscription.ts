import type { Cursor } from '../model/cursor.ts';
import type { StreamItem } from '../model/stream-item.ts';
import type { SubscriptionFilter } from './subscription-filter.ts';

/** Makes iterators for subscriptions that are read one by one. */
export type Iterate = (subscription: FeedSubscription) => AsyncIterableIterator<StreamItem>;

/**
 * What a subscription's resolver returns: which events, from where on. Nothing happens until it is used, in
 * one of two ways. A transport that recognises it joins a group with it ({@link Feed.join}). Anybody else
 * iterates over it, as over any async iterable; each iterator reads the feed by itself.
 */
export class FeedSubscription implements AsyncIterable<StreamItem> {
  readonly filter: SubscriptionFilter;
  /** Undefined: from now on. */
  readonly after: Cursor | undefined;
  readonly #iterate: Iterate;

  constructor(filter: SubscriptionFilter, after: Cursor | undefined, iterate: Iterate) {
    this.filter = filter;
    this.after = after;
    this.#iterate = iterate;
  }

  /** The same subscription, from another place on. */
  resumedAfter(cursor: Cursor): FeedSubscription {
    return new FeedSubscription(this.filter, cursor, this.#iterate);
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<StreamItem> {
    return this.#iterate(this);
  }
}
