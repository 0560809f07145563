import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';

import { GatewayError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Cursor } from '../model/cursor.ts';
import type { SourceEventKind } from '../model/event.ts';
import { type Counters, newCounters } from './counters.ts';
import { EventLog } from './event-log.ts';
import { FeedIterator } from './feed-iterator.ts';
import type { FeedJournal } from './feed-journal.ts';
import { FEED_LIMITS, type FeedLimits } from './feed-limits.ts';
import type { FeedParts } from './feed-parts.ts';
import { FeedSubscription } from './feed-subscription.ts';
import { Gate } from './gate.ts';
import { Group } from './group.ts';
import { openedAt } from './opened.ts';
import { Pacer } from './pacer.ts';
import { ByteBudget } from './payload-cache.ts';
import type { Render } from './renderer.ts';
import type { Membership, Subscriber } from './subscriber.ts';
import { filterKey } from './subscription-filter.ts';

/** What a subscription asks for. */
export type SubscriptionRequest = {
  readonly kinds: readonly SourceEventKind[];
  /** Undefined: every source. */
  readonly sourceIds?: readonly string[] | undefined;
  /** Undefined: from now on. */
  readonly after?: Cursor | undefined;
  /** See {@link SubscriptionFilter.stream}. */
  readonly stream: boolean;
};

export type FeedStatus = Readonly<Counters> & {
  readonly groups: number;
  /** Members of all groups; subscriptions that are iterated over are not counted. */
  readonly subscribers: number;
  readonly ringSize: number;
  /** Entries that are durable and not yet told. */
  readonly lagEntries: number;
};

export type FeedOptions = {
  readonly journal: FeedJournal;
  readonly log: Log;
  readonly limits?: Partial<FeedLimits> | undefined;
};

const RETRY_MS = 500;

/**
 * Tells subscribers what happened, in journal order, each event once, from wherever they left off.
 *
 * A subscriber has no queue, only a cursor. Whoever opened a feed disposes of it: subscribers that are still
 * there then get nothing more; ending their connections is the transports' part.
 */
export class Feed implements AsyncDisposable {
  readonly #parts: FeedParts;
  readonly #log: Log;
  readonly #groups = new Map<string, Group>();
  readonly #listeners = new Set<() => void>();
  readonly #stopped = new AbortController();
  #confirmed: number;
  #reading: Promise<void> | undefined;
  #spreading = false;

  /** Opens a feed at the journal's head, with as much of the past in memory as its limits allow. */
  static async open({ journal, log, limits = {} }: FeedOptions): Promise<Feed> {
    const all = { ...FEED_LIMITS, ...limits };
    const head = journal.head();
    const from = Math.max(await journal.pruned(), head - all.ringEvents, 0);
    const events = new EventLog(journal, all, from);
    await events.advance(head, ignore);
    return new Feed(events, journal, all, log);
  }

  private constructor(events: EventLog, journal: FeedJournal, limits: FeedLimits, log: Log) {
    this.#log = log;
    this.#confirmed = events.told;
    this.#parts = {
      log: events,
      journal,
      limits,
      counters: newCounters(),
      budget: new ByteBudget(limits.payloadBytes),
      catchUps: new Gate(1),
      pacer: new Pacer(),
      stopped: this.#stopped.signal,
    };
  }

  /** Cursors are of this journal. */
  get journalId(): string {
    return this.#parts.journal.journalId;
  }

  /** Every event up to here has been told, or is being told. */
  get published(): number {
    return this.#parts.log.told;
  }

  /** Says that every entry up to `position`, the end of a commit, may be told. Positions behind the last one are ignored. */
  publish(position: number): void {
    this.#confirmed = Math.max(this.#confirmed, position);
    if (this.#stopped.signal.aborted) return;
    this.#reading ??= this.#read();
  }

  /** What a resolver returns. Throws nothing: an `after` that can't be served shows when the subscription begins. */
  subscription({ kinds, sourceIds, after, stream }: SubscriptionRequest): FeedSubscription {
    const filter = {
      kinds: new Set(kinds),
      sourceIds: sourceIds === undefined ? undefined : new Set(sourceIds),
      stream,
    };
    return new FeedSubscription(filter, after, (subscription) => this.#iterate(subscription));
  }

  /**
   * Makes `subscriber` a member of a group. `key` tells what its payloads depend on besides the events: two
   * subscriptions with one key and one filter must be rendered alike, and may see the same. `render` is used
   * when the group is new. Nothing is delivered in the caller's turn.
   */
  join(subscription: FeedSubscription, key: string, render: Render, subscriber: Subscriber): Membership {
    if (this.#stopped.signal.aborted) throw new GatewayError('UNAVAILABLE');
    const { filter, after } = subscription;
    const fullKey = `${filterKey(filter)} ${key}`;
    let group = this.#groups.get(fullKey);
    if (group === undefined) {
      group = new Group(this.#parts, filter, render, () => this.#groups.delete(fullKey));
      this.#groups.set(fullKey, group);
    }
    return group.add(subscriber, () => this.#opening(after));
  }

  status(): FeedStatus {
    const { counters, journal, log } = this.#parts;
    let subscribers = 0;
    for (const group of this.#groups.values()) subscribers += group.size;
    return {
      ...counters,
      groups: this.#groups.size,
      subscribers,
      ringSize: log.ringSize,
      lagEntries: Math.max(0, journal.head() - log.told),
    };
  }

  /** How long ago the oldest entry that is durable and not yet told was made, in milliseconds; 0 when there is none. */
  async lagMs(): Promise<number> {
    const { journal, log } = this.#parts;
    if (journal.head() <= log.told) return 0;
    const [oldest] = await journal.entriesAfter(log.told, 1);
    return oldest === undefined ? 0 : Math.max(0, Date.now() - oldest.occurredAt);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopped.abort();
    await this.#reading;
    for (const listener of this.#listeners) listener();
    this.#groups.clear();
  }

  #opening(after: Cursor | undefined): ReturnType<typeof openedAt> {
    const { journal, log } = this.#parts;
    return openedAt(log, journal, after);
  }

  #iterate({ filter, after }: FeedSubscription): FeedIterator {
    return new FeedIterator(this.#parts, filter, this.#opening(after), (listener) => {
      this.#listeners.add(listener);
      return () => this.#listeners.delete(listener);
    });
  }

  async #read(): Promise<void> {
    // All that is confirmed in one turn is told in one.
    await nextTurn();
    while (this.#parts.log.taken < this.#confirmed && !this.#stopped.signal.aborted) {
      try {
        await this.#parts.log.advance(this.#confirmed, () => this.#tell());
      } catch (error) {
        this.#log.error({ err: error, position: this.#confirmed }, 'The feed can not read the journal');
        await sleep(RETRY_MS, undefined, { signal: this.#stopped.signal }).catch(ignore);
      }
    }
    this.#reading = undefined;
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
    if (!this.#spreading) void this.#spread();
  }

  /** Gives every group its turn, until none has missed anything. */
  async #spread(): Promise<void> {
    const { log, pacer } = this.#parts;
    this.#spreading = true;
    for (let told = -1; told !== log.told;) {
      told = log.told;
      for (const group of this.#groups.values()) {
        group.advance();
        await pacer.rest();
      }
    }
    this.#spreading = false;
  }
}

function ignore(): void {}
