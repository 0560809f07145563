import { badInput } from '../errors.ts';
import { LIMITS } from '../catalog/limits.ts';
import type { SourceEvent } from '../model/event.ts';
import type {
  AssetChangeResolvers,
  AssetSourceAddedResolvers,
  AssetSourceEventResolvers,
  AssetSourceRemovedResolvers,
  AssetSourceStreamItemResolvers,
  AssetSourceUpdatedResolvers,
  StreamOpenedResolvers,
  StreamResetResolvers,
} from './types.generated.ts';
import type { Context } from '../context.ts';
import type { Asset } from '../model/asset.ts';
import type { Source } from '../model/source.ts';

const TYPE_NAMES = {
  ADDED: 'AssetSourceAdded',
  UPDATED: 'AssetSourceUpdated',
  REMOVED: 'AssetSourceRemoved',
} as const;

function cursor({ position }: { readonly position: number }, _args: unknown, { catalog }: Context): string {
  return catalog.cursorOf(position);
}

function source({ sourceId }: SourceEvent, _args: unknown, { catalog, principal }: Context): Source | null {
  return catalog.source(principal, sourceId) ?? null;
}

export const AssetSourceEvent = {
  __resolveType: ({ kind }) => TYPE_NAMES[kind],
} satisfies AssetSourceEventResolvers;

export const AssetSourceStreamItem = {
  __resolveType: (item) => {
    switch (item.kind) {
      case 'OPENED':
        return 'StreamOpened';
      case 'RESET':
        return 'StreamReset';
      case 'ADDED':
      case 'UPDATED':
      case 'REMOVED':
        return TYPE_NAMES[item.kind];
    }
  },
} satisfies AssetSourceStreamItemResolvers;

export const AssetSourceAdded = { cursor, source } satisfies AssetSourceAddedResolvers;

export const AssetSourceRemoved = { cursor } satisfies AssetSourceRemovedResolvers;

export const AssetSourceUpdated = {
  cursor,
  source,
  changes: ({ changes }, { first }) => {
    if (first < 0 || first > LIMITS.eventChanges)
      throw badInput(['first'], `must be from 0 to ${LIMITS.eventChanges}`);
    return changes.slice(0, first);
  },
} satisfies AssetSourceUpdatedResolvers;

export const AssetChange = {
  asset: ({ assetId, sourceId }, _args, { catalog, principal }): Asset | null =>
    sourceId === undefined ? null : (catalog.asset(principal, sourceId, assetId) ?? null),
} satisfies AssetChangeResolvers;

export const StreamOpened = { cursor } satisfies StreamOpenedResolvers;

export const StreamReset = { cursor } satisfies StreamResetResolvers;
