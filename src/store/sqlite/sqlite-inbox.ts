import type { Delivery, DeliveryStatus, NewDelivery, OrderMark } from '../../model/delivery.ts';
import { storeFailure } from '../store-failure.ts';
import type { InboxOperation, InboxReply } from './inbox-protocol.ts';
import type { Writer } from './writer.ts';

type Waiting = {
  readonly operation: InboxOperation;
  readonly resolve: (reply: InboxReply[keyof InboxReply]) => void;
  readonly reject: (error: unknown) => void;
};

/** Operations that share one transaction. */
const MAX_GROUP = 500;
const PRUNE_SLICE = 500;
/** Bodies that may wait to be written; senders of more are asked to come again. */
const MAX_WAITING_BYTES = 64 * 1024 * 1024;

/**
 * The deliveries of webhooks, in the same file as the journal and through the same writer. Operations that
 * wait at the same time share one transaction, and so one fsync.
 */
export class SqliteInbox {
  readonly #writer: Writer;
  #waiting: Waiting[] = [];
  #sending = false;
  #waitingBytes = 0;

  constructor(writer: Writer) {
    this.#writer = writer;
  }

  /** Rejects with UNAVAILABLE when too much waits to be written. */
  async put(delivery: NewDelivery): Promise<InboxReply['PUT']> {
    const { length } = delivery.body;
    if (this.#waitingBytes + length > MAX_WAITING_BYTES) {
      throw storeFailure(new Error(`${this.#waitingBytes} bytes of deliveries are waiting already.`));
    }
    this.#waitingBytes += length;
    try {
      return await this.#ask({ type: 'PUT', delivery });
    } finally {
      this.#waitingBytes -= length;
    }
  }

  due(webhook: string, now: number, limit: number): Promise<readonly Delivery[]> {
    return this.#ask({ type: 'DUE', webhook, now, limit });
  }

  nextDueAt(webhook: string): Promise<number | undefined> {
    return this.#ask({ type: 'NEXT_DUE', webhook });
  }

  async done(
    webhook: string,
    ids: readonly string[],
    at: number,
    marks: readonly OrderMark[],
  ): Promise<void> {
    await this.#ask({ type: 'DONE', webhook, ids, at, marks });
  }

  async failed(id: string, error: string, at: number, dueAt: number | undefined): Promise<void> {
    await this.#ask({ type: 'FAILED', id, error, at, dueAt });
  }

  order(webhook: string, keys: readonly string[]): Promise<ReadonlyMap<string, string>> {
    return this.#ask({ type: 'ORDER', webhook, keys });
  }

  list(status: DeliveryStatus | undefined, limit: number): Promise<readonly Delivery[]> {
    return this.#ask({ type: 'LIST', status, limit });
  }

  replay(id: string, at: number): Promise<Delivery | undefined> {
    return this.#ask({ type: 'REPLAY', id, at });
  }

  async prune(before: number): Promise<number> {
    let gone = 0;
    for (;;) {
      const slice = await this.#ask({ type: 'PRUNE', before, limit: PRUNE_SLICE });
      gone += slice;
      if (slice < PRUNE_SLICE) return gone;
    }
  }

  #ask<T extends keyof InboxReply>(operation: Extract<InboxOperation, { type: T }>): Promise<InboxReply[T]> {
    const { promise, resolve, reject } = Promise.withResolvers<InboxReply[keyof InboxReply]>();
    this.#waiting.push({ operation, resolve, reject });
    if (!this.#sending) void this.#send();
    return promise as Promise<InboxReply[T]>;
  }

  async #send(): Promise<void> {
    this.#sending = true;
    while (this.#waiting.length > 0) {
      const group = this.#waiting.slice(0, MAX_GROUP);
      this.#waiting = this.#waiting.slice(MAX_GROUP);
      try {
        const operations = group.map(({ operation }) => operation);
        const replies = await this.#writer.ask({ type: 'INBOX', operations });
        for (const [index, { resolve }] of group.entries()) resolve(replies[index]);
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
    }
    this.#sending = false;
  }
}
