import { assetForEngine } from '../asset/asset-for-engine.ts';
import type { EngineAsset, EngineAssetPage, EngineAssetQuery } from '../engine.ts';
import { request, type Endpoint } from '../gateway-request.ts';
import { FindAssetsDocument, type AssetQuery, type FindAssetsQuery } from '../operations.generated.ts';

/** The largest page that a gateway serves. */
const LARGEST_PAGE = 200;

export type FoundPage = {
  readonly page: EngineAssetPage;
  /** The oldest version of the source that the page shows a part of. */
  readonly version: number;
};

/**
 * Answers a query of the engine from the gateway, with at least `minVersion` of the source. The engine has no bound on a page;
 * one that is larger than the gateway's is put together from several. Rejects with GatewayRequestError.
 */
export async function findPage(
  endpoint: Endpoint,
  sourceId: string,
  query: EngineAssetQuery,
  minVersion: number | undefined,
): Promise<FoundPage> {
  const page = wholeNumber(query.page);
  const perPage = wholeNumber(query.perPage);
  const start = page * perPage;
  const end = start + perPage;
  const size = Math.min(perPage, LARGEST_PAGE);

  const assets: EngineAsset[] = [];
  let found: FindAssetsQuery['findAssets'] | undefined;
  let version = Number.POSITIVE_INFINITY;
  for (let slice = size === 0 ? 0 : Math.floor(start / size); ; slice += 1) {
    // Facets count over everything that matches: once is enough.
    const wanted = gatewayQuery(query, slice, size, found === undefined);
    const locale = orUndefined(query.locale);
    const answer = await request(endpoint, FindAssetsDocument, {
      sourceId,
      query: wanted,
      locale,
      minVersion,
    });
    const part = answer.findAssets;
    found ??= part;
    version = Math.min(version, part.version);
    const offset = slice * size;
    for (const asset of part.assets.slice(Math.max(0, start - offset), end - offset)) {
      assets.push(assetForEngine(asset));
    }
    if (part.nextPage === null || offset + size >= end) break;
  }

  const { total, facets } = found;
  const result: EngineAssetPage = { assets, currentPage: page, total };
  // Not null: the engine takes null for page 0, and a loop over pages never ends.
  if (end < total) result.nextPage = page + 1;
  if (facets.length > 0) {
    result.facets = Object.fromEntries(
      facets.map(({ path, values }) => [path, values.map(({ value, count }) => ({ value, count }))]),
    );
  }
  return { page: result, version };
}

function gatewayQuery(query: EngineAssetQuery, page: number, perPage: number, facets: boolean): AssetQuery {
  return {
    query: orUndefined(query.query),
    page,
    perPage,
    tags: typeof query.tags === 'string' ? [query.tags] : query.tags,
    groups: query.groups,
    excludeGroups: query.excludeGroups,
    locale: orUndefined(query.locale),
    sortKey: orUndefined(query.sortKey),
    sortingOrder: query.sortingOrder,
    filter: query.filter as AssetQuery['filter'],
    facets: facets ? query.facets : undefined,
  };
}

function wholeNumber(value: number): number {
  return Number.isFinite(value) ? Math.max(0, Math.trunc(value)) : 0;
}

function orUndefined(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}
