import type { Asset } from '../model/asset.ts';
import type { Page } from '../model/page.ts';
import type { AssetQuery } from '../model/query.ts';

/**
 * Where the external sources of the engine ask; the composition root provides it.
 *
 * Nothing in an answer is taken at its word: it is copied into the shapes that the engine takes, and what does
 * not settle in time is given up. A rejection with a GatewayError tells the engine its message; of any other
 * failure the engine learns nothing but that there was one.
 */
export interface OutsideAssets {
  /** `query` is what the engine made of a query, and has not been checked since. */
  findAssets(sourceId: string, query: AssetQuery): Promise<Page>;
  /** Undefined when there is no such asset. */
  fetchAsset(sourceId: string, assetId: string, locale: string | undefined): Promise<Asset | undefined>;
  groups(sourceId: string): Promise<readonly string[]>;
}
