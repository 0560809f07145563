import { badInput, GatewayError, type ErrorCode } from '../errors.ts';
import type { Asset } from '../model/asset.ts';
import { checkDefinition } from './check-asset.ts';
import { Breather } from './breather.ts';
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
export async function decideChanges(
  draft: SourceDraft,
  changes: readonly AssetChangeInput[],
  onError: OnError,
  newId: () => string,
): Promise<ItemResult[]> {
  draft.existing();
  if (changes.length > LIMITS.changes) {
    throw new GatewayError(
      'LIMIT_EXCEEDED',
      { field: 'changes', limit: LIMITS.changes, actual: changes.length },
      `At most ${LIMITS.changes} changes fit in one call; these are ${changes.length}. syncSource takes more.`,
    );
  }
  const results: ItemResult[] = [];
  const failures: ItemFailure[] = [];
  const breather = new Breather();
  for (const [index, change] of changes.entries()) {
    if (breather.due) await breather.breathe();
    const version = draft.version;
    try {
      const asset = decideItem(draft, change, newId);
      const changed = draft.version !== version;
      results.push({ index, assetId: asset.id, changed, asset: asset.asset, error: undefined });
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      const assetId = itemId(change);
      const { code, message } = error;
      const field = fieldOf(error, change);
      failures.push({ index, assetId, code, field, message });
      results.push({ index, assetId, changed: false, asset: undefined, error: { code, message, field } });
    }
  }
  if (failures.length > 0 && onError === 'REJECT_ALL') throw rejected(draft.id, failures, changes.length);
  // An item's asset may have been changed again by a later item: all results show the end.
  return results.map((result) =>
    result.asset === undefined ? result : { ...result, asset: draft.asset(result.asset.definition.id) },
  );
}

type ItemFailure = {
  readonly index: number;
  readonly assetId: string | undefined;
  readonly code: string;
  readonly field: string;
  readonly message: string;
};

/** The first failure gives the code, so that a caller who knows one kind of failure knows this one too. */
function rejected(sourceId: string, failures: readonly ItemFailure[], total: number): GatewayError {
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
      const id = idText(removal.id, [kind, 'id']);
      decideRemoveAsset(draft, id, removal.expectedVersion ?? undefined);
      return { id, asset: undefined };
    }
    case 'move': {
      const move = required(change.move);
      const id = idText(move.id, [kind, 'id']);
      const [side, ...more] = SIDES.filter((key) => move[key] !== undefined && move[key] !== null);
      if (side === undefined || more.length > 0)
        throw badInput(path, 'must have exactly one of before, after');
      const other = idText(move[side], [kind, side]);
      return { id, asset: decideMoveAsset(draft, id, side, other) };
    }
  }
}

const KINDS = ['add', 'upsert', 'update', 'remove', 'move'] as const;

const SIDES = ['before', 'after'] as const;

/** The field of an item that is to blame for its failure. */
function fieldOf(error: GatewayError, change: AssetChangeInput): string {
  const { field, assetId } = error.details;
  if (typeof field === 'string') return field;
  const kind = KINDS.find((key) => change[key] !== undefined && change[key] !== null) ?? '';
  const suffix = FIELD_OF_CODE[error.code];
  if (suffix !== undefined)
    return `${kind}${kind === 'update' ? suffix.replace('.meta', '.patch.meta') : suffix}`;
  if (error.code !== 'ASSET_NOT_FOUND') return kind;
  const side = SIDES.find((key) => change.move?.[key] === assetId);
  return change.move?.id === assetId || side === undefined ? `${kind}.id` : `move.${side}`;
}

const FIELD_OF_CODE: Partial<Record<ErrorCode, string>> = {
  VERSION_CONFLICT: '.expectedVersion',
  MIME_TYPE_NOT_SUPPORTED: '.meta.mimeType',
  ASSET_ALREADY_EXISTS: '.id',
};

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
