/**
 * The part of CE.SDK's engine that is used here, by its shape: the editor's `cesdk.engine`, `@cesdk/engine` and `@cesdk/node`
 * all fit, and no version of any of them is a dependency.
 */
export interface AssetEngine {
  readonly asset: {
    addSource(source: EngineAssetSource): void;
    removeSource(id: string): void;
    findAllSources(): string[];
    assetSourceContentsChanged(id: string): void;
  };
}

/** CE.SDK's AssetSource, as far as a gateway source goes. */
export interface EngineAssetSource {
  id: string;
  findAssets(query: EngineAssetQuery): Promise<EngineAssetPage>;
  fetchAsset(id: string, params?: { locale?: unknown }): Promise<EngineAsset | null>;
  getGroups(): Promise<string[]>;
  getSupportedMimeTypes(): string[] | undefined;
  credits?: EngineCredits;
  license?: EngineCredits;
  addAsset?(asset: EngineAssetDefinition): void;
  removeAsset?(id: string): void;
}

export type EngineCredits = { name: string; url?: string };

/** CE.SDK's AssetQueryData. */
export type EngineAssetQuery = {
  query?: string;
  page: number;
  perPage: number;
  tags?: string | string[];
  groups?: string[];
  excludeGroups?: string[];
  locale?: string;
  sortingOrder?: 'None' | 'Ascending' | 'Descending';
  sortKey?: string;
  sortActiveFirst?: boolean;
  filter?: unknown[];
  facets?: string[];
};

/** CE.SDK's AssetsQueryResult. */
export type EngineAssetPage = {
  assets: EngineAsset[];
  currentPage: number;
  nextPage?: number;
  total: number;
  facets?: Record<string, { value: string; count: number }[]>;
};

/** CE.SDK's AssetResult. */
export type EngineAsset = {
  id: string;
  label?: string;
  tags?: string[];
  groups?: string[];
  meta: Record<string, string>;
  payload?: Record<string, unknown>;
  credits?: EngineCredits;
  license?: EngineCredits;
  utm?: { source?: string; medium?: string };
};

/** CE.SDK's AssetDefinition, as the engine hands it to a source: normalised, all of meta as strings. */
export type EngineAssetDefinition = {
  id: string;
  label?: Record<string, string>;
  tags?: Record<string, string[]>;
  groups?: string[];
  meta?: Record<string, unknown>;
  payload?: unknown;
  credits?: EngineCredits;
  license?: EngineCredits;
  utm?: { source?: string; medium?: string };
};
