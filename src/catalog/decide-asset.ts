import { badInput, GatewayError } from '../errors.ts';
import { DEFINITION_FIELDS, type Asset, type AssetDefinition } from '../model/asset.ts';
import { jsonEqual } from '../model/json-equal.ts';
import type { Json, JsonObject } from '../model/json.ts';
import { mergePatch } from '../model/merge-patch.ts';
import type { Source } from '../model/source.ts';
import type { Path } from './check.ts';
import { checkDefinition, checkFields } from './check-asset.ts';
import { LIMITS } from './limits.ts';
import { assetNotFound } from './not-found.ts';
import type { SourceDraft } from './source-draft.ts';
import { requireVersion } from './require-version.ts';

export type IfExists = 'FAIL' | 'REPLACE' | 'SKIP';

/** The fields of an asset that a patch may touch, as a caller gives them; null removes. */
export type AssetPatch = Readonly<Record<string, unknown>>;

/** Adds a checked definition, or does what `ifExists` says. Returns the asset as it is then. */
export function decideAddAsset(draft: SourceDraft, definition: AssetDefinition, ifExists: IfExists): Asset {
  const source = draft.existing();
  requireMimeType(source, definition);
  const there = draft.asset(definition.id);
  if (there === undefined) {
    requireRoom(draft, 1);
    return draft.addAsset(definition);
  }
  switch (ifExists) {
    case 'SKIP':
      return there;
    case 'REPLACE':
      return replace(draft, there, definition);
    case 'FAIL':
      throw new GatewayError(
        'ASSET_ALREADY_EXISTS',
        { sourceId: draft.id, assetId: definition.id },
        `The source ${JSON.stringify(draft.id)} has an asset with the id ${JSON.stringify(definition.id)} already.`,
      );
  }
}

export function decideUpdateAsset(
  draft: SourceDraft,
  id: string,
  patch: AssetPatch,
  expectedVersion: number | undefined,
  path: Path,
): Asset {
  const source = draft.existing();
  const asset = existingAsset(draft, id);
  requireVersion(asset.version, expectedVersion, { sourceId: draft.id, assetId: id });
  const definition = patched(asset.definition, patch, path);
  requireMimeType(source, definition);
  return replace(draft, asset, definition);
}

export function decideRemoveAsset(draft: SourceDraft, id: string, expectedVersion: number | undefined): void {
  draft.existing();
  const asset = existingAsset(draft, id);
  requireVersion(asset.version, expectedVersion, { sourceId: draft.id, assetId: id });
  draft.removeAsset(asset);
}

/** Puts an asset right before or right after another. */
export function decideMoveAsset(
  draft: SourceDraft,
  id: string,
  side: 'before' | 'after',
  otherId: string,
): Asset {
  draft.existing();
  const asset = existingAsset(draft, id);
  const other = existingAsset(draft, otherId);
  if (id === otherId) throw badInput([side], 'an asset can not be moved next to itself');
  const place = rankBeside(draft, asset, other, side);
  if (place === 'THERE') return asset;
  if (place !== 'NO_ROOM') return draft.moveAsset(asset, place);
  draft.renumber();
  const fresh = rankBeside(draft, existingAsset(draft, id), existingAsset(draft, otherId), side);
  if (typeof fresh !== 'number') throw new Error('a renumbered source has room');
  return draft.moveAsset(existingAsset(draft, id), fresh, true);
}

/** The rank that puts `asset` beside `other`; ranks are doubles, so the room between two can run out. */
function rankBeside(
  draft: SourceDraft,
  asset: Asset,
  other: Asset,
  side: 'before' | 'after',
): number | 'THERE' | 'NO_ROOM' {
  const neighbour = draft.beside(other.rank, side);
  if (neighbour === undefined) return side === 'before' ? other.rank - 1 : Math.floor(other.rank) + 1;
  if (neighbour.definition.id === asset.definition.id) return 'THERE';
  return rankBetween(neighbour.rank, other.rank) ?? 'NO_ROOM';
}

/** A rank strictly between two others; undefined when doubles have none. */
export function rankBetween(a: number, b: number): number | undefined {
  const middle = (a + b) / 2;
  return middle > Math.min(a, b) && middle < Math.max(a, b) ? middle : undefined;
}

/** Writes a definition in the place of another, if it says something else. */
export function replace(draft: SourceDraft, asset: Asset, definition: AssetDefinition): Asset {
  const fields = changedFields(asset.definition, definition);
  return fields.length === 0 ? asset : draft.updateAsset(asset, definition, fields);
}

/** The names of the fields that say something else. */
export function changedFields(before: AssetDefinition, after: AssetDefinition): string[] {
  return DEFINITION_FIELDS.filter((field) => !jsonEqual(before[field] as Json, after[field] as Json));
}

function patched(definition: AssetDefinition, patch: AssetPatch, path: Path): AssetDefinition {
  const { meta, ...rest } = patch;
  const next: Record<string, unknown> = { ...definition, ...checkFields(rest, path) };
  for (const [key, value] of Object.entries(patch)) if (value === null) delete next[key];
  if (meta !== null && meta !== undefined) {
    checkFields({ meta: withoutNulls(meta) }, path);
    const merged = mergePatch(definition.meta ?? {}, meta as JsonObject);
    // Taking keys away from a meta that is not there does not make one.
    if (definition.meta !== undefined || Object.keys(merged).length > 0) next['meta'] = merged;
  }
  return checkDefinition(next, path);
}

/** A patch's nulls remove keys: what remains is checked before it is merged, so that errors name the patch. */
function withoutNulls(meta: unknown): unknown {
  if (typeof meta !== 'object' || meta === null || Array.isArray(meta)) return meta;
  return Object.fromEntries(Object.entries(meta).filter(([, value]) => value !== null));
}

export function existingAsset(draft: SourceDraft, id: string): Asset {
  const asset = draft.asset(id);
  if (asset === undefined) throw assetNotFound(draft.id, id);
  return asset;
}

/** Throws LIMIT_EXCEEDED when the source can't take `more` assets. */
export function requireRoom(draft: SourceDraft, more: number): void {
  if (draft.assetCount + more <= LIMITS.assetsPerSource) return;
  throw new GatewayError(
    'LIMIT_EXCEEDED',
    { sourceId: draft.id, limit: LIMITS.assetsPerSource },
    `A source may have at most ${LIMITS.assetsPerSource} assets.`,
  );
}

/** Throws MIME_TYPE_NOT_SUPPORTED when the asset says its MIME type and the source doesn't take it. */
export function requireMimeType(source: Source, definition: AssetDefinition): void {
  const supported = source.definition.supportedMimeTypes ?? [];
  const mimeType = definition.meta?.['mimeType'];
  if (supported.length === 0 || typeof mimeType !== 'string') return;
  const type = mimeType.toLowerCase();
  const fits = supported.some((pattern) => {
    const wanted = pattern.toLowerCase();
    return (
      wanted === type || wanted === '*/*' || (wanted.endsWith('/*') && type.startsWith(wanted.slice(0, -1)))
    );
  });
  if (fits) return;
  throw new GatewayError(
    'MIME_TYPE_NOT_SUPPORTED',
    { sourceId: source.definition.id, assetId: definition.id, mimeType, supportedMimeTypes: supported },
    `The source ${JSON.stringify(source.definition.id)} takes ${supported.join(', ')}, not ${mimeType}.`,
  );
}
