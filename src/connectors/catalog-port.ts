import type { Asset } from '../model/asset.ts';
import type { Principal } from '../model/principal.ts';
import type { Source, SourceKind } from '../model/source.ts';
import type { Actor } from '../catalog/actor.ts';
import type { AssetPatch } from '../catalog/decide-asset.ts';
import type { ChangeAssetsOutcome, SourceOutcome, SyncOutcome } from '../catalog/outcome.ts';

/** One item of a changeAssets, as the mutation takes it: AssetDefinition-shaped, checked by the catalog. */
export type AssetChangeDraft =
  | { readonly add: unknown }
  | { readonly update: { readonly id: string; readonly patch: AssetPatch } }
  | { readonly upsert: unknown }
  | { readonly remove: { readonly id: string } }
  | {
      readonly move: {
        readonly id: string;
        readonly before?: string | undefined;
        readonly after?: string | undefined;
      };
    };

/**
 * What connectors ask of the catalog. Every method that changes something answers when the change is durable
 * and can be read, and rejects with a GatewayError when it is refused; nothing has changed then.
 */
export interface CatalogForConnectors {
  source(principal: Principal, id: string): Source | undefined;

  /** Throws SOURCE_NOT_FOUND, naming ids that differ only by letter case. */
  requireSource(principal: Principal, id: string): Source;

  sources(principal: Principal): readonly Source[];

  asset(principal: Principal, sourceId: string, id: string): Asset | undefined;

  /** `kind` is LOCAL when left out. */
  /** By their order in the source. */
  assets(principal: Principal, sourceId: string): readonly Asset[];

  addSource(actor: Actor, definition: unknown, kind?: SourceKind): Promise<SourceOutcome>;

  removeSource(actor: Actor, id: string): Promise<unknown>;

  /** Makes a LOCAL source equal to a list by the smallest difference, as one event. */
  syncSource(
    actor: Actor,
    sourceId: string,
    assets: readonly unknown[],
    options: { readonly removalLimit: number },
  ): Promise<SyncOutcome>;

  /** All or nothing, as one event. */
  changeAssets(
    actor: Actor,
    sourceId: string,
    changes: readonly AssetChangeDraft[],
  ): Promise<ChangeAssetsOutcome>;

  /** Tells subscribers that what is behind a source changed. */
  contentsChanged(actor: Actor, sourceId: string): Promise<SourceOutcome>;
}
