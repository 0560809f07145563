import type { DatabaseSync, StatementSync } from 'node:sqlite';

import type { Appended } from '../store.ts';
import { inTransaction } from './connection.ts';
import type { EncodedAnswer, EncodedBatch, EncodedEntry } from './encoded-batch.ts';
import { BatchFault, isBatchFault } from './sqlite-error.ts';

/** What became of one batch of a transaction. */
export type WriteOutcome = Appended | { readonly outcome: 'FAULTY'; readonly message: string };

type SourceRow = { readonly version: number; readonly asset_count: number };

/** Writes batches through one connection, which it does not own. Statements are prepared once. */
export class BatchWriter {
  readonly #connection: DatabaseSync;
  readonly #head: StatementSync;
  readonly #source: StatementSync;
  readonly #putSource: StatementSync;
  readonly #answer: StatementSync;
  readonly #addAnswer: StatementSync;
  readonly #addEntry: StatementSync;
  readonly #addAsset: StatementSync;
  readonly #updateAsset: StatementSync;
  readonly #removeAsset: StatementSync;
  readonly #removeAssets: StatementSync;
  readonly #renumber: StatementSync;

  constructor(connection: DatabaseSync) {
    this.#connection = connection;
    this.#head = connection.prepare('select max(position) as head from journal');
    this.#source = connection.prepare('select version, asset_count from sources where id = ?');
    this.#putSource = connection.prepare(
      `insert into sources (id, version, asset_count, doc) values (?, ?, ?, ?)
       on conflict (id) do update set version = excluded.version, asset_count = excluded.asset_count, doc = excluded.doc`,
    );
    this.#answer = connection.prepare('select 1 from idempotency where key = ?');
    this.#addAnswer = connection.prepare(
      'insert into idempotency (key, position, fingerprint, answer, at) values (?, ?, ?, ?, ?)',
    );
    this.#addEntry = connection.prepare(
      `insert into journal (position, commit_position, source_id, version, kind, asset_id, doc, detail, cause, principal, occurred_at)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#addAsset = connection.prepare('insert into assets (source_id, id, rank, doc) values (?, ?, ?, ?)');
    this.#updateAsset = connection.prepare(
      'update assets set rank = ?, doc = ? where source_id = ? and id = ?',
    );
    this.#removeAsset = connection.prepare('delete from assets where source_id = ? and id = ?');
    this.#removeAssets = connection.prepare('delete from assets where source_id = ?');
    this.#renumber = connection.prepare(
      `update assets set rank = ordered.rank
       from (select rowid as row, row_number() over (order by rank, id) as rank from assets where source_id = ?) as ordered
       where assets.rowid = ordered.row`,
    );
  }

  /**
   * Writes all that may be written in one transaction. A faulty batch leaves the others alone; anything else
   * that goes wrong is thrown, and then nothing of this call was acknowledged.
   */
  write(batches: readonly EncodedBatch[]): WriteOutcome[] {
    try {
      return this.#writeAll(batches, (batch, head) => this.#writeOne(batch, head));
    } catch (error) {
      if (!isBatchFault(error) || batches.length === 1) throw error;
      // A savepoint keeps a copy of each page that changes, so it is taken only when one is needed.
      return this.#writeAll(batches, (batch, head) => this.#writeSaved(batch, head));
    }
  }

  #writeAll(
    batches: readonly EncodedBatch[],
    write: (batch: EncodedBatch, head: number) => WriteOutcome,
  ): WriteOutcome[] {
    return inTransaction(this.#connection, () => {
      let head = Number(this.#head.get()?.['head'] ?? 0);
      return batches.map((batch) => {
        const outcome = write(batch, head);
        if (outcome.outcome === 'COMMITTED') head += batch.entryCount;
        return outcome;
      });
    });
  }

  #writeOne(batch: EncodedBatch, head: number): WriteOutcome {
    const row = this.#source.get(batch.sourceId) as SourceRow | undefined;
    const taken = this.#takenKey(batch.answers);
    // Before the version: a retry whose first attempt went through is told so, however far its source has come.
    if (taken !== undefined) return { outcome: 'KEY_TAKEN', key: taken };
    const version = row?.version ?? 0;
    if (version !== batch.basedOn) return { outcome: 'STALE', version };
    this.#apply(batch, row, head);
    return { outcome: 'COMMITTED', firstPosition: head + 1 };
  }

  #writeSaved(batch: EncodedBatch, head: number): WriteOutcome {
    this.#connection.exec('savepoint batch');
    try {
      return this.#writeOne(batch, head);
    } catch (error) {
      if (!isBatchFault(error)) throw error;
      this.#connection.exec('rollback to batch');
      return { outcome: 'FAULTY', message: String(error) };
    } finally {
      if (this.#connection.isTransaction) this.#connection.exec('release batch');
    }
  }

  #takenKey(answers: readonly EncodedAnswer[]): string | undefined {
    const seen = new Set<string>();
    for (const { key } of answers) {
      if (seen.has(key) || this.#answer.get(key) !== undefined) return key;
      seen.add(key);
    }
    return undefined;
  }

  #apply(batch: EncodedBatch, row: SourceRow | undefined, head: number): void {
    let position = head;
    let assetCount = row?.asset_count ?? 0;
    for (const entry of batch.entries) {
      position += 1;
      const [kind, version, remaining, assetId, , doc, detail, cause, principal, occurredAt] = entry;
      const commit = position + remaining;
      this.#addEntry.run(
        position,
        commit,
        batch.sourceId,
        version,
        kind,
        assetId,
        doc,
        detail,
        cause,
        principal,
        occurredAt,
      );
      assetCount = this.#applyEntry(batch.sourceId, entry, assetCount);
    }
    if (batch.entryCount > 0) {
      this.#putSource.run(batch.sourceId, batch.basedOn + batch.entryCount, assetCount, batch.source);
    }
    for (const { key, offset, fingerprint, answer, at } of batch.answers) {
      this.#addAnswer.run(key, head + offset, fingerprint, answer, at);
    }
  }

  /** Changes the records as the entry says; returns how many assets the source has then. */
  #applyEntry(sourceId: string, entry: EncodedEntry, assetCount: number): number {
    const [kind, , , assetId, rank, doc, detail] = entry;
    switch (kind) {
      case 'SOURCE_ADDED':
      case 'SOURCE_UPDATED':
      case 'CONTENTS_CHANGED':
        return assetCount;
      case 'SOURCE_REMOVED':
        this.#removeAssets.run(sourceId);
        return 0;
      case 'ASSET_ADDED':
        this.#addAsset.run(sourceId, assetId, rank, doc);
        return assetCount + 1;
      case 'ASSET_REMOVED':
        expectOne(this.#removeAsset.run(sourceId, assetId).changes, kind, assetId);
        return assetCount - 1;
      case 'ASSET_MOVED':
        if (detail !== null) this.#renumber.run(sourceId);
        expectOne(this.#updateAsset.run(rank, doc, sourceId, assetId).changes, kind, assetId);
        return assetCount;
      case 'ASSET_UPDATED':
        expectOne(this.#updateAsset.run(rank, doc, sourceId, assetId).changes, kind, assetId);
        return assetCount;
    }
  }
}

function expectOne(changes: number | bigint, kind: string, assetId: string | null): void {
  if (changes !== 1) throw new BatchFault(`${kind} of ${String(assetId)}, which the source does not have.`);
}
