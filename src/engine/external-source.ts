import type { AssetQueryData, AssetResult, AssetSource, AssetsQueryResult } from '@cesdk/node';

import type { AssetQuery } from '../model/query.ts';
import type { Attribution } from './engine-asset.ts';
import type { EngineSource } from './engine-source.ts';
import type { OutsideLine } from './outside-line.ts';

/**
 * CE.SDK's custom source for an EXTERNAL source: whatever the engine asks of it, the outside is asked.
 *
 * It has no addAsset and removeAsset. What changes outside goes through the catalog, which asks the outside system
 * and writes the journal; a second way through the engine would change what no journal tells of. Its callbacks
 * never throw and only ever reject with an Error: anything else the engine does not survive, or never answers.
 */
export function externalSource(id: string, source: EngineSource, line: OutsideLine): AssetSource {
  const { mimeTypes, credits, license } = source;
  return {
    id,
    ...(credits && { credits: withoutUndefined(credits) }),
    ...(license && { license: withoutUndefined(license) }),
    getSupportedMimeTypes: () => [...mimeTypes],
    findAssets: async (query) =>
      (await line.ask({
        type: 'FIND_ASSETS',
        sourceId: id,
        query: askedQuery(query),
      })) as AssetsQueryResult,
    fetchAsset: async (assetId, params) =>
      (await line.ask({
        type: 'FETCH_ASSET',
        sourceId: id,
        assetId,
        locale: askedLocale(params),
      })) as AssetResult | null,
    getGroups: async () => (await line.ask({ type: 'GET_GROUPS', sourceId: id })) as string[],
  };
}

function withoutUndefined({ name, url }: Attribution): { name: string; url?: string } {
  return url === undefined ? { name } : { name, url };
}

/** The query as the engine hands it over, with every default filled in. */
function askedQuery(query: AssetQueryData): AssetQuery {
  const { page, perPage, locale, sortingOrder = 'None', sortKey = '', filter = [] } = query;
  return {
    query: query.query ?? '',
    page,
    perPage,
    tags: listOf(query.tags),
    groups: listOf(query.groups),
    excludeGroups: listOf(query.excludeGroups),
    locale: locale === undefined || locale === '' ? undefined : locale,
    sortKey,
    sortingOrder,
    filter: filter as AssetQuery['filter'],
    facets: (query.facets ?? []) as AssetQuery['facets'],
  };
}

function listOf(values: string | readonly string[] | undefined): string[] {
  if (values === undefined) return [];
  return typeof values === 'string' ? [values] : [...values];
}

/** The engine passes its parameters one level too deep: `{ locale: { locale: 'de' } }`. */
function askedLocale(params: unknown): string | undefined {
  const inner: unknown = (params as { readonly locale?: unknown } | undefined)?.locale;
  const locale =
    typeof inner === 'object' && inner !== null ? (inner as { readonly locale?: unknown }).locale : inner;
  return typeof locale === 'string' && locale !== '' ? locale : undefined;
}
