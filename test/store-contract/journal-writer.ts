import type { Asset, AssetDefinition } from '../../src/model/asset.ts';
import type { Change, DraftEntry } from '../../src/model/journal.ts';
import type { Source } from '../../src/model/source.ts';
import type { Appended, Batch, DraftAnswer, Store } from '../../src/store/store.ts';

const START = Date.UTC(2026, 0, 1);

/** A change as a test says it: versions, ranks and times are filled in. */
export type Act =
  | 'ADD_SOURCE'
  | 'UPDATE_SOURCE'
  | 'REMOVE_SOURCE'
  | 'NOTIFY'
  | { readonly add: string; readonly definition?: Partial<AssetDefinition>; readonly rank?: number }
  | { readonly update: string; readonly definition?: Partial<AssetDefinition> }
  | { readonly move: string; readonly rank: number; readonly renumbered?: true }
  | { readonly remove: string };

/** Makes the batches of one source, as the catalog would: it knows the source's present state. */
export class JournalWriter {
  readonly sourceId: string;
  source: Source | undefined;
  version = 0;
  nextRank = 1;
  readonly assets = new Map<string, Asset>();
  occurredAt = START;

  constructor(sourceId: string) {
    this.sourceId = sourceId;
  }

  /** The batch for these commits; the writer goes on as if it had been committed. */
  batch(commits: readonly (readonly Act[])[], answers: readonly DraftAnswer[] = []): Batch {
    const basedOn = this.version;
    const drafts = commits.map((acts) => acts.map((act) => this.#draft(act)));
    return { sourceId: this.sourceId, basedOn, source: this.source, commits: drafts, answers };
  }

  /** Appends one commit of these acts. */
  write(store: Store, ...acts: readonly Act[]): Promise<Appended> {
    return store.append(this.batch([acts]));
  }

  /** The assets by rank, as the store should have them. */
  ordered(): Asset[] {
    return [...this.assets.values()].toSorted((a, b) => a.rank - b.rank);
  }

  #draft(act: Act): DraftEntry {
    this.version += 1;
    this.occurredAt += 1_000;
    const change = this.#change(act);
    if (this.source !== undefined) {
      this.source = { ...this.source, version: this.version, nextRank: this.nextRank };
    }
    return {
      ...('source' in change && this.source !== undefined ? { ...change, source: this.source } : change),
      sourceId: this.sourceId,
      version: this.version,
      cause: { kind: 'MUTATION', operation: 'test' },
      principal: 'tester',
      occurredAt: this.occurredAt,
    };
  }

  #change(act: Act): Change {
    if (act === 'ADD_SOURCE' || act === 'UPDATE_SOURCE') {
      const source: Source = {
        definition: { id: this.sourceId, name: { en: `Name ${this.version}` } },
        kind: 'LOCAL',
        version: this.version,
        nextRank: this.nextRank,
        createdAt: this.source?.createdAt ?? this.occurredAt,
        updatedAt: this.occurredAt,
      };
      this.source = source;
      return act === 'ADD_SOURCE'
        ? { kind: 'SOURCE_ADDED', source }
        : { kind: 'SOURCE_UPDATED', source, fields: ['name'] };
    }
    if (act === 'REMOVE_SOURCE') {
      this.source = undefined;
      this.assets.clear();
      return { kind: 'SOURCE_REMOVED' };
    }
    if (act === 'NOTIFY') return { kind: 'CONTENTS_CHANGED' };
    if ('remove' in act) {
      this.assets.delete(act.remove);
      return { kind: 'ASSET_REMOVED', assetId: act.remove };
    }
    if ('move' in act) return this.#move(act);
    return this.#put(act);
  }

  #move(act: { readonly move: string; readonly rank: number; readonly renumbered?: true }): Change {
    if (act.renumbered === true) {
      for (const [index, asset] of this.ordered().entries()) {
        this.assets.set(asset.definition.id, { ...asset, rank: index + 1 });
      }
      this.nextRank = this.assets.size + 1;
    }
    const before = this.assets.get(act.move);
    if (before === undefined) throw new Error(`No asset ${act.move}`);
    const asset = { ...before, rank: act.rank, version: this.version, updatedAt: this.occurredAt };
    this.assets.set(act.move, asset);
    return act.renumbered === true
      ? { kind: 'ASSET_MOVED', asset, renumbered: true }
      : { kind: 'ASSET_MOVED', asset };
  }

  #put(
    act:
      | { readonly add: string; readonly definition?: Partial<AssetDefinition>; readonly rank?: number }
      | { readonly update: string; readonly definition?: Partial<AssetDefinition> },
  ): Change {
    const id = 'add' in act ? act.add : act.update;
    const before = this.assets.get(id);
    const asset: Asset = {
      sourceId: this.sourceId,
      definition: { id, label: { en: `${id} at ${this.version}` }, ...act.definition },
      rank: 'add' in act ? (act.rank ?? this.nextRank) : (before?.rank ?? 0),
      version: this.version,
      createdAt: before?.createdAt ?? this.occurredAt,
      updatedAt: this.occurredAt,
    };
    if ('add' in act) this.nextRank = Math.max(this.nextRank, Math.floor(asset.rank) + 1);
    this.assets.set(id, asset);
    return 'add' in act
      ? { kind: 'ASSET_ADDED', asset }
      : { kind: 'ASSET_UPDATED', asset, fields: ['label'] };
  }
}

/** All assets of a source, as the store streams them. */
export async function assetsOf(store: Store, sourceId: string, sliceSize?: number): Promise<Asset[]> {
  const assets: Asset[] = [];
  for await (const slice of store.assets(sourceId, sliceSize)) assets.push(...slice);
  return assets;
}
