import { badInput, GatewayError } from '../errors.ts';
import type { Asset } from '../model/asset.ts';
import { checkDefinition } from './check-asset.ts';
import { idText, type Path } from './check.ts';
import {
  decideAddAsset,
  decideMoveAsset,
  decideRemoveAsset,
  decideUpdateAsset,
  type AssetPatch,
} from './decide-asset.ts';
import { LIMITS } from './limits.ts';
import type { ItemResult } from './outcome.ts';
import type { SourceDraft } from './source-draft.ts';

export type OnError = 'REJECT_ALL' | 'SKIP_FAILED';

/** One item of changeAssets: exactly one of the keys. */
export type AssetChangeInput = {
  readonly add?: unknown;
  readonly upsert?: unknown;
  readonly update?:
    | {
        readonly id: string;
        readonly patch: AssetPatch;
        readonly expectedVersion?: number | null | undefined;
      }
    | null
    | undefined;
  readonly remove?:
    | { readonly id: string; readonly expectedVersion?: number | null | undefined }
    | null
    | undefined;
  readonly move?:
    | {
        readonly id: string;
        readonly before?: string | null | undefined;
        readonly after?: string | null | undefined;
      }
    | null
    | undefined;
};

/**
 * Decides the items one after the other, each on what the ones before it left. REJECT_ALL throws one error that
 * names every failing item; SKIP_FAILED reports them beside the others' results.
 */
export function decideChanges(
  draft: SourceDraft,
  changes: readonly AssetChangeInput[],
  onError: OnError,
  newId: () => string,
): ItemResult[] {
  draft.existing();
  if (changes.length > LIMITS.changes) {
    throw new GatewayError(
      'LIMIT_EXCEEDED',
      { field: 'changes', limit: LIMITS.changes, actual: changes.length },
      `At most ${LIMITS.changes} changes fit in one call; these are ${changes.length}. syncSource takes more.`,
    );
  }
  const results: ItemResult[] = [];
  const failures: { index: number; code: string; message: string; field?: string }[] = [];
  for (const [index, change] of changes.entries()) {
    const version = draft.version;
    try {
      const asset = decideItem(draft, change, newId);
      const changed = draft.version !== version;
      results.push({ index, assetId: asset.id, changed, asset: asset.asset, error: undefined });
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      const field = typeof error.details['field'] === 'string' ? error.details['field'] : undefined;
      failures.push({
        index,
        code: error.code,
        message: error.message,
        ...(field !== undefined && { field }),
      });
      results.push({
        index,
        assetId: itemId(change),
        changed: false,
        asset: undefined,
        error: { code: error.code, message: error.message, field },
      });
    }
  }
  if (failures.length > 0 && onError === 'REJECT_ALL') throw rejected(draft.id, failures, changes.length);
  // An item's asset may have been changed again by a later item: all results show the end.
  return results.map((result) =>
    result.asset === undefined ? result : { ...result, asset: draft.asset(result.asset.definition.id) },
  );
}

/** The first failure gives the code, so that a caller who knows one kind of failure knows this one too. */
function rejected(
  sourceId: string,
  failures: readonly { index: number; code: string; message: string }[],
  total: number,
): GatewayError {
  const [first] = failures;
  if (first === undefined) throw new Error('nothing failed');
  return new GatewayError(
    first.code as GatewayError['code'],
    { sourceId, failures },
    `${failures.length} of ${total} changes failed, so none was made. Item ${first.index}: ${first.message}`,
  );
}

/** What became of an item: which asset, and the asset itself unless it was removed. */
function decideItem(
  draft: SourceDraft,
  change: AssetChangeInput,
  newId: () => string,
): { id: string; asset: Asset | undefined } {
  const [kind, ...others] = KINDS.filter((key) => change[key] !== undefined && change[key] !== null);
  if (kind === undefined || others.length > 0)
    throw badInput([], `an item must have exactly one of ${KINDS.join(', ')}`);
  const path: Path = [kind];
  switch (kind) {
    case 'add':
    case 'upsert': {
      const definition = checkDefinition(change[kind], path, newId);
      const asset = decideAddAsset(draft, definition, kind === 'add' ? 'FAIL' : 'REPLACE');
      return { id: definition.id, asset };
    }
    case 'update': {
      const update = required(change.update);
      const id = idText(update.id, [kind, 'id']);
      const asset = decideUpdateAsset(draft, id, update.patch, update.expectedVersion ?? undefined, [
        kind,
        'patch',
      ]);
      return { id, asset };
    }
    case 'remove': {
      const removal = required(change.remove);
      decideRemoveAsset(draft, removal.id, removal.expectedVersion ?? undefined);
      return { id: removal.id, asset: undefined };
    }
    case 'move': {
      const move = required(change.move);
      const before = move.before ?? undefined;
      const after = move.after ?? undefined;
      if (before !== undefined && after === undefined) {
        return { id: move.id, asset: decideMoveAsset(draft, move.id, 'before', before) };
      }
      if (after !== undefined && before === undefined) {
        return { id: move.id, asset: decideMoveAsset(draft, move.id, 'after', after) };
      }
      throw badInput(path, 'must have exactly one of before, after');
    }
  }
}

const KINDS = ['add', 'upsert', 'update', 'remove', 'move'] as const;

function itemId(change: AssetChangeInput): string | undefined {
  for (const key of KINDS) {
    const id = (change[key] as { readonly id?: unknown } | null | undefined)?.id;
    if (typeof id === 'string') return id;
  }
  return undefined;
}

function required<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error('the kind was found by its value');
  return value;
}
