import { authorise } from '../catalog/actor.ts';
import { badInput } from '../errors.ts';
import type { QueryResolvers } from './types.generated.ts';

export const Query = {
  assetSources: (_root, { kind }, { catalog, principal }) => catalog.sources(principal, kind ?? undefined),

  assetSource: (_root, { id }, { catalog, principal }) => catalog.source(principal, id) ?? null,

  asset: (_root, { sourceId, id }, { catalog, principal }) => {
    const asset = catalog.fetchAsset(principal, sourceId, id);
    return asset instanceof Promise ? asset.then((found) => found ?? null) : (asset ?? null);
  },

  findAssets: (_root, { sourceId, query, minVersion }, { catalog, principal }) =>
    catalog.findAssets(principal, sourceId, query, minVersion ?? undefined),

  journal: (_root, { after, before, sourceId, first, last }, { catalog, principal }) =>
    catalog.journal(principal, {
      after: after ?? undefined,
      before: before ?? undefined,
      sourceId: sourceId ?? undefined,
      first,
      last: last ?? undefined,
    }),

  gateway: (_root, _args, { status }) => status(),

  webhookDeliveries: (_root, { status, first }, { connectors, principal }) => {
    authorise(principal, 'ADMIN');
    if (first < 0 || first > 200) throw badInput(['first'], 'must be from 0 to 200');
    return connectors.deliveries(status ?? undefined, first);
  },
} satisfies QueryResolvers;
