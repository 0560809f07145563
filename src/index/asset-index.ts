import type { Asset } from '../model/asset.ts';
import type { JournalEntry } from '../model/journal.ts';
import type { Page } from '../model/page.ts';
import type { AssetQuery } from '../model/query.ts';
import type { Source } from '../model/source.ts';
import { GatewayError } from '../errors.ts';
import { scanSearch } from './scan-search.ts';
import { compareTexts } from './text-order.ts';

type Entry = { source: Source; byId: Map<string, Asset>; order: Asset[] | undefined };

/** Every source and asset in memory: answers reads, follows the journal. */
export class AssetIndex {
  readonly #sources = new Map<string, Entry>();
  readonly #versions = new Map<string, number>();

  /** At boot: fills one source from the store. */
  async load(source: Source, slices: AsyncIterable<readonly Asset[]>): Promise<void> {
    const byId = new Map<string, Asset>();
    for await (const slice of slices) for (const asset of slice) byId.set(asset.definition.id, asset);
    this.#sources.set(source.definition.id, { source, byId, order: undefined });
    this.#versions.set(source.definition.id, source.version);
  }

  /** At boot: a source that is gone; its version lives on. */
  loadRemoved(id: string, version: number): void {
    this.#versions.set(id, version);
  }

  /** Applies whole commits of one source, in order. */
  apply(entries: readonly JournalEntry[]): Promise<void> | undefined {
    for (const entry of entries) this.#applyOne(entry);
    return undefined;
  }

  versionOf(sourceId: string): number {
    return this.#versions.get(sourceId) ?? 0;
  }

  source(id: string): Source | undefined {
    return this.#sources.get(id)?.source;
  }

  /** By id, bytewise. */
  sources(): readonly Source[] {
    return [...this.#sources.values()]
      .map(({ source }) => source)
      .toSorted((a, b) => compareTexts(a.definition.id, b.definition.id));
  }

  assetCount(sourceId: string): number {
    return this.#sources.get(sourceId)?.byId.size ?? 0;
  }

  asset(sourceId: string, assetId: string): Asset | undefined {
    return this.#sources.get(sourceId)?.byId.get(assetId);
  }

  /** A snapshot by rank. */
  assets(sourceId: string): readonly Asset[] {
    const entry = this.#sources.get(sourceId);
    if (entry === undefined) return [];
    entry.order ??= [...entry.byId.values()].toSorted((a, b) => a.rank - b.rank);
    return entry.order;
  }

  /** Distinct, in order of first use by rank. */
  groups(sourceId: string): readonly string[] {
    return [...new Set(this.assets(sourceId).flatMap(({ definition }) => definition.groups ?? []))];
  }

  /** The asset next to another by rank. */
  neighbour(sourceId: string, assetId: string, direction: 'before' | 'after'): Asset | undefined {
    const order = this.assets(sourceId);
    const place = order.findIndex(({ definition }) => definition.id === assetId);
    return place === -1 ? undefined : order[direction === 'before' ? place - 1 : place + 1];
  }

  /** Throws SOURCE_NOT_FOUND. */
  find(sourceId: string, query: AssetQuery): Page {
    const entry = this.#sources.get(sourceId);
    if (entry === undefined) throw new GatewayError('SOURCE_NOT_FOUND', { sourceId });
    return scanSearch(this.assets(sourceId), entry.source.version, query);
  }

  /** Ids of sources that differ from this one only by letter case. */
  findBySimilarId(id: string): readonly string[] {
    const folded = id.toLowerCase();
    return [...this.#sources.keys()].filter((other) => other !== id && other.toLowerCase() === folded);
  }

  #applyOne(entry: JournalEntry): void {
    const { sourceId, version } = entry;
    this.#versions.set(sourceId, version);
    if (entry.kind === 'SOURCE_REMOVED') {
      this.#sources.delete(sourceId);
      return;
    }
    if (entry.kind === 'SOURCE_ADDED') {
      this.#sources.set(sourceId, { source: entry.source, byId: new Map(), order: [] });
      return;
    }
    const state = this.#sources.get(sourceId);
    if (state === undefined) return;
    state.order = undefined;
    let { nextRank } = state.source;
    if (entry.kind === 'SOURCE_UPDATED') {
      state.source = { ...entry.source, nextRank };
    } else if (entry.kind === 'ASSET_REMOVED') {
      state.byId.delete(entry.assetId);
    } else if (entry.kind !== 'CONTENTS_CHANGED') {
      if (entry.kind === 'ASSET_MOVED' && entry.renumbered === true) {
        nextRank = 1;
        for (const asset of this.assets(sourceId)) {
          state.byId.set(asset.definition.id, { ...asset, rank: nextRank });
          nextRank += 1;
        }
        state.order = undefined;
      }
      state.byId.set(entry.asset.definition.id, entry.asset);
      nextRank = Math.max(nextRank, Math.floor(entry.asset.rank) + 1);
    }
    state.source = { ...state.source, version, nextRank };
  }
}
