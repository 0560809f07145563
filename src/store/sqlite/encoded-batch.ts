import type { ChangeKind } from '../../model/journal.ts';
import type { Batch, StoredAnswer } from '../store.ts';

/**
 * A journal entry on its way to the writer: every document is text already, so that only strings and numbers
 * cross to the other thread, and journal row and record share one text. A tuple, because the names of an
 * object's keys would be copied with every entry.
 */
export type EncodedEntry = readonly [
  kind: ChangeKind,
  version: number,
  /** How many entries of the same commit follow. */
  remaining: number,
  assetId: string | null,
  rank: number | null,
  doc: string | null,
  detail: string | null,
  cause: string,
  principal: string,
  occurredAt: number,
];

/** An answer on its way to the writer. */
export type EncodedAnswer = Omit<StoredAnswer, 'position'> & {
  /** How many entries of the batch stand in the journal up to where the answer was made. */
  readonly offset: number;
};

/** A batch on its way to the writer. */
export type EncodedBatch = {
  readonly sourceId: string;
  readonly basedOn: number;
  readonly source: string | null;
  readonly answers: readonly EncodedAnswer[];
  /** The last of the entries; those before have been sent ahead. */
  readonly entries: readonly EncodedEntry[];
  /** How many entries there are with those sent ahead. */
  readonly entryCount: number;
};

/** A slice ends with whichever comes first: each costs the main thread about a millisecond. */
const SLICE_ENTRIES = 128;
const SLICE_CHARACTERS = 256 * 1024;

/**
 * Turns a batch into text. Entries beyond one slice go to `sendAhead`, which gives way to other work before
 * it resolves. Throws a RangeError when the versions don't run on from `basedOn`.
 */
export async function encodeBatch(
  batch: Batch,
  sendAhead: (entries: readonly EncodedEntry[]) => Promise<void>,
): Promise<EncodedBatch> {
  const source = batch.source === undefined ? null : JSON.stringify(batch.source);
  let slice: EncodedEntry[] = [];
  let characters = 0;
  let version = batch.basedOn;
  for (const commit of batch.commits) {
    for (const [index, entry] of commit.entries()) {
      version += 1;
      if (entry.version !== version || entry.sourceId !== batch.sourceId) {
        throw new RangeError(`Entry ${entry.version} of ${entry.sourceId} stands where ${version} is due.`);
      }
      if (slice.length >= SLICE_ENTRIES || characters >= SLICE_CHARACTERS) {
        await sendAhead(slice);
        slice = [];
        characters = 0;
      }
      const doc = docOf(entry, batch, source);
      characters += doc?.length ?? 0;
      slice.push(encodeEntry(entry, commit.length - index - 1, doc));
    }
  }
  return {
    sourceId: batch.sourceId,
    basedOn: batch.basedOn,
    source,
    answers: encodeAnswers(batch),
    entries: slice,
    entryCount: version - batch.basedOn,
  };
}

/** An answer that changed nothing stands before the batch: a cursor too early repeats, one too late would lose. */
function encodeAnswers({ answers, commits }: Batch): EncodedAnswer[] {
  let offset = 0;
  const ends = answers.length === 0 ? [] : commits.map((commit) => (offset += commit.length));
  return answers.map(({ commit, ...answer }) => ({
    ...answer,
    offset: commit === undefined ? 0 : (ends[commit] ?? 0),
  }));
}

type Entry = Batch['commits'][number][number];

function encodeEntry(entry: Entry, remaining: number, doc: string | null): EncodedEntry {
  let assetId: string | null = null;
  let rank: number | null = null;
  let detail: string | null = null;
  if (entry.kind === 'ASSET_REMOVED') assetId = entry.assetId;
  if (entry.kind === 'ASSET_ADDED' || entry.kind === 'ASSET_UPDATED' || entry.kind === 'ASSET_MOVED') {
    assetId = entry.asset.definition.id;
    rank = entry.asset.rank;
  }
  if (entry.kind === 'SOURCE_UPDATED' || entry.kind === 'ASSET_UPDATED') {
    detail = JSON.stringify({ fields: entry.fields });
  }
  if (entry.kind === 'ASSET_MOVED' && entry.renumbered === true)
    detail = JSON.stringify({ renumbered: true });
  return [
    entry.kind,
    entry.version,
    remaining,
    assetId,
    rank,
    doc,
    detail,
    JSON.stringify(entry.cause),
    entry.principal,
    entry.occurredAt,
  ];
}

function docOf(entry: Entry, batch: Batch, source: string | null): string | null {
  switch (entry.kind) {
    case 'SOURCE_ADDED':
    case 'SOURCE_UPDATED':
      return entry.source === batch.source ? source : JSON.stringify(entry.source);
    case 'ASSET_ADDED':
    case 'ASSET_UPDATED':
    case 'ASSET_MOVED': {
      const { sourceId: _, ...rest } = entry.asset;
      return JSON.stringify(rest);
    }
    case 'SOURCE_REMOVED':
    case 'CONTENTS_CHANGED':
    case 'ASSET_REMOVED':
      return null;
  }
}
