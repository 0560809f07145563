import type { FeedJournal } from '../../../src/feed/feed-journal.ts';
import type { Change, JournalEntry } from '../../../src/model/journal.ts';
import type { Source } from '../../../src/model/source.ts';

const CAUSE = { kind: 'MUTATION', operation: 'test' } as const;

/** A change by its shortest description. */
export type Draft =
  | { readonly do: 'ADD_SOURCE' | 'REMOVE_SOURCE' | 'TOUCH' }
  | { readonly do: 'ADD' | 'REMOVE'; readonly assetId: string };

/** A journal that lives in memory: what the feed needs of one, and ways to write to it. */
export class MemoryJournal implements FeedJournal {
  readonly journalId = 'test';
  /** The entry at position n stands at index n - 1. */
  readonly #entries: JournalEntry[] = [];
  readonly #versions = new Map<string, number>();
  #pruned = 0;
  /** True: reads take a turn of the event loop, as those of a store do. */
  slow = false;
  reads = 0;

  head(): number {
    return this.#entries.length;
  }

  pruned(): number | Promise<number> {
    return this.slow ? later(this.#pruned) : this.#pruned;
  }

  entriesAfter(after: number, limit: number): readonly JournalEntry[] | Promise<readonly JournalEntry[]> {
    this.reads += 1;
    const begin = Math.max(after, this.#pruned);
    const entries = this.#entries.slice(begin, begin + limit);
    return this.slow ? later(entries) : entries;
  }

  /** Writes one commit of one source; gives its position. */
  commit(sourceId: string, drafts: readonly Draft[]): number {
    const commit = this.#entries.length + drafts.length;
    for (const draft of drafts) {
      const version = (this.#versions.get(sourceId) ?? 0) + 1;
      this.#versions.set(sourceId, version);
      this.#entries.push({
        ...changeOf(draft, sourceId, version),
        sourceId,
        version,
        cause: CAUSE,
        principal: 'tester',
        occurredAt: Date.now(),
        position: this.#entries.length + 1,
        commit,
      });
    }
    return commit;
  }

  prune(upTo: number): void {
    this.#pruned = Math.max(this.#pruned, Math.min(upTo, this.head() - 1));
  }

  version(sourceId: string): number {
    return this.#versions.get(sourceId) ?? 0;
  }

  entries(): readonly JournalEntry[] {
    return this.#entries;
  }
}

function changeOf(draft: Draft, sourceId: string, version: number): Change {
  switch (draft.do) {
    case 'ADD_SOURCE':
      return { kind: 'SOURCE_ADDED', source: sourceOf(sourceId, version) };
    case 'REMOVE_SOURCE':
      return { kind: 'SOURCE_REMOVED' };
    case 'TOUCH':
      return { kind: 'CONTENTS_CHANGED' };
    case 'REMOVE':
      return { kind: 'ASSET_REMOVED', assetId: draft.assetId };
    case 'ADD': {
      const definition = { id: draft.assetId };
      const asset = { sourceId, definition, rank: version, version, createdAt: 0, updatedAt: 0 };
      return { kind: 'ASSET_ADDED', asset };
    }
  }
}

function sourceOf(id: string, version: number): Source {
  return { definition: { id }, kind: 'LOCAL', version, nextRank: version + 1, createdAt: 0, updatedAt: 0 };
}

function later<T>(value: T): Promise<T> {
  return new Promise((resolve) => setImmediate(resolve, value));
}
