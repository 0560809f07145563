import type { Asset, AssetDefinition } from '../../src/model/asset.ts';
import type { Change, JournalEntry } from '../../src/model/journal.ts';
import type { Source } from '../../src/model/source.ts';

/**
 * Writes journal entries as the catalog would, and keeps the state that they lead to in the simplest way.
 * What it keeps is the reference that the index is compared with.
 */
export class History {
  readonly sourceId: string;
  source: Source | undefined;
  version = 0;
  #assets = new Map<string, Asset>();
  #position = 0;
  #now = 1_700_000_000_000;

  constructor(sourceId = 'photos') {
    this.sourceId = sourceId;
  }

  /** By rank. */
  get assets(): readonly Asset[] {
    return [...this.#assets.values()].toSorted((a, b) => a.rank - b.rank);
  }

  has(id: string): boolean {
    return this.#assets.has(id);
  }

  addSource(): JournalEntry {
    this.#assets = new Map();
    this.#now += 1;
    const source: Source = {
      definition: { id: this.sourceId },
      kind: 'LOCAL',
      version: this.version + 1,
      nextRank: 1,
      createdAt: this.#now,
      updatedAt: this.#now,
    };
    this.source = source;
    return this.#entry({ kind: 'SOURCE_ADDED', source });
  }

  updateSource(name: string): JournalEntry {
    const source = {
      ...this.#existing(),
      definition: { id: this.sourceId, name: { en: name } },
      version: this.version + 1,
    };
    this.source = source;
    return this.#entry({ kind: 'SOURCE_UPDATED', source, fields: ['name'] });
  }

  removeSource(): JournalEntry {
    this.source = undefined;
    this.#assets = new Map();
    return this.#entry({ kind: 'SOURCE_REMOVED' });
  }

  contentsChanged(): JournalEntry {
    return this.#entry({ kind: 'CONTENTS_CHANGED' });
  }

  /** Adds at the end, or changes in place. */
  put(definition: AssetDefinition): JournalEntry {
    this.#now += 1;
    const before = this.#assets.get(definition.id);
    const version = this.version + 1;
    const asset: Asset = {
      sourceId: this.sourceId,
      definition,
      rank: before?.rank ?? this.#existing().nextRank,
      version,
      createdAt: before?.createdAt ?? this.#now,
      updatedAt: this.#now,
    };
    this.#keep(asset);
    return this.#entry(
      before === undefined
        ? { kind: 'ASSET_ADDED', asset }
        : { kind: 'ASSET_UPDATED', asset, fields: ['label'] },
    );
  }

  remove(assetId: string): JournalEntry {
    this.#assets.delete(assetId);
    return this.#entry({ kind: 'ASSET_REMOVED', assetId });
  }

  /** Puts an asset right before another. */
  move(id: string, beforeId: string, renumber: boolean): JournalEntry {
    if (renumber) {
      let rank = 0;
      for (const asset of this.assets) {
        rank += 1;
        this.#assets.set(asset.definition.id, { ...asset, rank });
      }
      this.source = { ...this.#existing(), nextRank: rank + 1 };
    }
    const asset = this.#assets.get(id);
    if (asset === undefined) throw new Error(`there is no asset ${id}`);
    const order = this.assets.filter((other) => other !== asset);
    const place = order.findIndex((other) => other.definition.id === beforeId);
    const high = order[place]?.rank ?? this.#existing().nextRank;
    const low = order[place - 1]?.rank ?? high - 2;
    const moved = { ...asset, rank: (low + high) / 2, version: this.version + 1 };
    this.#keep(moved);
    return this.#entry(
      renumber
        ? { kind: 'ASSET_MOVED', asset: moved, renumbered: true }
        : { kind: 'ASSET_MOVED', asset: moved },
    );
  }

  #keep(asset: Asset): void {
    this.#assets.set(asset.definition.id, asset);
    const source = this.#existing();
    this.source = { ...source, nextRank: Math.max(source.nextRank, Math.floor(asset.rank) + 1) };
  }

  #existing(): Source {
    if (this.source === undefined) throw new Error('the source does not exist');
    return this.source;
  }

  #entry(change: Change): JournalEntry {
    this.version += 1;
    this.#position += 1;
    if (this.source !== undefined) this.source = { ...this.source, version: this.version };
    return {
      ...change,
      sourceId: this.sourceId,
      version: this.version,
      cause: { kind: 'MUTATION', operation: 'test' },
      principal: 'tester',
      occurredAt: this.#now,
      position: this.#position,
      commit: this.#position,
    };
  }
}
