import type { DatabaseSync } from 'node:sqlite';
import { MAX_PENDING_DELIVERIES, type Delivery, type NewDelivery } from '../../model/delivery.ts';
import { inTransaction } from './connection.ts';
import type { InboxOperation, InboxReply } from './inbox-protocol.ts';

/** Bodies that one answer holds, in bytes; at least one comes, however large it is. */
const MAX_ANSWER_BYTES = 16 * 1024 * 1024;

const COLUMNS = 'id, webhook, body, received_at, status, attempts, error, at';

type Row = {
  readonly id: string;
  readonly webhook: string;
  readonly body: Uint8Array;
  readonly received_at: number;
  readonly status: Delivery['status'];
  readonly attempts: number;
  readonly error: string | null;
  readonly at: number;
};

/** Does the operations in one transaction; runs in the writer thread. */
export function answerInbox(
  connection: DatabaseSync,
  operations: readonly InboxOperation[],
): readonly InboxReply[keyof InboxReply][] {
  const room = new Room(connection);
  return inTransaction(connection, () => operations.map((operation) => answer(connection, operation, room)));
}

function answer(
  connection: DatabaseSync,
  operation: InboxOperation,
  room: Room,
): InboxReply[keyof InboxReply] {
  switch (operation.type) {
    case 'PUT':
      return put(connection, operation.delivery, room);
    case 'DUE': {
      const { webhook, now, limit } = operation;
      const due = connection.prepare(
        `select ${COLUMNS} from deliveries
         where webhook = ? and status = 'PENDING' and at <= ? order by seq limit ?`,
      );
      return bounded(due.iterate(webhook, now, limit) as Iterable<Row>);
    }
    case 'NEXT_DUE': {
      const next = connection.prepare(
        "select min(at) as at from deliveries where webhook = ? and status = 'PENDING'",
      );
      const at = next.get(operation.webhook)?.['at'];
      return typeof at === 'number' ? at : undefined;
    }
    case 'DONE':
      done(connection, operation);
      return null;
    case 'FAILED': {
      const { id, error, at, dueAt } = operation;
      connection
        .prepare('update deliveries set status = ?, attempts = attempts + 1, error = ?, at = ? where id = ?')
        .run(dueAt === undefined ? 'FAILED' : 'PENDING', error, dueAt ?? at, id);
      return null;
    }
    case 'ORDER':
      return order(connection, operation.webhook, operation.keys);
    case 'LIST': {
      const { status, limit } = operation;
      const where = status === undefined ? '' : 'where status = ?';
      const list = connection.prepare(`select ${COLUMNS} from deliveries ${where} order by seq desc limit ?`);
      const rows = status === undefined ? list.iterate(limit) : list.iterate(status, limit);
      return bounded(rows as Iterable<Row>);
    }
    case 'REPLAY': {
      const again = connection.prepare(
        `update deliveries set status = 'PENDING', attempts = 0, at = ? where id = ? returning ${COLUMNS}`,
      );
      const row = again.get(operation.at, operation.id) as Row | undefined;
      return row === undefined ? undefined : deliveryOf(row);
    }
    case 'PRUNE':
      return prune(connection, operation.before, operation.limit);
  }
}

/** How many more deliveries may wait; counted once for all puts of a transaction, since counting takes longer the more wait. */
class Room {
  readonly #connection: DatabaseSync;
  #left: number | undefined;

  constructor(connection: DatabaseSync) {
    this.#connection = connection;
  }

  take(): boolean {
    if (this.#left === undefined) {
      const count = this.#connection.prepare("select count(*) as n from deliveries where status = 'PENDING'");
      this.#left = MAX_PENDING_DELIVERIES - Number(count.get()?.['n']);
    }
    this.#left -= 1;
    return this.#left >= 0;
  }
}

function put(
  connection: DatabaseSync,
  { id, webhook, body, receivedAt }: NewDelivery,
  room: Room,
): InboxReply['PUT'] {
  if (connection.prepare('select 1 from deliveries where id = ?').get(id) !== undefined) return 'DUPLICATE';
  if (!room.take()) return 'FULL';
  connection
    .prepare(
      `insert into deliveries (id, webhook, body, received_at, status, attempts, at)
       values (?, ?, ?, ?, 'PENDING', 0, ?)`,
    )
    .run(id, webhook, body, receivedAt, receivedAt);
  return 'KEPT';
}

function done(connection: DatabaseSync, operation: Extract<InboxOperation, { type: 'DONE' }>): void {
  const { webhook, ids, at, marks } = operation;
  const end = connection.prepare("update deliveries set status = 'DONE', error = null, at = ? where id = ?");
  for (const id of ids) end.run(at, id);
  const mark = connection.prepare(
    `insert into delivery_order (webhook, key, mark, at) values (?, ?, ?, ?)
     on conflict (webhook, key) do update set mark = excluded.mark, at = excluded.at`,
  );
  for (const { key, order: value } of marks) mark.run(webhook, key, value, at);
}

function order(connection: DatabaseSync, webhook: string, keys: readonly string[]): Map<string, string> {
  const select = connection.prepare('select mark from delivery_order where webhook = ? and key = ?');
  const marks = new Map<string, string>();
  for (const key of keys) {
    const mark = select.get(webhook, key)?.['mark'];
    if (typeof mark === 'string') marks.set(key, mark);
  }
  return marks;
}

function prune(connection: DatabaseSync, before: number, limit: number): number {
  connection
    .prepare(
      `delete from delivery_order where (webhook, key) in
         (select webhook, key from delivery_order where at < ? limit ?)`,
    )
    .run(before, limit);
  const gone = connection
    .prepare(
      `delete from deliveries where seq in
         (select seq from deliveries where status in ('DONE', 'FAILED') and at < ? limit ?)`,
    )
    .run(before, limit);
  return Number(gone.changes);
}

function bounded(rows: Iterable<Row>): Delivery[] {
  const deliveries: Delivery[] = [];
  let bytes = 0;
  for (const row of rows) {
    bytes += row.body.byteLength;
    if (deliveries.length > 0 && bytes > MAX_ANSWER_BYTES) break;
    deliveries.push(deliveryOf(row));
  }
  return deliveries;
}

function deliveryOf({ received_at: receivedAt, error, ...row }: Row): Delivery {
  return { ...row, receivedAt, error: error ?? undefined };
}
