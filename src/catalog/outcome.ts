import type { Asset } from '../model/asset.ts';
import type { Cursor } from '../model/cursor.ts';
import type { AssetChange } from '../model/event.ts';
import type { Source } from '../model/source.ts';

/** What every mutation answers with. */
type Outcome = {
  /** The source's version after the mutation. */
  readonly version: number;
  readonly cursor: Cursor;
  /** False when everything was so already: nothing was written. */
  readonly changed: boolean;
};

export type SourceOutcome = Outcome & { readonly source: Source };

export type RemoveSourceOutcome = Outcome & { readonly removedSourceId: string };

export type AssetOutcome = Outcome & { readonly asset: Asset; readonly source: Source };

export type RemoveAssetOutcome = Outcome & { readonly removedAssetId: string; readonly source: Source };

export type ItemError = {
  readonly code: string;
  readonly message: string;
  readonly field: string | undefined;
};

export type ItemResult = {
  readonly index: number;
  readonly assetId: string | undefined;
  readonly changed: boolean;
  readonly asset: Asset | undefined;
  readonly error: ItemError | undefined;
};

export type ChangeAssetsOutcome = Outcome & {
  readonly source: Source;
  readonly results: readonly ItemResult[];
  readonly changedCount: number;
  readonly failedCount: number;
};

export type SyncOutcome = Outcome & {
  readonly source: Source | undefined;
  readonly added: number;
  readonly updated: number;
  readonly removed: number;
  readonly moved: number;
  readonly unchanged: number;
  /** The first of them, as an event would list them. */
  readonly changes: readonly AssetChange[];
  readonly dryRun: boolean;
};
