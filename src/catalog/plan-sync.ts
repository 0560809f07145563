import { badInput, GatewayError } from '../errors.ts';
import type { Asset, AssetDefinition } from '../model/asset.ts';
import { Breather } from './breather.ts';
import { changedFields, requireMimeType, requireRoom } from './decide-asset.ts';
import { requireLocal } from './external-assets.ts';
import { longestAscending } from './longest-ascending.ts';
import type { SourceDraft } from './source-draft.ts';

export type SyncOptions = {
  /** SYNC removes what is not in the list, and takes its order; MERGE does neither. */
  readonly mode: 'SYNC' | 'MERGE';
  /** The largest share of the present assets that may be removed, 0 to 1. */
  readonly removalLimit: number;
};

/** The smallest difference between a source and a list. */
export type SyncPlan = {
  readonly removals: readonly Asset[];
  readonly updates: readonly {
    readonly asset: Asset;
    readonly definition: AssetDefinition;
    readonly fields: string[];
  }[];
  /** Assets that stand elsewhere or are new, in the order of the list. */
  readonly placements: readonly Placement[];
  /** How many assets are as the list says, and where it says. */
  readonly unchanged: number;
};

type Placement = {
  readonly definition: AssetDefinition;
  /** Undefined: the asset is new. */
  readonly asset: Asset | undefined;
};

/**
 * Plans to make a source equal to `definitions`, which are checked. Throws BAD_USER_INPUT for an id that comes
 * twice, MIME_TYPE_NOT_SUPPORTED, LIMIT_EXCEEDED, and REMOVAL_LIMIT_EXCEEDED when too much would go. O(N log N),
 * in slices that leave the event loop to others.
 */
export async function planSync(
  draft: SourceDraft,
  definitions: readonly AssetDefinition[],
  options: SyncOptions,
): Promise<SyncPlan> {
  const source = requireLocal(draft);
  const breather = new Breather();
  const wanted = new Map<string, number>();
  const kept: Asset[] = [];
  for (const [index, { id }] of definitions.entries()) {
    if (breather.due) await breather.breathe();
    const first = wanted.get(id);
    if (first !== undefined)
      throw badInput(['assets', index, 'id'], `${JSON.stringify(id)} is the id of assets.${first} already`);
    wanted.set(id, index);
    const asset = draft.asset(id);
    if (asset !== undefined) kept.push(asset);
  }
  const total = draft.assetCount;
  const removals: Asset[] = [];
  // Listing a source costs; it is only done when there is something to find.
  const present = options.mode === 'MERGE' || kept.length === total ? [] : draft.order();
  for (const asset of present) {
    if (breather.due) await breather.breathe();
    if (!wanted.has(asset.definition.id)) removals.push(asset);
  }
  requireRemovalLimit(draft.id, removals.length, total, options.removalLimit);
  requireRoom(draft, definitions.length - kept.length - removals.length);

  const moving = options.mode === 'MERGE' ? new Set<Asset>() : await outOfPlace(kept, breather);
  const updates: SyncPlan['updates'][number][] = [];
  const placements: Placement[] = [];
  let unchanged = 0;
  for (const definition of definitions) {
    if (breather.due) await breather.breathe();
    const asset = draft.asset(definition.id);
    if (asset === undefined) {
      requireMimeType(source, definition);
      placements.push({ definition, asset });
      continue;
    }
    const moves = moving.has(asset);
    if (moves) placements.push({ definition, asset });
    const fields = changedFields(asset.definition, definition);
    if (fields.length > 0) {
      requireMimeType(source, definition);
      updates.push({ asset, definition, fields });
    } else if (!moves) unchanged += 1;
  }
  return { removals, updates, placements, unchanged };
}

/** The fewest assets that must move for all to stand in this order. */
async function outOfPlace(assets: readonly Asset[], breather: Breather): Promise<Set<Asset>> {
  const still = await longestAscending(assets, (asset) => asset.rank, breather);
  if (still.length === assets.length) return new Set();
  const moving = new Set<Asset>();
  let next = 0;
  for (const asset of assets) {
    if (breather.due) await breather.breathe();
    if (asset === still[next]) next += 1;
    else moving.add(asset);
  }
  return moving;
}

function requireRemovalLimit(sourceId: string, removals: number, total: number, limit: number): void {
  if (removals <= total * limit) return;
  throw new GatewayError(
    'REMOVAL_LIMIT_EXCEEDED',
    { sourceId, removals, total, removalLimit: limit },
    `The sync would remove ${removals} of ${total} assets; the limit is ${limit * 100} %. Nothing was changed. ` +
      `If this is meant, sync again with a higher removalLimit.`,
  );
}
