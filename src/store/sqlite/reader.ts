import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { setImmediate } from 'node:timers/promises';

import type { JournalEntry } from '../../model/journal.ts';
import type { JournalBounds, StoredAnswer } from '../store.ts';
import { openConnection } from './connection.ts';
import { journalEntryOf, type JournalRow } from './rows.ts';

/** Rows that are read and parsed before others get their turn. */
const SLICE_ROWS = 128;

const COLUMNS =
  'position, commit_position, source_id, version, kind, asset_id, doc, detail, cause, principal, occurred_at';

/** The journal and the answers as they are now, read through a connection of its own. */
export class Reader implements Disposable {
  readonly #connection: DatabaseSync;
  readonly #after: StatementSync;
  readonly #before: StatementSync;
  readonly #sourceAfter: StatementSync;
  readonly #sourceBefore: StatementSync;
  readonly #bounds: StatementSync;
  readonly #answer: StatementSync;

  constructor(file: string) {
    const connection = openConnection(file, 'READ_ONLY');
    this.#connection = connection;
    const select = (where: string, order: string) =>
      connection.prepare(`select ${COLUMNS} from journal where ${where} order by position ${order} limit ?`);
    this.#after = select('position > ?', 'asc');
    this.#before = select('position < ?', 'desc');
    // The planner would rather walk all positions than look up the few of one source.
    const ofSource = (order: string, sign: string) =>
      connection.prepare(
        `select ${COLUMNS} from journal indexed by journal_by_source
         where source_id = ? and position ${sign} ? order by position ${order} limit ?`,
      );
    this.#sourceAfter = ofSource('asc', '>');
    this.#sourceBefore = ofSource('desc', '<');
    this.#bounds = connection.prepare(
      'select (select max(position) from journal) as head, (select min(position) from journal) as oldest',
    );
    this.#answer = connection.prepare(
      'select key, position, fingerprint, answer, at from idempotency where key = ?',
    );
  }

  entriesAfter(after: number, limit: number, sourceId: string | undefined): Promise<JournalEntry[]> {
    return readSlices(after, limit, (from, count) =>
      sourceId === undefined ? this.#after.all(from, count) : this.#sourceAfter.all(sourceId, from, count),
    );
  }

  entriesBefore(before: number, limit: number, sourceId: string | undefined): Promise<JournalEntry[]> {
    return readSlices(before, limit, (from, count) =>
      sourceId === undefined ? this.#before.all(from, count) : this.#sourceBefore.all(sourceId, from, count),
    );
  }

  bounds(): JournalBounds {
    const row = this.#bounds.get();
    const head = Number(row?.['head'] ?? 0);
    return { head, pruned: Number(row?.['oldest'] ?? head + 1) - 1 };
  }

  answer(key: string): StoredAnswer | undefined {
    const row = this.#answer.get(key) as StoredAnswer | undefined;
    return row === undefined ? undefined : { ...row };
  }

  [Symbol.dispose](): void {
    if (this.#connection.isOpen) this.#connection.close();
  }
}

async function readSlices(
  start: number,
  limit: number,
  read: (from: number, count: number) => unknown[],
): Promise<JournalEntry[]> {
  const entries: JournalEntry[] = [];
  let from = start;
  while (entries.length < limit) {
    const count = Math.min(SLICE_ROWS, limit - entries.length);
    const rows = read(from, count) as JournalRow[];
    for (const row of rows) entries.push(journalEntryOf(row));
    const last = rows.at(-1);
    if (last === undefined || rows.length < count) break;
    from = last.position;
    if (entries.length < limit) await setImmediate();
  }
  return entries;
}
