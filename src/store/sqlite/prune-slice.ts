import type { DatabaseSync } from 'node:sqlite';

import { inTransaction } from './connection.ts';

/** Small enough that a waiting append hardly notices. */
const SLICE_ROWS = 500;

/** What one slice took; `more` when it was full. */
export type Pruned = { readonly entries: number; readonly more: boolean };

/**
 * Forgets up to a slice of journal entries and of answers, in one transaction. Entries go from the oldest on,
 * as far as they happened before `journalBefore`: what stays is contiguous and has the newest entry.
 */
export function pruneSlice(connection: DatabaseSync, journalBefore: number, answersBefore: number): Pruned {
  return inTransaction(connection, () => {
    const entries = Number(
      connection
        .prepare(
          `delete from journal where position <= coalesce(
             (select min(position) - 1
              from (select position, occurred_at from journal order by position limit ?1)
              where occurred_at >= ?2 or position = (select max(position) from journal)),
             (select max(position) from (select position from journal order by position limit ?1)))`,
        )
        .run(SLICE_ROWS, journalBefore).changes,
    );
    const answers = Number(
      connection
        .prepare('delete from idempotency where key in (select key from idempotency where at < ? limit ?)')
        .run(answersBefore, SLICE_ROWS).changes,
    );
    return { entries, more: entries === SLICE_ROWS || answers === SLICE_ROWS };
  });
}
