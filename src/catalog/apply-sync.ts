import type { Asset, AssetDefinition } from '../model/asset.ts';
import { MAX_EVENT_CHANGES, type AssetChange } from '../model/event.ts';
import { Breather } from './breather.ts';
import type { SyncOptions, SyncPlan } from './plan-sync.ts';
import type { SourceDraft } from './source-draft.ts';
import { syncRanks, type SyncRanks } from './sync-ranks.ts';

/** What a sync did or would do, in numbers and by its first changes. */
export type SyncCounts = {
  readonly added: number;
  readonly updated: number;
  readonly removed: number;
  readonly moved: number;
  readonly unchanged: number;
  readonly changes: readonly AssetChange[];
};

const APPENDED: SyncRanks = { of: new Map(), renumbers: undefined };

/**
 * Writes a plan into the draft that it was made on, in slices that leave the event loop to others. Returns what
 * it did: the plan, and now and then one move more.
 */
export async function applySync(
  draft: SourceDraft,
  definitions: readonly AssetDefinition[],
  plan: SyncPlan,
  mode: SyncOptions['mode'],
): Promise<SyncCounts> {
  const breather = new Breather();
  const ranks = mode === 'MERGE' ? APPENDED : await syncRanks(draft, definitions, plan, breather);
  draft.forgetOrder();
  for (const asset of plan.removals) {
    if (breather.due) await breather.breathe();
    draft.removeAsset(asset);
  }
  const carrier = ranks.renumbers === undefined ? undefined : renumber(draft, plan, ranks, ranks.renumbers);
  for (const { definition, asset } of plan.placements) {
    if (breather.due) await breather.breathe();
    if (definition.id === carrier) continue;
    const rank = ranks.of.get(definition.id);
    if (asset === undefined) draft.addAsset(definition, rank);
    else if (rank !== undefined) draft.moveAsset(draft.asset(definition.id) ?? asset, rank);
  }
  for (const { definition, asset, fields } of plan.updates) {
    if (breather.due) await breather.breathe();
    draft.updateAsset(draft.asset(definition.id) ?? asset, definition, fields);
  }
  const counts = countsOf(plan);
  if (carrier === undefined || plan.placements.some(({ definition }) => definition.id === carrier))
    return counts;
  return { ...counts, moved: counts.moved + 1 };
}

/**
 * Ranks all assets anew. A move tells so: the first that is due anyway or, where there is none, that of the first
 * asset to where it is. Returns whose.
 */
function renumber(draft: SourceDraft, plan: SyncPlan, { of }: SyncRanks, first: Asset): string {
  const moved = plan.placements.find(({ asset }) => asset !== undefined)?.definition.id;
  draft.renumber();
  const carrier = draft.asset(moved ?? first.definition.id);
  if (carrier === undefined) throw new Error('what is moved is there');
  draft.moveAsset(carrier, (moved === undefined ? undefined : of.get(moved)) ?? carrier.rank, true);
  return carrier.definition.id;
}

/** What a plan would do. */
export function countsOf(plan: SyncPlan): SyncCounts {
  const changes: AssetChange[] = [];
  const note = (kind: AssetChange['kind'], assetId: string, fields: readonly string[] = []): void => {
    if (changes.length < MAX_EVENT_CHANGES) changes.push({ kind, assetId, fields });
  };
  for (const asset of plan.removals) note('REMOVED', asset.definition.id);
  let added = 0;
  for (const { definition, asset } of plan.placements) {
    if (asset === undefined) added += 1;
    note(asset === undefined ? 'ADDED' : 'MOVED', definition.id);
  }
  for (const { definition, fields } of plan.updates) note('UPDATED', definition.id, fields);
  return {
    added,
    moved: plan.placements.length - added,
    removed: plan.removals.length,
    updated: plan.updates.length,
    unchanged: plan.unchanged,
    changes,
  };
}
