import type { Delivery, DeliveryStatus, NewDelivery, OrderMark } from '../model/delivery.ts';

/**
 * Where deliveries wait for their work. Every method answers when what it did is on the disk, and rejects when it could
 * not be done.
 */
export interface Inbox {
  /** Keeps a delivery to be worked on at once. DUPLICATE: it was kept before, and nothing changes. FULL: too many wait. */
  put(delivery: NewDelivery): Promise<'KEPT' | 'DUPLICATE' | 'FULL'>;

  /** At most `limit` pending deliveries of a webhook whose time has come, in the order in which they were received. */
  due(webhook: string, now: number, limit: number): Promise<readonly Delivery[]>;

  /** When the next pending delivery of a webhook is due; undefined: there is none. */
  nextDueAt(webhook: string): Promise<number | undefined>;

  /** The work of a webhook's deliveries is done; `marks` are remembered for {@link Inbox.order}. */
  done(webhook: string, ids: readonly string[], at: number, marks: readonly OrderMark[]): Promise<void>;

  /** The work failed; it is tried again at `dueAt`, or not any more when that is undefined. */
  failed(id: string, error: string, at: number, dueAt: number | undefined): Promise<void>;

  /** The last marks of a webhook for these keys. */
  order(webhook: string, keys: readonly string[]): Promise<ReadonlyMap<string, string>>;

  /** At most `limit` deliveries, the latest first. */
  list(status: DeliveryStatus | undefined, limit: number): Promise<readonly Delivery[]>;

  /** Has a delivery worked on again, whatever came of it before, at `at`. Undefined: there is none with this id. */
  replay(id: string, at: number): Promise<Delivery | undefined>;

  /** Forgets deliveries that ended before, and marks as old. Returns how many deliveries went. */
  prune(before: number): Promise<number>;
}
