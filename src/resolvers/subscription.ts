import { authorise } from '../catalog/actor.ts';
import type { Context } from '../context.ts';
import type { SourceEventKind } from '../model/event.ts';
import type { StreamItem } from '../model/stream-item.ts';
import type { SubscriptionResolvers } from './types.generated.ts';

/** What the feed delivers is shaped by the types' own resolvers. */
const resolve = (item: StreamItem): StreamItem => item;

type Wanted = {
  readonly sourceIds?: readonly string[] | null | undefined;
  readonly after?: string | null | undefined;
};

function events(
  kind: SourceEventKind,
  { sourceIds, after }: Wanted,
  { feed, principal }: Context,
): AsyncIterable<never> {
  authorise(principal, 'READ');
  return feed.subscription({
    kinds: [kind],
    sourceIds: sourceIds ?? undefined,
    after: after ?? undefined,
    stream: false,
    // The resolver's declared type is keyed by field; with a resolve function the executor takes any item.
  }) as AsyncIterable<StreamItem> as AsyncIterable<never>;
}

export const Subscription = {
  onAssetSourceAdded: {
    subscribe: (_root, { after }, context) => events('ADDED', { after }, context),
    resolve: resolve as never,
  },

  onAssetSourceRemoved: {
    subscribe: (_root, { after }, context) => events('REMOVED', { after }, context),
    resolve: resolve as never,
  },

  onAssetSourceUpdated: {
    subscribe: (_root, { sourceId, after }, context) =>
      events('UPDATED', { sourceIds: typeof sourceId === 'string' ? [sourceId] : undefined, after }, context),
    resolve: resolve as never,
  },

  assetSourceEvents: {
    subscribe: (_root, { sourceIds, after }, { feed, principal }) => {
      authorise(principal, 'READ');
      return feed.subscription({
        kinds: ['ADDED', 'UPDATED', 'REMOVED'],
        sourceIds: sourceIds ?? undefined,
        after: after ?? undefined,
        stream: true,
      }) as AsyncIterable<StreamItem> as AsyncIterable<never>;
    },
    resolve: resolve as never,
  },
} satisfies SubscriptionResolvers;
