import type { QueryResolvers } from './types.generated.ts';

export const Query = {
  assetSources: (_root, { kind }, { catalog, principal }) => catalog.sources(principal, kind ?? undefined),

  assetSource: (_root, { id }, { catalog, principal }) => catalog.source(principal, id) ?? null,

  asset: (_root, { sourceId, id }, { catalog, principal }) => catalog.asset(principal, sourceId, id) ?? null,

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
} satisfies QueryResolvers;
