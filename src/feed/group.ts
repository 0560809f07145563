import { setImmediate as nextTurn } from 'node:timers/promises';

import { GatewayError } from '../errors.ts';
import { cursorOf } from '../model/cursor.ts';
import type { StreamOpened } from '../model/stream-item.ts';
import { type Delivery, deliveryOf } from './delivery.ts';
import type { Slice } from './event-log.ts';
import type { FeedParts } from './feed-parts.ts';
import { Member } from './member.ts';
import { PayloadCache } from './payload-cache.ts';
import { type Render, Renderer } from './renderer.ts';
import type { Subscriber } from './subscriber.ts';
import type { SubscriptionFilter } from './subscription-filter.ts';

type Opening = () => StreamOpened | Promise<StreamOpened>;

/**
 * Subscribers that get the same payloads. Each event is rendered once for all of them.
 *
 * The group stands at a position in the journal, and its live members with it. A pass takes the events behind
 * that position, renders them, writes them to every live member, and moves the position. A member that can't
 * be written to leaves the live ones with a cursor of its own, catches up by reading the log once it can, and
 * is live again when its cursor equals the group's position. Passes don't overlap, and a member that becomes
 * live during a pass is still served by it: sets are iterated in order of insertion.
 */
export class Group {
  readonly #filter: SubscriptionFilter;
  readonly #parts: FeedParts;
  readonly #renderer: Renderer;
  readonly #onEmpty: () => void;
  readonly #members = new Set<Member>();
  readonly #live = new Set<Member>();
  readonly #ahead = new Set<Member>();
  #position: number;
  #passing = false;

  /** `onEmpty` is called when the last member has left; the group is not used after that. */
  constructor(parts: FeedParts, filter: SubscriptionFilter, render: Render, onEmpty: () => void) {
    const { budget, counters, limits, log } = parts;
    this.#parts = parts;
    this.#filter = filter;
    this.#onEmpty = onEmpty;
    const cache = new PayloadCache(budget, limits.groupPayloads);
    this.#renderer = new Renderer(render, cache, limits.deliveryBytes, counters);
    this.#position = log.told;
  }

  get size(): number {
    return this.#members.size;
  }

  /** Takes a subscriber in; `opening` decides where its subscription begins. */
  add(subscriber: Subscriber, opening: Opening): Member {
    const member = new Member(this, subscriber);
    this.#members.add(member);
    this.#open(member, opening).catch((error: unknown) => this.#fail(member, error));
    return member;
  }

  remove(member: Member): void {
    member.phase = 'LEFT';
    this.#live.delete(member);
    this.#ahead.delete(member);
    if (!this.#members.delete(member) || this.#members.size > 0) return;
    this.#renderer.forget();
    this.#onEmpty();
  }

  /** Delivers what has been told since the last time. */
  advance(): void {
    if (this.#passing) return;
    this.#pass().catch((error: unknown) => {
      for (const member of this.#live) this.#fail(member, error);
    });
  }

  /** Brings a member that has a cursor of its own forward, as far as it can be. */
  catchUp(member: Member): void {
    member.phase = 'CATCHING_UP';
    this.#catchUp(member).catch((error: unknown) => this.#fail(member, error));
  }

  async #open(member: Member, opening: Opening): Promise<void> {
    const opened = opening();
    // Not in the caller's turn: it has the membership in hand before anything reaches its subscriber.
    const item = await opened;
    if (hasLeft(member)) return;
    if (item.status === 'RESET') this.#parts.counters.resets += 1;
    if (item.status === 'RESUMED') this.#parts.counters.resumed += 1;
    if (item.status === 'RESET' && !this.#filter.stream) throw new GatewayError('CURSOR_EXPIRED');
    if (this.#filter.stream) {
      const payload = await this.#renderer.payloadOf(item);
      if (hasLeft(member)) return;
      this.#deliver(member, deliveryOf([payload]));
    }
    member.cursor = item.position;
    this.catchUp(member);
  }

  async #pass(): Promise<void> {
    const { log } = this.#parts;
    this.#passing = true;
    try {
      while (this.#position < log.told && this.#members.size > 0) {
        const slice = this.#live.size === 0 ? undefined : log.recent(this.#position, this.#filter);
        if (slice === undefined) {
          this.#leaveBehind(log.told);
        } else if (slice.events.length === 0) {
          this.#moveTo(slice.to);
        } else {
          const made = this.#renderer.deliveryOf(slice.events, slice.to);
          const { delivery, to } = made instanceof Promise ? await made : made;
          const perTurn = this.#membersPerTurn(delivery);
          let served = 0;
          for (const member of this.#live) {
            this.#serve(member, delivery);
            served += 1;
            if (served % perTurn === 0) await nextTurn();
          }
          this.#moveTo(to);
        }
      }
    } finally {
      this.#passing = false;
    }
  }

  #membersPerTurn({ length }: Delivery): number {
    const { membersPerTurn, lengthPerTurn } = this.#parts.limits;
    return Math.max(1, Math.min(membersPerTurn, Math.floor(lengthPerTurn / length)));
  }

  #serve(member: Member, delivery: Delivery): void {
    if (member.subscriber.writable) {
      this.#deliver(member, delivery);
    } else {
      this.#live.delete(member);
      member.cursor = this.#position;
      member.phase = 'STALLED';
    }
  }

  /** Goes on to `position` without the live members: they read for themselves what lies between. */
  #leaveBehind(position: number): void {
    const from = this.#position;
    const left = [...this.#live];
    this.#live.clear();
    this.#moveTo(position);
    for (const member of left) {
      member.cursor = from;
      this.catchUp(member);
    }
  }

  #moveTo(position: number): void {
    this.#position = position;
    for (const member of this.#ahead) {
      if (member.cursor > position) continue;
      this.#ahead.delete(member);
      this.catchUp(member);
    }
  }

  async #catchUp(member: Member): Promise<void> {
    const { catchUps, log, pacer } = this.#parts;
    while (!this.#settled(member)) {
      const tooFar = log.isTooFarBack(member.cursor);
      const slice = tooFar ? undefined : await log.read(member.cursor, this.#position, this.#filter);
      await catchUps.run(async () => {
        if (!canReceive(member)) return;
        if (slice === undefined) await this.#reset(member);
        else await this.#takeIn(member, slice);
        await pacer.rest();
      });
    }
  }

  /** True when there is nothing to catch up with, or no way to for now. */
  #settled(member: Member): boolean {
    if (hasLeft(member)) return true;
    if (member.cursor === this.#position) {
      member.phase = 'LIVE';
      this.#live.add(member);
    } else if (member.cursor > this.#position) {
      member.phase = 'AHEAD';
      this.#ahead.add(member);
    } else if (!member.subscriber.writable) {
      member.phase = 'STALLED';
    } else {
      return false;
    }
    return true;
  }

  async #takeIn(member: Member, slice: Slice): Promise<void> {
    if (slice.events.length > 0) {
      const { delivery, to } = await this.#renderer.deliveryOf(slice.events, slice.to);
      if (!canReceive(member)) return;
      this.#parts.counters.merges += slice.merged;
      this.#deliver(member, delivery);
      member.cursor = to;
    } else {
      member.cursor = slice.to;
    }
  }

  async #reset(member: Member): Promise<void> {
    const { counters, journal } = this.#parts;
    if (!this.#filter.stream) {
      throw new GatewayError('SUBSCRIBER_TOO_SLOW', { cursor: cursorOf(journal.journalId, member.cursor) });
    }
    const position = journal.head();
    const payload = await this.#renderer.payloadOf({ kind: 'RESET', position, reason: 'TOO_FAR_BEHIND' });
    if (!canReceive(member)) return;
    counters.resets += 1;
    this.#deliver(member, deliveryOf([payload]));
    member.cursor = position;
  }

  #deliver(member: Member, delivery: Delivery): void {
    this.#parts.counters.delivered += delivery.payloads.length;
    member.subscriber.deliver(delivery);
  }

  #fail(member: Member, error: unknown): void {
    if (hasLeft(member)) return;
    this.remove(member);
    member.subscriber.end(error);
  }
}

function canReceive(member: Member): boolean {
  return !hasLeft(member) && member.subscriber.writable;
}

/** As a question, so that the compiler does not take the answer from before an await for granted. */
function hasLeft(member: Member): boolean {
  return member.phase === 'LEFT';
}
