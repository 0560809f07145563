/** The thread that makes every change: neither fsync nor a large transaction ever holds up the main loop. */
import type { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';

import { answerInbox } from './answer-inbox.ts';
import { BatchWriter } from './batch-writer.ts';
import { openConnection } from './connection.ts';
import type { EncodedBatch, EncodedEntry } from './encoded-batch.ts';
import { migrate, readJournalId } from './migrate.ts';
import { pruneSlice } from './prune-slice.ts';
import { BatchFault, isBatchFault, isBusy } from './sqlite-error.ts';
import type { FromWriter, ToWriter, WriterOptions, WriterReply, WriterRequest } from './writer-protocol.ts';

const WATCH_INTERVAL_MS = 250;
/** Setting the journal mode does not wait for locks: processes that create one file together try again. */
const OPEN_WITHIN_MS = 10_000;
const OPEN_PAUSE_MS = 50;

type Open = { readonly connection: DatabaseSync; readonly batches: BatchWriter };

class Writing {
  readonly #file: string;
  #open: Open | undefined;
  #ahead = new Map<number, EncodedEntry[]>();
  #seen: unknown;

  constructor(file: string) {
    this.#file = file;
  }

  /** The open database; opened again when a failure has closed it. */
  get database(): Open {
    if (this.#open !== undefined) return this.#open;
    const connection = openPatiently(this.#file);
    this.#open = { connection, batches: new BatchWriter(connection) };
    return this.#open;
  }

  answer(request: WriterRequest): WriterReply[keyof WriterReply] {
    switch (request.type) {
      case 'WRITE':
        return this.database.batches.write(this.#complete(request.batches));
      case 'PRUNE':
        return pruneSlice(this.database.connection, request.journalBefore, request.answersBefore);
      case 'INBOX':
        return answerInbox(this.database.connection, request.operations);
      case 'CLOSE':
        this.close();
        return null;
    }
  }

  keepAhead(index: number, entries: readonly EncodedEntry[]): void {
    const kept = this.#ahead.get(index);
    if (kept === undefined) this.#ahead.set(index, [...entries]);
    else kept.push(...entries);
  }

  discardAhead(index: number): void {
    this.#ahead.delete(index);
  }

  /** Whether another connection has committed since the last call. True at first, and after a failure. */
  othersWrote(): boolean {
    const { connection } = this.database;
    const version = connection.prepare('pragma data_version').get()?.['data_version'];
    const changed = version !== this.#seen;
    this.#seen = version;
    return changed;
  }

  close(): void {
    this.#open?.connection.close();
    this.#open = undefined;
    this.#seen = undefined;
  }

  #complete(batches: readonly EncodedBatch[]): EncodedBatch[] {
    const ahead = this.#ahead;
    this.#ahead = new Map();
    return batches.map((batch, index) => {
      const entries = [...(ahead.get(index) ?? []), ...batch.entries];
      // Slices sent to a thread that has died since are missing here.
      if (entries.length !== batch.entryCount) throw new Error('Entries of a batch were lost on their way.');
      return { ...batch, entries };
    });
  }
}

function openPatiently(file: string): DatabaseSync {
  const deadline = performance.now() + OPEN_WITHIN_MS;
  for (;;) {
    try {
      const connection = openConnection(file, 'READ_WRITE');
      try {
        migrate(connection);
        return connection;
      } catch (error) {
        connection.close();
        throw error;
      }
    } catch (error) {
      if (!isBusy(error) || performance.now() > deadline) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, OPEN_PAUSE_MS);
    }
  }
}

function run(file: string, post: (message: FromWriter) => void, port: NonNullable<typeof parentPort>): void {
  const writing = new Writing(file);
  try {
    post({ type: 'READY', journalId: readJournalId(writing.database.connection) });
  } catch (error) {
    post({ type: 'NOT_OPENED', error: asError(error) });
    return;
  }

  let watch: NodeJS.Timeout | undefined;
  const look = () => {
    try {
      if (writing.othersWrote()) post({ type: 'OTHERS_WROTE' });
    } catch {
      // A database that can't be read now will be looked at again.
    }
  };

  port.on('message', (message: ToWriter) => {
    switch (message.type) {
      case 'ENTRIES':
        writing.keepAhead(message.index, message.entries);
        return;
      case 'DISCARD':
        writing.discardAhead(message.index);
        return;
      case 'WATCH':
        watch ??= setInterval(look, WATCH_INTERVAL_MS).unref();
        return;
      case 'REQUEST': {
        const { id, request } = message;
        try {
          post({ type: 'DONE', id, reply: writing.answer(request) });
        } catch (error) {
          const blame = isBatchFault(error) ? 'BATCH' : 'DISK';
          // What the connection believes after a failed commit is not to be trusted: a new one reads it afresh.
          if (blame === 'DISK') writing.close();
          post({ type: 'FAILED', id, error: asError(error), blame });
        }
        if (request.type === 'CLOSE') port.close();
      }
    }
  });
}

function asError(error: unknown): Error {
  return error instanceof BatchFault || !(error instanceof Error) ? new Error(String(error)) : error;
}

if (parentPort === null) throw new Error('This module is the start of a worker thread.');
const port = parentPort;
run((workerData as WriterOptions).file, (message) => port.postMessage(message), port);
