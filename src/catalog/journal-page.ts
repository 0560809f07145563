import type { JournalEntry } from '../model/journal.ts';

/** A stretch of the journal, ascending. */
export type JournalPage = {
  readonly entries: readonly JournalEntry[];
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
};
