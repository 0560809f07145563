import { badInput, GatewayError } from '../errors.ts';
import { positionOf } from '../model/cursor.ts';
import type { JournalEntry } from '../model/journal.ts';
import type { Store } from '../store/store.ts';
import type { JournalPage } from './journal-page.ts';
import { LIMITS } from './limits.ts';

export type JournalQuery = {
  readonly after?: string | undefined;
  readonly before?: string | undefined;
  readonly sourceId?: string | undefined;
  readonly first: number;
  readonly last?: number | undefined;
};

/**
 * A stretch of the journal: forward from `after` with `first`, backward from `before` with `last`. Throws
 * CURSOR_EXPIRED when entries after `after` have been pruned, BAD_USER_INPUT for sizes out of bounds.
 */
export async function readJournal(store: Store, query: JournalQuery): Promise<JournalPage> {
  const { head, pruned } = await store.bounds();
  const after = query.after === undefined ? pruned : positionOf(store.journalId, query.after);
  if (after === undefined || after < pruned || after > head)
    throw new GatewayError('CURSOR_EXPIRED', { cursor: query.after });
  const before = query.before === undefined ? head + 1 : positionOf(store.journalId, query.before);
  if (before === undefined || (query.before !== undefined && before <= pruned))
    throw new GatewayError('CURSOR_EXPIRED', { cursor: query.before });
  const size = query.last ?? query.first;
  if (!Number.isInteger(size) || size < 0 || size > LIMITS.journalPage) {
    throw badInput([query.last === undefined ? 'first' : 'last'], `must be from 0 to ${LIMITS.journalPage}`);
  }
  // One more than asked for tells whether there is a next page.
  const found =
    query.last === undefined
      ? (await store.entriesAfter(after, size + 1, query.sourceId)).filter((entry) => entry.position < before)
      : (await store.entriesBefore(before, size + 1, query.sourceId)).filter(
          (entry) => entry.position > after,
        );
  const entries: readonly JournalEntry[] = found.slice(0, size);
  const more = found.length > size;
  if (query.last === undefined) return { entries, hasNextPage: more, hasPreviousPage: after > pruned };
  return { entries: entries.toReversed(), hasNextPage: before <= head, hasPreviousPage: more };
}
