import type { GatewayResolvers } from './types.generated.ts';

export const Gateway = {
  subscribers: ({ feed }) => feed.subscribers,
  feed: ({ feed, lagMs, dropped }) => ({
    ...feed,
    lagMs,
    dropped: Object.entries(dropped).map(([reason, count]) => ({ reason, count })),
  }),
} satisfies GatewayResolvers;
