import type { AssetDefinition } from '../../src/model/asset.ts';
import type { Asset } from '../../src/model/asset.ts';
import type { AssetQuery } from '../../src/model/query.ts';

/**
 * Where the gateway means to answer otherwise than the engine; docs/search.md says why. Everything that is
 * not named here is the same for ASCII: what matches, how many, the facets, the pages, the order.
 */

/** The query without the parts that differ over these assets. */
export function comparable(query: AssetQuery, assets: readonly Asset[]): AssetQuery {
  const definitions = assets.map(({ definition }) => definition);
  const { sortKey, sortingOrder } = query;
  return {
    ...query,
    // The engine compares the query's tag as it stands with the asset's tag in lower case.
    tags: query.tags.map((tag) => tag.toLowerCase()),
    // The engine asks that all of an asset's groups are listed; for assets with one group that is the same.
    groups: definitions.every(({ groups }) => new Set(groups).size === 1) ? query.groups : [],
    locale: definitions.every((definition) => readsTheSame(definition, query.locale)) ? query.locale : 'en',
    sortingOrder: hasOneOrder(definitions, sortKey, query.locale) ? sortingOrder : 'None',
  };
}

/** Whether the engine reads label and tags in the same locale: it knows no languages, and picks any when neither the locale nor `en` is there. */
function readsTheSame({ label, tags }: AssetDefinition, locale: string | undefined): boolean {
  const language = locale?.split(/[-_]/, 1)[0];
  return [label, tags].every((texts) => {
    if (texts === undefined || (locale !== undefined && Object.hasOwn(texts, locale))) return true;
    if (language !== undefined && Object.hasOwn(texts, language)) return language === 'en';
    return Object.hasOwn(texts, 'en') || Object.keys(texts).length < 2;
  });
}

/** Whether a sort key gives the engine one stable order: a text for every asset, no two the same. */
function hasOneOrder(
  definitions: readonly AssetDefinition[],
  sortKey: string,
  locale: string | undefined,
): boolean {
  if (sortKey === '' || sortKey === 'id') return true;
  // The engine has no dates, and takes a leading `meta.` for a part of the key.
  if (['createdAt', 'updatedAt'].includes(sortKey) || sortKey.startsWith('meta.')) return false;
  const values = definitions.map(({ label, meta }) =>
    sortKey === 'label' ? (label?.[locale ?? 'en'] ?? label?.['en']) : meta?.[sortKey],
  );
  return values.every((value) => typeof value === 'string') && new Set(values).size === values.length;
}
