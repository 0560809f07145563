import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';

import { AsyncDisposableStack } from '@whatwg-node/disposablestack';

import { type Log, SILENT_LOG } from '../../log.ts';
import type { Asset } from '../../model/asset.ts';
import type { JournalEntry } from '../../model/journal.ts';
import { storeFailure } from '../store-failure.ts';
import type { Appended, Batch, JournalBounds, Store, StoredAnswer, StoredSource } from '../store.ts';
import { AppendQueue } from './append-queue.ts';
import { makeDirectory } from './durable-directory.ts';
import { Reader } from './reader.ts';
import { assetOf, type AssetRow, type SourceRow, storedSourceOf } from './rows.ts';
import { Snapshot } from './snapshot.ts';
import { SqliteInbox } from './sqlite-inbox.ts';
import { writeBackup } from './write-backup.ts';
import { Writer } from './writer.ts';

const ASSET_SLICE = 256;
const SOURCE_SLICE = 1_000;

export type SqliteOptions = {
  /** A path, made with its directory when it isn't there; or `:memory:` for one that is gone with the store. */
  readonly file: string;
  readonly log?: Log | undefined;
};

/**
 * Opens the store in a SQLite file on a local disk. Several processes may have one file open. Rejects when the
 * file is no gateway's database, or was written by a newer version.
 */
export async function openSqliteStore(options: SqliteOptions): Promise<SqliteStore> {
  const owned = new AsyncDisposableStack();
  try {
    return await open(options, owned);
  } catch (error) {
    await owned.disposeAsync();
    throw error;
  }
}

async function open(options: SqliteOptions, owned: AsyncDisposableStack): Promise<SqliteStore> {
  let file: string;
  if (options.file === ':memory:') {
    const directory = await mkdtemp(join(tmpdir(), 'asset-gateway-'));
    owned.defer(() => rm(directory, { recursive: true, force: true }));
    file = join(directory, 'gateway.db');
  } else {
    file = resolve(options.file);
    await makeDirectory(dirname(file));
  }

  const listeners = new Set<() => void>();
  const writer = owned.use(
    await Writer.start({ file }, options.log ?? SILENT_LOG, () => {
      for (const listener of listeners) listener();
    }),
  );
  // The writer goes last: only a connection that may write clears the write-ahead log away when it closes.
  const reader = owned.use(new Reader(file));
  return new SqliteStore(file, writer, reader, listeners, owned);
}

export class SqliteStore implements Store {
  /** The deliveries of webhooks. */
  readonly inbox: SqliteInbox;
  readonly #file: string;
  readonly #writer: Writer;
  readonly #reader: Reader;
  readonly #queue: AppendQueue;
  readonly #listeners: Set<() => void>;
  readonly #snapshots = new Set<Snapshot>();
  readonly #backups = new Set<Promise<void>>();
  readonly #owned: AsyncDisposableStack;
  #phase: 'OPEN' | 'CLOSED' = 'OPEN';

  constructor(
    file: string,
    writer: Writer,
    reader: Reader,
    listeners: Set<() => void>,
    owned: AsyncDisposableStack,
  ) {
    this.#file = file;
    this.#writer = writer;
    this.#reader = reader;
    this.#listeners = listeners;
    this.#owned = owned;
    this.#queue = new AppendQueue(writer);
    this.inbox = new SqliteInbox(writer);
  }

  get journalId(): string {
    return this.#writer.journalId;
  }

  async sources(): Promise<StoredSource[]> {
    const snapshot = this.#snapshot();
    try {
      return await readSources(snapshot.connection);
    } finally {
      snapshot[Symbol.dispose]();
    }
  }

  async *assets(sourceId: string, sliceSize: number = ASSET_SLICE): AsyncGenerator<readonly Asset[]> {
    const snapshot = this.#snapshot();
    try {
      const select = snapshot.connection.prepare(
        `select id, rank, doc from assets
         where source_id = ? and (rank, id) > (?, ?) order by rank, id limit ?`,
      );
      let rank = Number.NEGATIVE_INFINITY;
      let id = '';
      for (;;) {
        const rows = attempt(() => select.all(sourceId, rank, id, sliceSize) as AssetRow[]);
        const last = rows.at(-1);
        if (last === undefined) return;
        yield rows.map((row) => assetOf(sourceId, row));
        if (rows.length < sliceSize) return;
        ({ rank, id } = last);
        await setImmediate();
      }
    } finally {
      snapshot[Symbol.dispose]();
    }
  }

  async append(batch: Batch): Promise<Appended> {
    this.#expectOpen();
    return this.#queue.append(batch);
  }

  entriesAfter(after: number, limit: number, sourceId?: string): Promise<JournalEntry[]> {
    return this.#read((reader) => reader.entriesAfter(after, limit, sourceId));
  }

  entriesBefore(before: number, limit: number, sourceId?: string): Promise<JournalEntry[]> {
    return this.#read((reader) => reader.entriesBefore(before, limit, sourceId));
  }

  bounds(): Promise<JournalBounds> {
    return this.#read((reader) => reader.bounds());
  }

  answer(key: string): Promise<StoredAnswer | undefined> {
    return this.#read((reader) => reader.answer(key));
  }

  async prune(journalBefore: number, answersBefore: number): Promise<number> {
    let removed = 0;
    for (;;) {
      this.#expectOpen();
      const { entries, more } = await this.#writer.ask({ type: 'PRUNE', journalBefore, answersBefore });
      removed += entries;
      if (!more) return removed;
    }
  }

  watch(listener: () => void, signal: AbortSignal): void {
    if (signal.aborted) return;
    this.#writer.watch();
    // One per call, so that the same function can watch twice.
    const entry = () => listener();
    this.#listeners.add(entry);
    signal.addEventListener('abort', () => this.#listeners.delete(entry), { once: true });
  }

  async backup(file: string, onProgress: (share: number) => void = () => undefined): Promise<void> {
    this.#expectOpen();
    const work = this.#backUp(file, onProgress);
    this.#backups.add(work);
    await work.finally(() => this.#backups.delete(work));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#phase = 'CLOSED';
    this.#listeners.clear();
    await this.#queue.idle();
    await Promise.allSettled(this.#backups);
    for (const snapshot of this.#snapshots) snapshot[Symbol.dispose]();
    await this.#owned.disposeAsync();
  }

  async #backUp(file: string, onProgress: (share: number) => void): Promise<void> {
    const snapshot = this.#snapshot();
    try {
      await writeBackup(snapshot, file, onProgress);
    } finally {
      snapshot[Symbol.dispose]();
    }
  }

  #snapshot(): { readonly connection: Snapshot['connection'] } & Disposable {
    this.#expectOpen();
    const snapshot = attempt(() => new Snapshot(this.#file));
    this.#snapshots.add(snapshot);
    return {
      connection: snapshot.connection,
      [Symbol.dispose]: () => {
        this.#snapshots.delete(snapshot);
        snapshot[Symbol.dispose]();
      },
    };
  }

  async #read<T>(read: (reader: Reader) => T | Promise<T>): Promise<T> {
    this.#expectOpen();
    try {
      return await read(this.#reader);
    } catch (error) {
      throw storeFailure(error);
    }
  }

  #expectOpen(): void {
    if (this.#phase === 'CLOSED') throw storeFailure(new Error('The store is closed.'));
  }
}

function attempt<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw storeFailure(error);
  }
}

async function readSources(connection: Snapshot['connection']): Promise<StoredSource[]> {
  const select = connection.prepare(
    'select id, version, asset_count, doc from sources where id > ? order by id limit ?',
  );
  const sources: StoredSource[] = [];
  let after = '';
  for (;;) {
    const rows = attempt(() => select.all(after, SOURCE_SLICE) as SourceRow[]);
    for (const row of rows) sources.push(storedSourceOf(row));
    const last = rows.at(-1);
    if (last === undefined || rows.length < SOURCE_SLICE) return sources;
    after = last.id;
    await setImmediate();
  }
}
