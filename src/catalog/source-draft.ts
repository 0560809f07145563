import type { Asset, AssetDefinition } from '../model/asset.ts';
import type { Change, DraftEntry } from '../model/journal.ts';
import type { Source, SourceDefinition, SourceKind } from '../model/source.ts';
import type { Actor } from './actor.ts';
import { sourceNotFound } from './not-found.ts';
import type { Records } from './records.ts';

/** An entry with room for its place in the journal: 0 until the store has given it one. */
export type PlacedEntry = DraftEntry & { position: number; commit: number };

/**
 * One source as it will be: the committed state with the changes that wait for the next commit on top.
 *
 * Mutations are decided on it one after the other, each with {@link SourceDraft.attempt}: what one leaves
 * behind the next one sees, and one that throws leaves nothing behind.
 */
export class SourceDraft {
  readonly id: string;
  /** The version that everything here builds on. */
  readonly basedOn: number;
  readonly #records: Records;
  #state: State;
  /** What differs from the records; undefined: removed. */
  readonly #overlay = new Map<string, Asset | undefined>();
  #undo: [string, boolean, Asset | undefined][] = [];
  /** All assets by rank, kept up to date once somebody asked. */
  #order: Asset[] | undefined;
  #entries: PlacedEntry[] = [];
  #actor: Actor | undefined;
  #now = 0;

  constructor(records: Records, id: string) {
    this.id = id;
    this.#records = records;
    this.basedOn = records.versionOf(id);
    this.#state = {
      source: records.source(id),
      version: this.basedOn,
      assetCount: records.assetCount(id),
      cleared: false,
    };
  }

  /**
   * Decides one mutation. Returns what `decide` returns and the entries that it wrote; when `decide` throws,
   * the draft is as it was before.
   */
  async attempt<T>(
    actor: Actor,
    now: number,
    decide: (draft: this) => T | Promise<T>,
  ): Promise<{ result: T; entries: readonly PlacedEntry[] }> {
    const before = this.#state;
    this.#actor = actor;
    this.#now = now;
    this.#entries = [];
    this.#undo = [];
    try {
      const result = await decide(this);
      return { result, entries: this.#entries };
    } catch (error) {
      for (const [id, had, asset] of this.#undo.toReversed()) {
        if (had) this.#overlay.set(id, asset);
        else this.#overlay.delete(id);
      }
      this.#state = before;
      this.#order = undefined;
      throw error;
    }
  }

  /** Milliseconds since 1970-01-01 UTC, one instant for the whole mutation. */
  get now(): number {
    return this.#now;
  }

  get version(): number {
    return this.#state.version;
  }

  get assetCount(): number {
    return this.#state.assetCount;
  }

  get source(): Source | undefined {
    return this.#state.source;
  }

  /** The source; throws SOURCE_NOT_FOUND when there is none. */
  existing(): Source {
    const { source } = this.#state;
    if (source === undefined) throw sourceNotFound(this.id, this.#records.findBySimilarId(this.id));
    return source;
  }

  asset(id: string): Asset | undefined {
    if (this.#overlay.has(id)) return this.#overlay.get(id);
    return this.#state.cleared ? undefined : this.#records.asset(this.id, id);
  }

  /** All assets by rank. Live: follows the draft; O(N) at the first call, cheap after. */
  order(): readonly Asset[] {
    this.#order ??= this.#merged();
    return this.#order;
  }

  /** Ends the upkeep of {@link SourceDraft.order}: before bulk work that doesn't ask for it any more. */
  forgetOrder(): void {
    this.#order = undefined;
  }

  /** The asset right before or after `rank` in {@link SourceDraft.order}; `rank` need not be in use. */
  beside(rank: number, side: 'before' | 'after'): Asset | undefined {
    const order = this.order();
    const place = placeOf(order, rank);
    if (side === 'before') return order[place - 1];
    return order[place]?.rank === rank ? order[place + 1] : order[place];
  }

  #merged(): Asset[] {
    const committed = this.#state.cleared ? [] : this.#records.assets(this.id);
    if (this.#overlay.size === 0) return [...committed];
    const kept = committed.filter((asset) => !this.#overlay.has(asset.definition.id));
    for (const asset of this.#overlay.values()) if (asset !== undefined) kept.push(asset);
    return kept.toSorted((a, b) => a.rank - b.rank);
  }

  addSource(definition: SourceDefinition, kind: SourceKind = 'LOCAL'): Source {
    const source: Source = {
      definition,
      kind,
      version: this.version + 1,
      nextRank: 1,
      createdAt: this.#now,
      updatedAt: this.#now,
    };
    this.#state = { ...this.#state, source, assetCount: 0 };
    this.#write({ kind: 'SOURCE_ADDED', source });
    return source;
  }

  updateSource(definition: SourceDefinition, fields: readonly string[]): Source {
    const source = { ...this.existing(), definition, version: this.version + 1, updatedAt: this.#now };
    this.#state = { ...this.#state, source };
    this.#write({ kind: 'SOURCE_UPDATED', source, fields });
    return source;
  }

  removeSource(): void {
    this.existing();
    this.#order = undefined;
    for (const id of this.#overlay.keys()) this.#set(id, undefined);
    this.#state = { ...this.#state, source: undefined, assetCount: 0, cleared: true };
    this.#write({ kind: 'SOURCE_REMOVED' });
  }

  contentsChanged(): void {
    this.existing();
    this.#write({ kind: 'CONTENTS_CHANGED' });
  }

  /** Adds an asset that is not there: at `rank`, or at the end. */
  addAsset(definition: AssetDefinition, rank?: number): Asset {
    const { nextRank } = this.existing();
    const asset: Asset = {
      sourceId: this.id,
      definition,
      rank: rank ?? nextRank,
      version: this.version + 1,
      createdAt: this.#now,
      updatedAt: this.#now,
    };
    this.#set(definition.id, asset);
    this.#ranked(asset.rank, 1);
    this.#write({ kind: 'ASSET_ADDED', asset });
    return asset;
  }

  /** Puts another definition in the place of `asset`. */
  updateAsset(asset: Asset, definition: AssetDefinition, fields: readonly string[]): Asset {
    const updated = { ...asset, definition, version: this.version + 1, updatedAt: this.#now };
    this.#set(definition.id, updated);
    this.#write({ kind: 'ASSET_UPDATED', asset: updated, fields });
    return updated;
  }

  removeAsset(asset: Asset): void {
    const { id } = asset.definition;
    this.#set(id, undefined);
    this.#state = { ...this.#state, assetCount: this.#state.assetCount - 1 };
    this.#write({ kind: 'ASSET_REMOVED', assetId: id });
  }

  /** Gives `asset` another rank; `renumbered` after {@link SourceDraft.renumber}. */
  moveAsset(asset: Asset, rank: number, renumbered = false): Asset {
    const moved = { ...asset, rank, version: this.version + 1, updatedAt: this.#now };
    this.#set(asset.definition.id, moved);
    this.#ranked(rank, 0);
    this.#write(
      renumbered ? { kind: 'ASSET_MOVED', asset: moved, renumbered } : { kind: 'ASSET_MOVED', asset: moved },
    );
    return moved;
  }

  /** Ranks all assets anew, 1, 2, 3… in their present order; the move that follows must say so. O(N). */
  renumber(): void {
    let rank = 0;
    this.#order = undefined;
    for (const asset of this.#merged()) {
      rank += 1;
      this.#set(asset.definition.id, { ...asset, rank });
    }
    this.#state = { ...this.#state, source: { ...this.existing(), nextRank: rank + 1 } };
  }

  /** The source as the batch must leave it in the store. */
  finished(): Source | undefined {
    const { source } = this.#state;
    return source === undefined ? undefined : { ...source, version: this.version };
  }

  #ranked(rank: number, added: number): void {
    const source = this.existing();
    const nextRank = Math.max(source.nextRank, Math.floor(rank) + 1);
    this.#state = {
      ...this.#state,
      assetCount: this.#state.assetCount + added,
      source: nextRank === source.nextRank ? source : { ...source, nextRank },
    };
  }

  #set(id: string, asset: Asset | undefined): void {
    if (this.#order !== undefined) reorder(this.#order, this.asset(id), asset);
    this.#undo.push([id, this.#overlay.has(id), this.#overlay.get(id)]);
    this.#overlay.set(id, asset);
  }

  #write(change: Change): void {
    if (this.#actor === undefined) throw new Error('a draft is written to within an attempt');
    const version = this.version + 1;
    this.#state = { ...this.#state, version };
    this.#entries.push({
      ...change,
      sourceId: this.id,
      version,
      cause: this.#actor.cause,
      principal: this.#actor.principal.name,
      occurredAt: this.#now,
      position: 0,
      commit: 0,
    });
  }
}

type State = {
  readonly source: Source | undefined;
  readonly version: number;
  readonly assetCount: number;
  /** The source was removed in this draft: nothing of the records counts any more. */
  readonly cleared: boolean;
};

/** The index of the first asset whose rank is not below `rank`. */
function placeOf(order: readonly Asset[], rank: number): number {
  let low = 0;
  let high = order.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((order[middle]?.rank ?? Number.POSITIVE_INFINITY) < rank) low = middle + 1;
    else high = middle;
  }
  return low;
}

function reorder(order: Asset[], before: Asset | undefined, after: Asset | undefined): void {
  if (before !== undefined && after !== undefined && before.rank === after.rank) {
    order[placeOf(order, before.rank)] = after;
    return;
  }
  if (before !== undefined) order.splice(placeOf(order, before.rank), 1);
  if (after !== undefined) order.splice(placeOf(order, after.rank), 0, after);
}
