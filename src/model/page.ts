import type { Asset } from './asset.ts';
import type { Facet } from './query.ts';

/** An answer of findAssets. */
export type Page = {
  readonly assets: readonly Asset[];
  /** How many assets matched, on all pages. */
  readonly total: number;
  readonly currentPage: number;
  /** The page after this one, if there is one. */
  readonly nextPage: number | undefined;
  readonly facets: readonly Facet[];
  /** The source's version that this answer shows. */
  readonly version: number;
};
