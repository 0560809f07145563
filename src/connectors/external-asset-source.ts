/**
 * CE.SDK's AssetSource, as much of it as a server calls. An object written for the editor is one, unchanged.
 * Answers are checked before anything is done with them, so they are unknown here.
 */
export interface ExternalAssetSource {
  readonly id: string;
  findAssets(query: ExternalQuery): Promise<unknown>;
  fetchAsset?(id: string, params?: { locale?: string }): Promise<unknown>;
  getGroups?(): Promise<unknown>;
  addAsset?(asset: never): unknown;
  removeAsset?(assetId: string): unknown;
  getSupportedMimeTypes?(): string[] | undefined;
  readonly credits?: { name: string; url?: string } | undefined;
  readonly license?: { name: string; url?: string } | undefined;
}

/** CE.SDK's AssetQueryData, every field filled in, as the engine hands it to a custom source. */
export type ExternalQuery = {
  query: string;
  page: number;
  perPage: number;
  tags: string[];
  groups: string[];
  excludeGroups: string[];
  locale: string;
  // CE.SDK writes the values of these two as enums and unions of its own: its sources must take this object.
  // oxlint-disable-next-line typescript/no-explicit-any
  sortingOrder: any;
  sortKey: string;
  sortActiveFirst: boolean;
  // oxlint-disable-next-line typescript/no-explicit-any
  filter: any[];
  // oxlint-disable-next-line typescript/no-explicit-any
  facets: any[];
};
