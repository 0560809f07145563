import type { AssetDefinition } from '../model/asset.ts';
import type { AssetOutcome, RemoveAssetOutcome, SourceOutcome } from './outcome.ts';
import type { SourceDraft } from './source-draft.ts';

/** What a mutation's answer holds before it is known where the journal stands. */
export type Undated<T> = Omit<T, 'cursor'>;

export function sourceOutcome(draft: SourceDraft, changed: boolean): Undated<SourceOutcome> {
  return { source: { ...draft.existing(), version: draft.version }, version: draft.version, changed };
}

/** The source's contents have changed, elsewhere. */
export async function afterAddedOutside(
  draft: SourceDraft,
  definition: AssetDefinition,
  added: Promise<void>,
): Promise<Undated<AssetOutcome>> {
  await added;
  draft.contentsChanged();
  const asset = { sourceId: draft.id, definition, rank: 0, version: 0, createdAt: 0, updatedAt: 0 };
  return { asset, ...sourceOutcome(draft, true) };
}

export async function afterRemovedOutside(
  draft: SourceDraft,
  id: string,
  removed: Promise<void>,
): Promise<Undated<RemoveAssetOutcome>> {
  await removed;
  draft.contentsChanged();
  return { removedAssetId: id, ...sourceOutcome(draft, true) };
}
