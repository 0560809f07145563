import { setImmediate } from 'node:timers/promises';
import { GatewayError } from '../errors.ts';
import type { Asset } from '../model/asset.ts';
import type { JournalEntry } from '../model/journal.ts';
import type { Page } from '../model/page.ts';
import type { AssetQuery } from '../model/query.ts';
import type { Source } from '../model/source.ts';
import { search } from './search.ts';
import { SourceIndex } from './source-index.ts';
import { SourceProgress } from './source-progress.ts';
import { compareTexts } from './text-order.ts';

/** How long bulk work may hold the event loop at a stretch, in milliseconds. */
const STRETCH_MS = 4;
/** More changed assets than this are applied beside the live ones. */
const MAX_AT_ONCE = 100;

/**
 * All sources and assets in memory: answers every read, follows the journal.
 *
 * Assets are handed out as they are kept: immutable, and the same object until they change. Queries arrive
 * checked. Nothing here needs to be disposed of.
 */
export class AssetIndex {
  readonly #sources = new Map<string, SourceIndex>();
  readonly #versions = new Map<string, number>();
  #sortedIds: readonly string[] | undefined;

  /**
   * At boot: fills one source from the store, and shows it when it is complete. Yields to the event loop
   * every few milliseconds. `slices` hold each asset once, in any order.
   */
  async load(source: Source, slices: AsyncIterable<readonly Asset[]>): Promise<void> {
    const index = new SourceIndex(source);
    const pause = new Pause();
    for await (const slice of slices) {
      for (const asset of slice) {
        index.put(asset);
        if (pause.isDue) await pause.take();
      }
    }
    this.#show(source.definition.id, index, source.version);
  }

  /** At boot: a source that is gone; its version lives on. */
  loadRemoved(id: string, version: number): void {
    this.#versions.set(id, version);
  }

  /**
   * Applies whole commits of one source, in order. Readers see all of it or nothing.
   *
   * Up to a hundred changes are applied at once, and undefined comes back. More are applied beside the live
   * ones, a few milliseconds at a time; the promise settles when they are seen and what they replaced is
   * gone. Until then the caller does not apply anything else to this source.
   */
  apply(entries: readonly JournalEntry[]): Promise<void> | undefined {
    const first = entries[0];
    if (first === undefined) return undefined;
    const { sourceId } = first;
    const progress = new SourceProgress(this.#sources.get(sourceId));
    if (entries.length > MAX_AT_ONCE) return this.#applyBeside(sourceId, progress, entries);
    for (const entry of entries) progress.take(entry);
    progress.finish();
    this.#show(sourceId, progress.index, progress.version);
    return undefined;
  }

  /** The last version of a source that exists or ever did; 0 otherwise. */
  versionOf(sourceId: string): number {
    return this.#versions.get(sourceId) ?? 0;
  }

  source(id: string): Source | undefined {
    return this.#sources.get(id)?.source;
  }

  /** By id, bytewise by their UTF-8. */
  sources(): readonly Source[] {
    this.#sortedIds ??= [...this.#sources.keys()].toSorted(compareTexts);
    const sources: Source[] = [];
    for (const id of this.#sortedIds) {
      const source = this.source(id);
      if (source !== undefined) sources.push(source);
    }
    return sources;
  }

  /** 0 for a source that does not exist. */
  assetCount(sourceId: string): number {
    return this.#sources.get(sourceId)?.assetCount ?? 0;
  }

  asset(sourceId: string, assetId: string): Asset | undefined {
    const index = this.#sources.get(sourceId);
    const slot = index?.slotOf(assetId);
    return slot === undefined ? undefined : index?.assetAt(slot);
  }

  /** A snapshot by rank, in an array of its own; empty for a source that does not exist. */
  assets(sourceId: string): readonly Asset[] {
    return this.#sources.get(sourceId)?.inOrder() ?? [];
  }

  /** The distinct groups of a source's assets, in order of first use by rank. */
  groups(sourceId: string): readonly string[] {
    return this.#sources.get(sourceId)?.groupsInUse() ?? [];
  }

  /** The asset right before or after another by rank; undefined at the ends, and for an asset that is not there. */
  neighbour(sourceId: string, assetId: string, direction: 'before' | 'after'): Asset | undefined {
    return this.#sources.get(sourceId)?.neighbour(assetId, direction);
  }

  /** Answers a query; throws SOURCE_NOT_FOUND. */
  find(sourceId: string, query: AssetQuery): Page {
    const index = this.#sources.get(sourceId);
    if (index === undefined) throw new GatewayError('SOURCE_NOT_FOUND', { sourceId });
    return search(index, query);
  }

  /** Ids of sources that differ from this one by letter case alone. */
  findBySimilarId(id: string): readonly string[] {
    const folded = id.toLowerCase();
    return [...this.#sources.keys()].filter((other) => other !== id && other.toLowerCase() === folded);
  }

  async #applyBeside(
    sourceId: string,
    progress: SourceProgress,
    entries: readonly JournalEntry[],
  ): Promise<void> {
    const pause = new Pause();
    progress.stage();
    for (const entry of entries) {
      progress.take(entry);
      if (pause.isDue) await pause.take();
    }
    const retired = progress.finish();
    this.#show(sourceId, progress.index, progress.version);
    for (const slot of retired) {
      progress.index?.reclaim(slot);
      if (pause.isDue) await pause.take();
    }
  }

  #show(sourceId: string, index: SourceIndex | undefined, version: number): void {
    this.#versions.set(sourceId, version);
    if (this.#sources.get(sourceId) === index) return;
    if (index === undefined) this.#sources.delete(sourceId);
    else this.#sources.set(sourceId, index);
    this.#sortedIds = undefined;
  }
}

/** Says when bulk work has held the event loop for long enough. */
class Pause {
  #until = performance.now() + STRETCH_MS;
  #calls = 0;

  /** Asked once per item. */
  get isDue(): boolean {
    this.#calls += 1;
    return this.#calls % 16 === 0 && performance.now() >= this.#until;
  }

  async take(): Promise<void> {
    await setImmediate();
    this.#until = performance.now() + STRETCH_MS;
  }
}
