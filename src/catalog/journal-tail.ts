import type { JournalEntry } from '../model/journal.ts';
import type { Store } from '../store/store.ts';

/** How many entries stay in memory; older ones are read from the store. */
const KEPT = 20_000;

/**
 * The journal as far as it can be read: the end of it from memory, the rest from the store. Engine and feed follow it,
 * so nothing is told before the records show it.
 */
export class JournalTail {
  readonly #store: Store;
  readonly #kept: number;
  #recent: JournalEntry[] = [];
  #head: number;
  readonly #waiters = new Set<{ readonly position: number; readonly arrived: () => void }>();

  /** `head` is where the records stand. */
  constructor(store: Store, head: number, kept: number = KEPT) {
    this.#store = store;
    this.#head = head;
    this.#kept = kept;
  }

  get journalId(): string {
    return this.#store.journalId;
  }

  /** The position of the newest entry that can be read. */
  head(): number {
    return this.#head;
  }

  /** Adds the entries that follow on the head. */
  append(entries: readonly JournalEntry[]): void {
    const last = entries.at(-1);
    if (last === undefined) return;
    this.#head = last.position;
    for (const { position, arrived } of this.#waiters) if (position <= this.#head) arrived();
    if (entries.length >= this.#kept) {
      this.#recent = entries.slice(-this.#kept);
      return;
    }
    for (const entry of entries) this.#recent.push(entry);
    // Dropped in halves, so that each entry is copied once at most.
    if (this.#recent.length > this.#kept * 2) this.#recent = this.#recent.slice(-this.#kept);
  }

  /** Up to `limit` entries after `position`, ascending and contiguous; may end within a commit. */
  entriesAfter(position: number, limit: number): readonly JournalEntry[] | Promise<readonly JournalEntry[]> {
    if (position >= this.#head) return [];
    const first = this.#recent[0]?.position;
    if (first !== undefined && position >= first - 1) {
      const start = position - first + 1;
      return this.#recent.slice(start, start + limit);
    }
    return this.#read(position, limit);
  }

  /**
   * Resolves with true once the head has reached `position`, with false when it has not after `timeoutMs`. A mutation may
   * be answered while an earlier one of another source is still being made readable; its cursor is ahead until then.
   */
  async arrived(position: number, timeoutMs: number): Promise<boolean> {
    if (position <= this.#head) return true;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const waiter = { position, arrived: () => resolve(true) };
    const timer = setTimeout(() => resolve(false), timeoutMs).unref();
    this.#waiters.add(waiter);
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      this.#waiters.delete(waiter);
    }
  }

  async pruned(): Promise<number> {
    return (await this.#store.bounds()).pruned;
  }

  async #read(position: number, limit: number): Promise<readonly JournalEntry[]> {
    const head = this.#head;
    const entries = await this.#store.entriesAfter(position, limit);
    // The store may be ahead of what the records show.
    return entries.filter((entry) => entry.position <= head);
  }
}
