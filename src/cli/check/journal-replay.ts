import type { Asset } from '../../model/asset.ts';
import type { JournalEntry } from '../../model/journal.ts';
import type { Source } from '../../model/source.ts';
import type { Findings } from './findings.ts';

/** What the journal says of one source. */
export type ReplayedSource = {
  version: number;
  /** Undefined: removed, or not told because the entry that did has been pruned. */
  source: Source | undefined;
  /** True when everything since the source was added last is in the journal. */
  complete: boolean;
  /** By id; undefined: removed. */
  assets: Map<string, Asset | undefined>;
  /** False when assets that the journal doesn't tell of have been ranked anew: ranks are not known then. */
  ranked: boolean;
};

/**
 * Reads a journal from its oldest entry and keeps what it says, apart from the code that the gateway itself uses for
 * this. Notes where positions, commits or versions have gaps and where an entry can't follow on those before it.
 */
export class JournalReplay {
  readonly sources = new Map<string, ReplayedSource>();
  readonly #findings: Findings;
  /** Entries up to here have been pruned. */
  readonly #pruned: number;
  #position: number;
  #commit: JournalEntry | undefined;

  constructor(findings: Findings, pruned: number) {
    this.#findings = findings;
    this.#pruned = pruned;
    this.#position = pruned;
  }

  get position(): number {
    return this.#position;
  }

  take(entry: JournalEntry): void {
    this.#checkPlace(entry);
    const state = this.#sourceOf(entry);
    if (state.version !== entry.version - 1)
      this.#note(entry, `has version ${entry.version} after ${state.version}`);
    state.version = entry.version;
    this.#apply(entry, state);
  }

  /** Call it behind the last entry. */
  end(head: number): void {
    if (this.#position !== head)
      this.#findings.add(`journal: ends at position ${this.#position}, its head is ${head}`);
    if (this.#commit !== undefined)
      this.#findings.add(`journal: ends within the commit that goes up to ${this.#commit.commit}`);
  }

  #checkPlace(entry: JournalEntry): void {
    const { position, commit, sourceId } = entry;
    if (position !== this.#position + 1) this.#note(entry, `follows on position ${this.#position}`);
    this.#position = position;
    const open = this.#commit;
    if (open !== undefined && (open.commit !== commit || open.sourceId !== sourceId))
      this.#note(entry, `is not of the commit that goes up to ${open.commit}`);
    if (commit < position) this.#note(entry, `is behind the end of its commit, ${commit}`);
    this.#commit = commit === position ? undefined : entry;
  }

  #sourceOf(entry: JournalEntry): ReplayedSource {
    const there = this.sources.get(entry.sourceId);
    if (there !== undefined) return there;
    const fresh: ReplayedSource = {
      // What was before the oldest entry kept is not known.
      version: this.#pruned === 0 ? 0 : entry.version - 1,
      source: undefined,
      complete: this.#pruned === 0,
      assets: new Map(),
      ranked: true,
    };
    this.sources.set(entry.sourceId, fresh);
    return fresh;
  }

  #apply(entry: JournalEntry, state: ReplayedSource): void {
    if (entry.kind === 'SOURCE_ADDED') {
      if (state.source !== undefined) this.#note(entry, 'adds a source that is there');
      Object.assign(state, { source: entry.source, complete: true, ranked: true, assets: new Map() });
      return;
    }
    if (state.complete && state.source === undefined) this.#note(entry, 'changes a source that is not there');
    switch (entry.kind) {
      case 'SOURCE_REMOVED':
        Object.assign(state, { source: undefined, complete: true, assets: new Map() });
        return;
      case 'SOURCE_UPDATED':
        state.source = entry.source;
        return;
      case 'CONTENTS_CHANGED':
        return;
      case 'ASSET_ADDED':
        if (state.assets.get(entry.asset.definition.id) !== undefined)
          this.#note(entry, `adds an asset that is there: ${entry.asset.definition.id}`);
        state.assets.set(entry.asset.definition.id, entry.asset);
        return;
      case 'ASSET_REMOVED':
        this.#expectAsset(entry, state, entry.assetId);
        if (state.complete) state.assets.delete(entry.assetId);
        else state.assets.set(entry.assetId, undefined);
        return;
      case 'ASSET_MOVED':
        this.#expectAsset(entry, state, entry.asset.definition.id);
        if (entry.renumbered === true) renumber(state);
        state.assets.set(entry.asset.definition.id, entry.asset);
        return;
      case 'ASSET_UPDATED':
        this.#expectAsset(entry, state, entry.asset.definition.id);
        state.assets.set(entry.asset.definition.id, entry.asset);
    }
  }

  #expectAsset(entry: JournalEntry, state: ReplayedSource, id: string): void {
    const known = state.complete || state.assets.has(id);
    if (known && state.assets.get(id) === undefined)
      this.#note(entry, `changes an asset that is not there: ${id}`);
  }

  #note(entry: JournalEntry, finding: string): void {
    this.#findings.add(`journal: position ${entry.position} (${entry.kind} in ${entry.sourceId}) ${finding}`);
  }
}

function renumber(state: ReplayedSource): void {
  if (!state.complete) {
    state.ranked = false;
    return;
  }
  const order = [...state.assets.values()].filter((asset) => asset !== undefined);
  order.sort((a, b) => a.rank - b.rank);
  for (const [index, asset] of order.entries()) {
    state.assets.set(asset.definition.id, { ...asset, rank: index + 1 });
  }
}
