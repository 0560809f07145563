import type { Asset, AssetDefinition } from '../model/asset.ts';
import type { Breather } from './breather.ts';
import type { SyncPlan } from './plan-sync.ts';
import type { SourceDraft } from './source-draft.ts';

/** Where a plan's placements go. */
export type SyncRanks = {
  readonly of: ReadonlyMap<string, number>;
  /** The asset whose move carries the renumbering that has to come first, when one has to. */
  readonly renumbers: Asset | undefined;
};

/** Placements that follow on one another in the list. */
type Run = {
  readonly ids: string[];
  /** The asset that stays right behind them; undefined: they end the list. */
  readonly anchor: string | undefined;
};

/**
 * Ranks for what is placed: each run goes between the asset that stays behind it and whatever stands before that one
 * now, where no rank is in use, so that no two assets share a rank at any moment.
 */
export async function syncRanks(
  draft: SourceDraft,
  definitions: readonly AssetDefinition[],
  plan: SyncPlan,
  breather: Breather,
): Promise<SyncRanks> {
  if (plan.placements.length === 0) return { of: new Map(), renumbers: undefined };
  const runs = await runsOf(definitions, plan, breather);
  return (
    (await ranked(runs, rankAsIs(draft), breather)) ??
    (await ranked(runs, rankRenumbered(draft, plan), breather)) ??
    noRoom()
  );
}

async function runsOf(
  definitions: readonly AssetDefinition[],
  plan: SyncPlan,
  breather: Breather,
): Promise<readonly Run[]> {
  const runs: Run[] = [];
  let ids: string[] = [];
  let next = 0;
  for (const { id } of definitions) {
    if (breather.due) await breather.breathe();
    if (plan.placements[next]?.definition.id === id) {
      ids.push(id);
      next += 1;
    } else if (ids.length > 0) {
      runs.push({ ids, anchor: id });
      ids = [];
    }
  }
  if (ids.length > 0) runs.push({ ids, anchor: undefined });
  return runs;
}

/** Undefined when doubles have no room between two ranks for all that has to go there. */
async function ranked(
  runs: readonly Run[],
  scale: Scale,
  breather: Breather,
): Promise<SyncRanks | undefined> {
  const of = new Map<string, number>();
  for (const { ids, anchor } of runs) {
    const high = anchor === undefined ? undefined : scale.of(anchor);
    const low = anchor === undefined ? undefined : scale.before(anchor);
    let previous = low ?? Number.NEGATIVE_INFINITY;
    for (const [index, id] of ids.entries()) {
      if (breather.due) await breather.breathe();
      const rank = rankOf(index, ids.length, low, high, scale.next);
      if (rank <= previous || (high !== undefined && rank >= high)) return undefined;
      of.set(id, rank);
      previous = rank;
    }
  }
  return { of, renumbers: scale.renumbers };
}

function rankOf(
  index: number,
  length: number,
  low: number | undefined,
  high: number | undefined,
  next: number,
): number {
  if (high === undefined) return next + index;
  if (low === undefined) return high - length + index;
  return low + (high - low) * ((index + 1) / (length + 1));
}

type Scale = {
  of(id: string): number;
  /** The rank in use right below an asset's; undefined when it is the lowest. */
  before(id: string): number | undefined;
  /** Above every rank in use. */
  readonly next: number;
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

function noRoom(): never {
  throw new Error('a renumbered source has room');
}
