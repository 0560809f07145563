import { badInput, GatewayError } from '../errors.ts';
import type { Asset, AssetDefinition } from '../model/asset.ts';
import { MAX_EVENT_CHANGES, type AssetChange } from '../model/event.ts';
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
  /** Assets that stand elsewhere or are new, from the end of the list to its beginning, each in front of its anchor. */
  readonly placements: readonly Placement[];
  readonly unchanged: number;
};

type Placement = {
  readonly definition: AssetDefinition;
  /** Undefined: the asset is new. */
  readonly asset: Asset | undefined;
};

/** What a sync did or would do, in numbers and by its first changes. */
export type SyncCounts = {
  readonly added: number;
  readonly updated: number;
  readonly removed: number;
  readonly moved: number;
  readonly unchanged: number;
  readonly changes: readonly AssetChange[];
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
  for (const [index, { id }] of definitions.entries()) {
    const first = wanted.get(id);
    if (first !== undefined)
      throw badInput(['assets', index, 'id'], `${JSON.stringify(id)} is the id of assets.${first} already`);
    wanted.set(id, index);
    if (breather.due) await breather.breathe();
  }
  const present = draft.order();
  const removals =
    options.mode === 'MERGE' ? [] : present.filter((asset) => !wanted.has(asset.definition.id));
  requireRemovalLimit(draft.id, removals.length, present.length, options.removalLimit);
  requireRoom(draft, definitions.length - (present.length - removals.length));

  const updates: { asset: Asset; definition: AssetDefinition; fields: string[] }[] = [];
  const kept: Asset[] = [];
  let unchanged = 0;
  for (const definition of definitions) {
    const asset = draft.asset(definition.id);
    if (asset !== undefined) kept.push(asset);
    const fields = asset === undefined ? [] : changedFields(asset.definition, definition);
    if (asset === undefined || fields.length > 0) requireMimeType(source, definition);
    if (asset !== undefined && fields.length > 0) updates.push({ asset, definition, fields });
    if (asset !== undefined && fields.length === 0) unchanged += 1;
    if (breather.due) await breather.breathe();
  }
  const still =
    options.mode === 'MERGE' ? new Set(kept) : new Set(longestAscending(kept, (asset) => asset.rank));
  const placements: Placement[] = [];
  for (const definition of definitions) {
    const asset = draft.asset(definition.id);
    if (asset === undefined || !still.has(asset)) placements.push({ definition, asset });
  }
  const movedUnchanged = placements.filter(
    ({ asset, definition }) =>
      asset !== undefined && changedFields(asset.definition, definition).length === 0,
  ).length;
  return { removals, updates, placements, unchanged: unchanged - movedUnchanged };
}

/** Writes a plan into the draft that it was made on. */
export async function applySync(
  draft: SourceDraft,
  definitions: readonly AssetDefinition[],
  plan: SyncPlan,
  mode: SyncOptions['mode'],
): Promise<void> {
  const breather = new Breather();
  const ranks = mode === 'MERGE' ? undefined : ranksFor(draft, definitions, plan);
  draft.forgetOrder();
  for (const asset of plan.removals) {
    draft.removeAsset(asset);
    if (breather.due) await breather.breathe();
  }
  if (ranks?.renumbered !== undefined) renumberWith(draft, ranks.renumbered);
  for (const { definition, asset } of plan.placements) {
    const rank = ranks?.of.get(definition.id);
    if (asset === undefined) draft.addAsset(definition, rank);
    else if (rank !== undefined) draft.moveAsset(draft.asset(definition.id) ?? asset, rank);
    if (breather.due) await breather.breathe();
  }
  for (const { definition, asset, fields } of plan.updates) {
    draft.updateAsset(draft.asset(definition.id) ?? asset, definition, fields);
    if (breather.due) await breather.breathe();
  }
}

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

/**
 * Ranks for what is placed: each run of them goes between the asset that stays behind it and whatever stands
 * before that one now, where no rank is in use, so that no two assets share a rank at any moment.
 */
function ranksFor(
  draft: SourceDraft,
  definitions: readonly AssetDefinition[],
  plan: SyncPlan,
): { of: Map<string, number>; renumbered: Asset | undefined } {
  const placed = new Set(plan.placements.map(({ definition }) => definition.id));
  for (const scale of [rankAsIs(draft), rankRenumbered(draft, plan)]) {
    const of = new Map<string, number>();
    let run: string[] = [];
    let room = true;
    const close = (low: number | undefined, high: number | undefined): void => {
      run.forEach((id, index) => {
        const step = (index + 1) / (run.length + 1);
        const rank =
          high === undefined
            ? scale.next + index
            : low === undefined
              ? high - run.length + index
              : low + (high - low) * step;
        const previous = index === 0 ? low : of.get(run[index - 1] ?? '');
        if ((previous !== undefined && rank <= previous) || (high !== undefined && rank >= high))
          room = false;
        of.set(id, rank);
      });
      run = [];
    };
    for (const { id } of definitions) {
      if (placed.has(id)) run.push(id);
      else if (run.length > 0) {
        const anchor = scale.of(id);
        close(scale.before(id), anchor);
      }
    }
    close(undefined, undefined);
    if (room) return { of, renumbered: scale.renumbers };
  }
  throw new Error('a renumbered source has room');
}

type Scale = {
  of(id: string): number;
  /** The rank in use right below an asset's; undefined when it is the lowest. */
  before(id: string): number | undefined;
  /** Above every rank in use. */
  readonly next: number;
  /** The asset whose move carries the renumbering, when this scale needs one. */
  readonly renumbers: Asset | undefined;
};

function rankAsIs(draft: SourceDraft): Scale {
  const of = (id: string): number => draft.asset(id)?.rank ?? 0;
  return {
    of,
    before: (id) => draft.beside(of(id), 'before')?.rank,
    next: draft.existing().nextRank,
    renumbers: undefined,
  };
}

/** As if the assets that are not removed had the ranks 1, 2, 3… */
function rankRenumbered(draft: SourceDraft, plan: SyncPlan): Scale {
  const removed = new Set(plan.removals);
  const left = draft.order().filter((asset) => !removed.has(asset));
  const ranks = new Map(left.map((asset, index) => [asset.definition.id, index + 1]));
  const of = (id: string): number => ranks.get(id) ?? 0;
  return {
    of,
    before: (id) => (of(id) > 1 ? of(id) - 1 : undefined),
    next: left.length + 1,
    renumbers: left[0],
  };
}

/** Renumbering is told by a move, so the first asset "moves" to where it is. */
function renumberWith(draft: SourceDraft, first: Asset): void {
  draft.renumber();
  const asset = draft.asset(first.definition.id);
  if (asset !== undefined) draft.moveAsset(asset, asset.rank, true);
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
