import { GatewayError } from '../errors.ts';
import type { Asset, AssetDefinition } from '../model/asset.ts';
import type { Page } from '../model/page.ts';
import type { AssetQuery } from '../model/query.ts';
import type { Source } from '../model/source.ts';
import type { SourceDraft } from './source-draft.ts';

/**
 * The outside system behind an EXTERNAL source. Every method asks it, and rejects with EXTERNAL_SOURCE_FAILED when it does
 * not answer as it should; adding and removing throw SOURCE_READ_ONLY where it takes no such thing.
 */
export interface ExternalAssets {
  findAssets(query: AssetQuery, version: number): Promise<Page>;
  fetchAsset(id: string): Promise<Asset | undefined>;
  groups(): Promise<readonly string[]>;
  addAsset(asset: AssetDefinition): Promise<void>;
  removeAsset(id: string): Promise<void>;
}

/** What is behind an EXTERNAL source; throws EXTERNAL_SOURCE_FAILED when nothing is, as with a config that lost it. */
export function externalAssets(
  externals: ReadonlyMap<string, ExternalAssets>,
  { definition: { id } }: Source,
): ExternalAssets {
  const external = externals.get(id);
  if (external !== undefined) return external;
  const message = `No outside system is configured behind "${id}".`;
  throw new GatewayError('EXTERNAL_SOURCE_FAILED', { sourceId: id }, message);
}

/**
 * Throws SOURCE_ALREADY_EXISTS for an id that the config gives to an outside system, also while that source is removed:
 * with another one in its place the next start would fail.
 */
export function requireUnclaimed(externals: ReadonlyMap<string, ExternalAssets>, sourceId: string): void {
  if (!externals.has(sourceId)) return;
  const message = `The id ${JSON.stringify(sourceId)} belongs to an outside system of the config.`;
  throw new GatewayError('SOURCE_ALREADY_EXISTS', { sourceId }, message);
}

/** The source, when its assets live here; throws SOURCE_READ_ONLY otherwise, and SOURCE_NOT_FOUND when there is none. */
export function requireLocal(draft: SourceDraft): Source {
  const source = draft.existing();
  if (source.kind === 'LOCAL') return source;
  throw new GatewayError('SOURCE_READ_ONLY', { sourceId: draft.id });
}
