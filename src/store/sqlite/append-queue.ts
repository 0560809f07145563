import { setImmediate } from 'node:timers/promises';

import { storeFailure } from '../store-failure.ts';
import type { Appended, Batch } from '../store.ts';
import type { WriteOutcome } from './batch-writer.ts';
import { type EncodedBatch, encodeBatch } from './encoded-batch.ts';
import type { Writer } from './writer.ts';

/** One transaction takes batches until it has this many of anything. A batch with more entries comes alone. */
const GROUP_BATCHES = 256;
const GROUP_ENTRIES = 1_000;
/** Appends that may wait; the next one is told to try again later. */
const MAX_WAITING = 10_000;

type Waiting = {
  readonly batch: Batch;
  readonly entries: number;
  readonly resolve: (appended: Appended) => void;
  readonly reject: (error: unknown) => void;
};

/**
 * Group commit: what is appended while a transaction is under way goes into the next one, in the order of
 * the calls. So any number of concurrent writers share one fsync.
 */
export class AppendQueue {
  readonly #writer: Writer;
  readonly #waiting: Waiting[] = [];
  #draining: Promise<void> | undefined;

  constructor(writer: Writer) {
    this.#writer = writer;
  }

  /** Resolves when the batch is durable or refused. Rejects with UNAVAILABLE when too many wait. */
  append(batch: Batch): Promise<Appended> {
    if (this.#waiting.length >= MAX_WAITING) {
      return Promise.reject(storeFailure(new Error(`${MAX_WAITING} appends are waiting already.`)));
    }
    const { promise, resolve, reject } = Promise.withResolvers<Appended>();
    const entries = batch.commits.reduce((sum, commit) => sum + commit.length, 0);
    this.#waiting.push({ batch, entries, resolve, reject });
    this.#draining ??= this.#drain();
    return promise;
  }

  /** Resolves when nothing waits and nothing is under way. */
  async idle(): Promise<void> {
    while (this.#draining !== undefined) await this.#draining;
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) {
      const group: Waiting[] = [];
      try {
        await this.#writer.ready();
        const encoded = await this.#encodeGroup(group);
        if (group.length === 0) continue;
        settle(group, await this.#writer.ask({ type: 'WRITE', batches: encoded }));
      } catch (error) {
        // Without a thread to start, those who wait need not wait either.
        const failed = group.length > 0 ? group : this.#waiting.splice(0);
        for (const { reject } of failed) reject(error);
      }
    }
    // In the same turn as the look at the queue: whoever appends next begins anew.
    this.#draining = undefined;
  }

  /** Fills `group` with the next batches of the queue; a batch that can't be encoded is rejected here. */
  async #encodeGroup(group: Waiting[]): Promise<EncodedBatch[]> {
    // Everything that was appended in this turn of the event loop comes along.
    await setImmediate();
    const encoded: EncodedBatch[] = [];
    let entries = 0;
    while (group.length < GROUP_BATCHES && entries < GROUP_ENTRIES) {
      const next = this.#waiting[0];
      if (next === undefined) break;
      if (next.entries > GROUP_ENTRIES && group.length > 0) break;
      this.#waiting.shift();
      const index = group.length;
      try {
        encoded.push(
          await encodeBatch(next.batch, async (slice) => {
            this.#writer.tell({ type: 'ENTRIES', index, entries: slice });
            await setImmediate();
          }),
        );
        group.push(next);
        entries += next.entries;
      } catch (error) {
        this.#writer.tell({ type: 'DISCARD', index });
        next.reject(error);
      }
    }
    return encoded;
  }
}

function settle(group: readonly Waiting[], outcomes: readonly WriteOutcome[]): void {
  for (const [index, waiting] of group.entries()) {
    const outcome = outcomes[index];
    if (outcome === undefined) waiting.reject(new Error('The writer left a batch unanswered.'));
    else if (outcome.outcome === 'FAULTY') waiting.reject(new Error(outcome.message));
    else waiting.resolve(outcome);
  }
}
