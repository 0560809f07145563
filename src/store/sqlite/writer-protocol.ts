import type { WriteOutcome } from './batch-writer.ts';
import type { EncodedBatch, EncodedEntry } from './encoded-batch.ts';
import type { InboxOperation, InboxReply } from './inbox-protocol.ts';
import type { Pruned } from './prune-slice.ts';

/** What the thread is started with. */
export type WriterOptions = { readonly file: string };

/** What can be asked of the writer thread; each is answered once, in order. */
export type WriterRequest =
  /** One transaction. Entries that came ahead in ENTRIES belong to the batches by index. */
  | { readonly type: 'WRITE'; readonly batches: readonly EncodedBatch[] }
  | { readonly type: 'PRUNE'; readonly journalBefore: number; readonly answersBefore: number }
  /** One transaction on the deliveries of webhooks. */
  | { readonly type: 'INBOX'; readonly operations: readonly InboxOperation[] }
  /** Closes the database; the thread ends after the answer. */
  | { readonly type: 'CLOSE' };

export type WriterReply = {
  readonly WRITE: readonly WriteOutcome[];
  readonly PRUNE: Pruned;
  readonly INBOX: readonly InboxReply[keyof InboxReply][];
  readonly CLOSE: null;
};

export type ToWriter =
  | { readonly type: 'REQUEST'; readonly id: number; readonly request: WriterRequest }
  /** Entries of the batch at `index` of the next WRITE, sent in slices. */
  | { readonly type: 'ENTRIES'; readonly index: number; readonly entries: readonly EncodedEntry[] }
  /** Forget the entries that came ahead for this batch: it will not be written. */
  | { readonly type: 'DISCARD'; readonly index: number }
  /** Report commits of other connections from now on. */
  | { readonly type: 'WATCH' };

export type FromWriter =
  | { readonly type: 'READY'; readonly journalId: string }
  /** The database can't be opened; the thread ends. */
  | { readonly type: 'NOT_OPENED'; readonly error: Error }
  | { readonly type: 'DONE'; readonly id: number; readonly reply: WriterReply[keyof WriterReply] }
  | {
      readonly type: 'FAILED';
      readonly id: number;
      readonly error: Error;
      /** BATCH: the request contradicts the records. DISK: the database failed, try again. */
      readonly blame: 'BATCH' | 'DISK';
    }
  | { readonly type: 'OTHERS_WROTE' };
