import { GatewayError } from '../errors.ts';
import type { JournalEntry } from '../model/journal.ts';
import type { Store } from '../store/store.ts';
import type { JournalTail } from './journal-tail.ts';
import type { Records } from './records.ts';

const SLICE = 1_000;

/**
 * Brings committed entries to the records, in journal order, whoever wrote them: this process hands over its own,
 * and what other processes wrote is read from the store.
 *
 * A commit that takes long to apply holds up nothing but its own source's readers-to-be and the events behind it.
 */
export class Projector {
  readonly #store: Store;
  readonly #records: Records;
  readonly #tail: JournalTail;
  readonly #onAdvanced: (entries: readonly JournalEntry[]) => void;
  /** Everything up to here has been taken in; it may still be being applied. */
  #received: number;
  /** The last thing that each source is busy with. */
  readonly #busy = new Map<string, Promise<void>>();
  /** Taken in, not yet in the tail, in journal order. */
  readonly #unpublished: { readonly entries: readonly JournalEntry[]; applied: boolean }[] = [];
  readonly #waiters = new Set<{ sourceId: string; version: number; arrived: () => void }>();
  #catchingUp: Promise<void> | undefined;

  constructor(options: {
    store: Store;
    records: Records;
    tail: JournalTail;
    /** Called with entries that have become readable, in journal order, after the tail has them. */
    onAdvanced: (entries: readonly JournalEntry[]) => void;
  }) {
    this.#store = options.store;
    this.#records = options.records;
    this.#tail = options.tail;
    this.#onAdvanced = options.onAdvanced;
    this.#received = options.tail.head();
  }

  /** Takes entries that this process has just committed. Resolves when the records show them. */
  async committed(entries: readonly JournalEntry[]): Promise<void> {
    const [first] = entries;
    if (first === undefined) return;
    if (first.position > this.#received + 1) await this.catchUp(first.position - 1);
    if (first.position === this.#received + 1) await this.#take(entries);
    // Else a catch-up has brought them.
    else await this.#busy.get(first.sourceId);
  }

  /** Reads what other processes have committed, up to `upTo` or the end, and resolves when the records show it. */
  async catchUp(upTo: number = Number.POSITIVE_INFINITY): Promise<void> {
    while (this.#catchingUp !== undefined) await this.#catchingUp;
    this.#catchingUp = this.#readOn(upTo);
    try {
      await this.#catchingUp;
    } finally {
      this.#catchingUp = undefined;
    }
  }

  /** Resolves when the records show this version of the source; rejects with UNAVAILABLE after `timeoutMs`. */
  async reached(sourceId: string, version: number, timeoutMs: number): Promise<void> {
    if (this.#records.versionOf(sourceId) >= version) return;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const waiter = { sourceId, version, arrived: resolve };
    const timer = setTimeout(() => {
      const actualVersion = this.#records.versionOf(sourceId);
      reject(
        new GatewayError(
          'UNAVAILABLE',
          { sourceId, minVersion: version, actualVersion },
          `Version ${version} of the source can not be read yet; it has version ${actualVersion} here.`,
        ),
      );
    }, timeoutMs);
    this.#waiters.add(waiter);
    try {
      await promise;
    } finally {
      clearTimeout(timer);
      this.#waiters.delete(waiter);
    }
  }

  async #readOn(upTo: number): Promise<void> {
    let commit: JournalEntry[] = [];
    let position = this.#received;
    while (position < upTo) {
      const slice = await this.#store.entriesAfter(position, SLICE);
      if (slice.length === 0) break;
      const first = slice[0]?.position ?? 0;
      // A process that slept for longer than the retention can't go on from what it has.
      if (first !== position + 1)
        throw new Error(`The journal has no entries from ${position + 1} to ${first - 1} any more: restart.`);
      for (const entry of slice) {
        commit.push(entry);
        if (entry.position !== entry.commit) continue;
        // This process's own appends may have been handed over while the store was read.
        if (entry.position > this.#received) await this.#take(commit);
        commit = [];
      }
      position = slice.at(-1)?.position ?? position;
    }
  }

  /** Applies entries that follow on `#received`: whole commits of one source. */
  #take(entries: readonly JournalEntry[]): Promise<void> {
    const last = entries.at(-1);
    if (last === undefined) return Promise.resolve();
    this.#received = last.position;
    const { sourceId } = last;
    const item = { entries, applied: false };
    this.#unpublished.push(item);
    const before = this.#busy.get(sourceId);
    const applying =
      before === undefined ? this.#records.apply(entries) : before.then(() => this.#records.apply(entries));
    if (applying === undefined) {
      this.#finish(item);
      return Promise.resolve();
    }
    const done = applying.then(() => {
      if (this.#busy.get(sourceId) === done) this.#busy.delete(sourceId);
      this.#finish(item);
    });
    this.#busy.set(sourceId, done);
    return done;
  }

  #finish(item: { applied: boolean }): void {
    item.applied = true;
    for (const waiter of this.#waiters) {
      if (this.#records.versionOf(waiter.sourceId) >= waiter.version) waiter.arrived();
    }
    while (this.#unpublished[0]?.applied === true) {
      const [next] = this.#unpublished.splice(0, 1);
      if (next === undefined) break;
      this.#tail.append(next.entries);
      this.#onAdvanced(next.entries);
    }
  }
}
