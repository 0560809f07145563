/** An asset as the engine shows it: one locale's texts, and every meta value as text. */
export type EngineAssetView = {
  readonly id: string;
  readonly label?: string;
  readonly tags?: readonly string[];
  readonly groups?: readonly string[];
  readonly locale?: string;
  readonly meta?: Readonly<Record<string, string>>;
  readonly payload?: Readonly<Record<string, unknown>>;
  readonly credits?: { readonly name: string; readonly url?: string };
  readonly license?: { readonly name: string; readonly url?: string };
  readonly utm?: { readonly source?: string; readonly medium?: string };
};

/** An answer of the engine's findAssets. */
export type EngineAssetPage = {
  readonly assets: readonly EngineAssetView[];
  readonly currentPage: number;
  readonly nextPage?: number;
  readonly total: number;
  readonly facets?: Readonly<Record<string, readonly { readonly value: string; readonly count: number }[]>>;
};

/** What the engine knows of a source; credits and licence of external sources only. */
export type EngineSourceView = {
  readonly supportedMimeTypes: readonly string[];
  readonly credits?: { readonly name: string; readonly url?: string };
  readonly license?: { readonly name: string; readonly url?: string };
};
