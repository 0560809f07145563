import type { OutsideAssets } from '../../../src/engine/outside-assets.ts';
import type { Asset, AssetDefinition } from '../../../src/model/asset.ts';
import type { Page } from '../../../src/model/page.ts';

/** An outside system that answers right, as far as `answers` says nothing else. */
export function outsideWith(
  answers: Partial<OutsideAssets> = {},
): OutsideAssets & { readonly calls: string[] } {
  const calls: string[] = [];
  return {
    calls,
    findAssets: (sourceId, query) => {
      calls.push(`find ${sourceId} ${query.query}`);
      return answers.findAssets?.(sourceId, query) ?? Promise.resolve(pageOf([{ id: `${sourceId}-1` }]));
    },
    fetchAsset: (sourceId, assetId, locale) => {
      calls.push(`fetch ${sourceId} ${assetId} ${locale ?? '-'}`);
      return answers.fetchAsset?.(sourceId, assetId, locale) ?? Promise.resolve(assetOf({ id: assetId }));
    },
    groups: (sourceId) => {
      calls.push(`groups ${sourceId}`);
      return answers.groups?.(sourceId) ?? Promise.resolve(['a', 'b']);
    },
  };
}

export function assetOf(definition: AssetDefinition): Asset {
  return { sourceId: 'outside', definition, rank: 1, version: 0, createdAt: 0, updatedAt: 0 };
}

export function pageOf(definitions: readonly AssetDefinition[], rest: Partial<Page> = {}): Page {
  const assets = definitions.map(assetOf);
  return {
    assets,
    total: assets.length,
    currentPage: 0,
    nextPage: undefined,
    facets: [],
    version: 1,
    ...rest,
  };
}
