import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts';
import type { Store } from '../../src/store/store.ts';
import { JournalWriter } from '../../test/store-contract/journal-writer.ts';
import { definition } from './definition.ts';

/** Whether changes that wait share a transaction, or each gets one of its own. */
export type Grouping = 'GROUPED' | 'ONE_BY_ONE';

type Waiting = { readonly resolve: () => void; readonly reject: (error: unknown) => void };

/** One source: one batch is on its way at a time, and what comes meanwhile goes together, as the catalog does it. */
class Source {
  readonly #store: Store;
  readonly #writer: JournalWriter;
  #waiting: Waiting[] = [];
  #running = false;
  #next = 0;

  constructor(store: Store, id: string) {
    this.#store = store;
    this.#writer = new JournalWriter(id);
  }

  async add(): Promise<void> {
    await this.#writer.write(this.#store, 'ADD_SOURCE');
  }

  change(): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#waiting.push({ resolve, reject });
    if (!this.#running) void this.#run();
    return promise;
  }

  async #run(): Promise<void> {
    this.#running = true;
    while (this.#waiting.length > 0) {
      const group = this.#waiting.splice(0);
      const commits = group.map(() => [{ add: `asset-${this.#next++}`, definition }]);
      try {
        const { outcome } = await this.#store.append(this.#writer.batch(commits));
        if (outcome !== 'COMMITTED') throw new Error(outcome);
        for (const { resolve } of group) resolve();
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
    }
    this.#running = false;
  }
}

/** The gateway's store, its writer thread included. */
export class ThroughThread implements AsyncDisposable {
  readonly #store: Store;
  readonly #sources: readonly Source[];
  readonly #grouping: Grouping;
  #last: Promise<void> = Promise.resolve();

  /** A store in a new file, with so many sources. */
  static async open(file: string, sources: number, grouping: Grouping): Promise<ThroughThread> {
    const store = new ThroughThread(await openSqliteStore({ file }), sources, grouping);
    for (const source of store.#sources) await source.add();
    return store;
  }

  private constructor(store: Store, sources: number, grouping: Grouping) {
    this.#store = store;
    this.#grouping = grouping;
    this.#sources = Array.from({ length: sources }, (_, index) => new Source(store, `s${index}`));
  }

  /** Resolves when one asset more is durable in the client's source; clients share sources when there are fewer. */
  async change(client: number): Promise<void> {
    const source = this.#sources[client % this.#sources.length];
    if (source === undefined) return;
    if (this.#grouping === 'GROUPED') {
      await source.change();
      return;
    }
    // Each waits for the one before it, whatever its source is.
    const mine = this.#last.then(() => source.change());
    this.#last = mine;
    await mine;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#store[Symbol.asyncDispose]();
  }
}
