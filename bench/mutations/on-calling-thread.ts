import type { DatabaseSync } from 'node:sqlite';
import { setImmediate } from 'node:timers/promises';
import { BatchWriter } from '../../src/store/sqlite/batch-writer.ts';
import { openConnection } from '../../src/store/sqlite/connection.ts';
import { encodeBatch } from '../../src/store/sqlite/encoded-batch.ts';
import { migrate } from '../../src/store/sqlite/migrate.ts';
import { type Act, JournalWriter } from '../../test/store-contract/journal-writer.ts';
import { definition } from './definition.ts';

/**
 * What a server does that commits each change by itself, on the thread that decides it: the same tables, the same
 * statements and settings, one transaction for each change.
 */
export class OnCallingThread implements Disposable {
  readonly #connection: DatabaseSync;
  readonly #batches: BatchWriter;
  readonly #sources: readonly JournalWriter[];
  #next = 0;

  static async open(file: string, sources: number): Promise<OnCallingThread> {
    const single = new OnCallingThread(file, sources);
    for (const source of single.#sources) await single.#write(source, 'ADD_SOURCE');
    return single;
  }

  private constructor(file: string, sources: number) {
    this.#connection = openConnection(file, 'READ_WRITE');
    migrate(this.#connection);
    this.#batches = new BatchWriter(this.#connection);
    this.#sources = Array.from({ length: sources }, (_, index) => new JournalWriter(`s${index}`));
  }

  async change(client: number): Promise<void> {
    const source = this.#sources[client % this.#sources.length];
    if (source !== undefined) await this.#write(source, { add: `asset-${this.#next++}`, definition });
    // Others get their turn, as between requests.
    await setImmediate();
  }

  [Symbol.dispose](): void {
    this.#connection.close();
  }

  async #write(source: JournalWriter, act: Act): Promise<void> {
    const batch = await encodeBatch(source.batch([[act]]), () => Promise.resolve());
    const [written] = this.#batches.write([batch]);
    if (written?.outcome !== 'COMMITTED') throw new Error(written?.outcome);
  }
}
