import type { JournalEntry } from '../model/journal.ts';

/** What the feed needs of the journal: recent entries come from memory, older ones from the store. */
export interface FeedJournal {
  /** Names this journal in cursors. */
  readonly journalId: string;

  /** The newest position that reads show. Always the end of a commit; never goes back. */
  head(): number;

  /**
   * Resolves with true once the head has reached `position`, with false when it has not after `timeoutMs`. For cursors that
   * were given out before everything up to them could be read, here or on another node.
   */
  arrived?(position: number, timeoutMs: number): Promise<boolean>;

  /** Entries up to and including this position are gone for good; 0 when none are. */
  pruned(): number | Promise<number>;

  /**
   * Up to `limit` entries with position > `after`, ascending and contiguous. When those right behind
   * `after` have been pruned, it begins with the first that is kept.
   */
  entriesAfter(after: number, limit: number): readonly JournalEntry[] | Promise<readonly JournalEntry[]>;
}
