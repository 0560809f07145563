import type { Asset } from '../model/asset.ts';
import type { DraftEntry, JournalEntry } from '../model/journal.ts';
import type { Source } from '../model/source.ts';

/** An answer as a batch brings it: it belongs to one of the batch's commits, or to none when nothing changed. */
export type DraftAnswer = Omit<StoredAnswer, 'position'> & {
  /** Index into {@link Batch.commits}; undefined: the mutation changed nothing. */
  readonly commit: number | undefined;
};

/** The answer to a mutation that had an idempotency key. */
export type StoredAnswer = {
  /** Where the journal stood: the last entry of its commit, or the head of that time when it changed nothing. */
  readonly position: number;
  /** Unique; already scoped to a principal by the catalog. */
  readonly key: string;
  /** Tells the same key with other input from a retry. */
  readonly fingerprint: string;
  /** JSON, opaque to the store. */
  readonly answer: string;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly at: number;
};

/** Everything that one commit does to one source. */
export type Batch = {
  readonly sourceId: string;
  /** The version of the source that the entries were decided on; 0 for a source that never was. */
  readonly basedOn: number;
  /** The source after the batch; undefined when the batch leaves it removed. */
  readonly source: Source | undefined;
  /** Groups of entries, each made by one mutation and each with the same commit. Versions run on from `basedOn`. May be empty. */
  readonly commits: readonly (readonly DraftEntry[])[];
  readonly answers: readonly DraftAnswer[];
};

/** What an append came to. */
export type Appended =
  /** Durable. The entries of all commits stand in the journal from `firstPosition` on, contiguous. */
  | { readonly outcome: 'COMMITTED'; readonly firstPosition: number }
  /** Nothing was written: somebody else changed the source meanwhile. Catch up, decide again. */
  | { readonly outcome: 'STALE'; readonly version: number }
  /** Nothing was written: one of the idempotency keys has an answer already. */
  | { readonly outcome: 'KEY_TAKEN'; readonly key: string };

/** The retained stretch of the journal. */
export type JournalBounds = {
  /** The position of the newest entry; 0 when there never was one. */
  readonly head: number;
  /** Entries up to and including this position have been pruned; 0 when none have. A cursor below it can't be served. */
  readonly pruned: number;
};

/**
 * The system of record: records, journal and idempotency answers, changed together or not at all.
 *
 * Whoever opened a store disposes of it, once; pending appends are finished first, later calls reject.
 * Any method may reject with the store's own error when disk or server fail; nothing is known then about an
 * append that was under way, and the journal tells ({@link Store.entriesAfter}).
 */
export interface Store extends AsyncDisposable {
  /** Names this journal in cursors. Random, made with the database; a restored backup gets a new one. */
  readonly journalId: string;

  /** All sources that exist, and the last version of every source that ever did. */
  sources(): Promise<StoredSource[]>;

  /** The assets of a source by ascending rank, in slices of at most `sliceSize`; one consistent snapshot. */
  assets(sourceId: string, sliceSize?: number): AsyncIterable<readonly Asset[]>;

  /**
   * Writes a batch durably: acknowledged only after its commit is synced to disk. Batches that wait at the
   * same time share one transaction; each stands or falls by its own `basedOn`, in the order of the calls.
   */
  append(batch: Batch): Promise<Appended>;

  /** Up to `limit` entries with position > `after`, ascending. Those pruned are not there: compare {@link Store.bounds}. */
  entriesAfter(after: number, limit: number, sourceId?: string): Promise<JournalEntry[]>;

  /** Up to `limit` entries with position < `before`, descending. */
  entriesBefore(before: number, limit: number, sourceId?: string): Promise<JournalEntry[]>;

  bounds(): Promise<JournalBounds>;

  /** The answer under this key, if it is still remembered. */
  answer(key: string): Promise<StoredAnswer | undefined>;

  /**
   * Forgets journal entries and answers older than the given times, in slices that don't hold others up.
   * Never forgets the newest entry. Returns how many entries went.
   */
  prune(journalBefore: number, answersBefore: number): Promise<number>;

  /**
   * Calls `listener` whenever the journal may have grown by another process's hand, until `signal` aborts.
   * A hint: may come for nothing, and never comes for this store's own appends only.
   */
  watch(listener: () => void, signal: AbortSignal): void;

  /** Writes a consistent copy to `file` while the store goes on; the copy gets a journal id of its own. Reports progress 0…1. */
  backup(file: string, onProgress?: (share: number) => void): Promise<void>;
}

export type StoredSource =
  | { readonly id: string; readonly version: number; readonly source: Source; readonly assetCount: number }
  | { readonly id: string; readonly version: number; readonly source: undefined };
