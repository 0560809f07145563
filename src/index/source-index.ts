import type { Asset } from '../model/asset.ts';
import type { Source } from '../model/source.ts';
import { clearBit, hasBit, setBit, type Bits } from './bits.ts';
import { Scratch } from './scratch.ts';
import { SlotIndexes } from './slot-indexes.ts';

/**
 * One source in memory. Every asset has a slot, a small number that is used again when the asset is gone;
 * everything that is indexed is a set or an order of slots.
 *
 * A change shows at once, or, between {@link SourceIndex.beginStage} and {@link SourceIndex.commitStage},
 * only when it is committed: a staged asset gets a slot of its own beside the one that it will replace, and
 * readers look at live slots alone.
 */
export class SourceIndex {
  source: Source;
  readonly #assets: (Asset | undefined)[] = [];
  readonly #ranks: number[] = [];
  readonly #byId = new Map<string, number>();
  readonly #free: number[] = [];
  #occupied = 0;
  #live: Bits = new Uint32Array(32);
  #liveCount = 0;
  #stage: Stage | undefined;
  #groupsInUse: { readonly version: number; readonly groups: readonly string[] } | undefined;

  readonly indexes = new SlotIndexes(this.#assets, this.#ranks);
  /** For one query at a time. */
  readonly scratch = new Scratch();

  constructor(source: Source) {
    this.source = source;
  }

  get assetCount(): number {
    return this.#liveCount;
  }

  /** How many slots are in use, live or not. */
  get occupied(): number {
    return this.#occupied;
  }

  /** By slot; may hold assets that are not live. */
  get assets(): readonly (Asset | undefined)[] {
    return this.#assets;
  }

  /** The slots that readers see. */
  get live(): Bits {
    return this.#live;
  }

  /** Whether all slots in use are live, so that the sizes of sets are true. */
  get isSettled(): boolean {
    return this.#occupied === this.#liveCount;
  }

  /** By slot. */
  get ranks(): readonly number[] {
    return this.#ranks;
  }

  assetAt(slot: number): Asset | undefined {
    const asset = this.#assets[slot];
    const rank = (this.#stage?.ranks ?? this.#ranks)[slot];
    if (asset === undefined || rank === undefined || asset.rank === rank) return asset;
    // Renumbering left the asset as it was until somebody looks.
    const renumbered = { ...asset, rank };
    this.#assets[slot] = renumbered;
    return renumbered;
  }

  /** The live slot of an asset. */
  slotOf(id: string): number | undefined {
    let slot = this.#byId.get(id);
    while (slot !== undefined && !hasBit(this.#live, slot)) slot = this.#stage?.older.get(slot);
    return slot;
  }

  neighbour(id: string, side: 'before' | 'after'): Asset | undefined {
    let slot = this.slotOf(id);
    do slot = slot === undefined ? undefined : this.indexes.byRank.beside(slot, side);
    while (slot !== undefined && !hasBit(this.#live, slot));
    return slot === undefined ? undefined : this.assetAt(slot);
  }

  /** All assets by rank. */
  inOrder(): readonly Asset[] {
    const assets: Asset[] = [];
    for (const chunk of this.indexes.byRank.chunks) {
      for (const slot of chunk) {
        const asset = hasBit(this.#live, slot) ? this.assetAt(slot) : undefined;
        if (asset !== undefined) assets.push(asset);
      }
    }
    return assets;
  }

  /** The distinct groups in order of first use by rank. */
  groupsInUse(): readonly string[] {
    const { version } = this.source;
    if (this.#groupsInUse?.version === version) return this.#groupsInUse.groups;
    const groups = new Set<string>();
    for (const chunk of this.indexes.byRank.chunks) {
      for (const slot of chunk) {
        if (!hasBit(this.#live, slot)) continue;
        for (const group of this.#assets[slot]?.definition.groups ?? []) groups.add(group);
      }
      if (this.isSettled && groups.size === this.indexes.groups.size) break;
    }
    this.#groupsInUse = { version, groups: [...groups] };
    return this.#groupsInUse.groups;
  }

  /** Adds an asset, or puts it in the place of the one with its id. */
  put(asset: Asset): void {
    const { id } = asset.definition;
    if (this.#stage !== undefined) {
      this.#stagePut(this.#stage, asset);
      return;
    }
    const slot = this.#byId.get(id);
    if (slot !== undefined) {
      this.#replace(slot, asset);
      return;
    }
    const fresh = this.#occupy(asset);
    this.#byId.set(id, fresh);
    setBit(this.#live, fresh);
    this.#liveCount += 1;
  }

  remove(id: string): void {
    if (this.#stage !== undefined) {
      this.#retire(this.#stage, this.#byId.get(id));
      return;
    }
    const slot = this.#byId.get(id);
    if (slot === undefined) return;
    this.#byId.delete(id);
    clearBit(this.#live, slot);
    this.#liveCount -= 1;
    this.#vacate(slot);
  }

  /** Ranks all assets 1, 2, 3… in their present order. Returns the rank after the last. O(N). */
  renumber(): number {
    const counted = this.#stage?.live ?? this.#live;
    if (this.#stage !== undefined) this.#stage.ranks ??= this.#ranks.slice();
    let rank = 0;
    let between = 0;
    for (const chunk of this.indexes.byRank.chunks) {
      for (const slot of chunk) {
        if (hasBit(counted, slot)) {
          rank += 1;
          between = 0;
        } else {
          // On its way out, and in its place until then.
          between += 1;
        }
        this.#ranks[slot] = rank + between / (this.#assets.length + 1);
      }
    }
    return rank + 1;
  }

  /** From here on changes don't show. */
  beginStage(): void {
    this.#stage = {
      live: this.#live.slice(),
      count: this.#liveCount,
      retired: [],
      older: new Map(),
      ranks: undefined,
    };
  }

  /** Shows all staged changes at once. Returns the slots that nobody sees any more, for {@link SourceIndex.reclaim}. */
  commitStage(source: Source): readonly number[] {
    const stage = this.#stage;
    if (stage === undefined) throw new Error('nothing is staged');
    this.#live = stage.live;
    this.#liveCount = stage.count;
    this.#stage = undefined;
    this.source = source;
    return stage.retired;
  }

  /** Takes a slot out of every index and frees it. */
  reclaim(slot: number): void {
    const id = this.#assets[slot]?.definition.id;
    if (id !== undefined && this.#byId.get(id) === slot) this.#byId.delete(id);
    this.#vacate(slot);
  }

  #stagePut(stage: Stage, asset: Asset): void {
    const { id } = asset.definition;
    const before = this.#byId.get(id);
    this.#retire(stage, before);
    const slot = this.#occupy(asset);
    if (before !== undefined) stage.older.set(slot, before);
    this.#byId.set(id, slot);
    setBit(stage.live, slot);
    stage.count += 1;
  }

  #retire(stage: Stage, slot: number | undefined): void {
    if (slot === undefined || !hasBit(stage.live, slot)) return;
    clearBit(stage.live, slot);
    stage.count -= 1;
    stage.retired.push(slot);
  }

  #occupy(asset: Asset): number {
    const slot = this.#free.pop() ?? this.#assets.length;
    if (slot >>> 5 >= this.#live.length) {
      this.#live = longer(this.#live);
      if (this.#stage !== undefined) this.#stage.live = longer(this.#stage.live);
    }
    this.#occupied += 1;
    this.#assets[slot] = asset;
    this.#ranks[slot] = asset.rank;
    this.indexes.add(slot, asset);
    return slot;
  }

  #vacate(slot: number): void {
    const asset = this.#assets[slot];
    if (asset === undefined) return;
    this.indexes.delete(slot, asset);
    this.#assets[slot] = undefined;
    this.#free.push(slot);
    this.#occupied -= 1;
  }

  #replace(slot: number, asset: Asset): void {
    const before = this.#assets[slot];
    if (before === undefined) return;
    this.indexes.replace(slot, before, asset, () => {
      this.#assets[slot] = asset;
      this.#ranks[slot] = asset.rank;
    });
  }
}

type Stage = {
  /** What readers will see. */
  live: Bits;
  count: number;
  /** What they won't see any more. */
  readonly retired: number[];
  /** From a staged slot to the one that had its id before. */
  readonly older: Map<number, number>;
  /** What readers see as ranks, while others are in force behind the stage. */
  ranks: readonly number[] | undefined;
};

function longer(bits: Bits): Bits {
  const twice = new Uint32Array(bits.length * 2);
  twice.set(bits);
  return twice;
}
