import type { AddressInfo } from 'node:net';
import fastify from 'fastify';
import mercurius from 'mercurius';
import { serveOrders } from './contender.ts';
import { type BenchEvent, eventOf, TYPE_DEFINITIONS } from './document.ts';

// Mercurius on fastify, with its own publish and subscribe.

const TOPIC = 'updated';
const app = fastify();
await app.register(mercurius, {
  schema: TYPE_DEFINITIONS,
  subscription: true,
  resolvers: {
    Subscription: {
      onAssetSourceUpdated: {
        subscribe: async (_root: unknown, _args: unknown, { pubsub }: { pubsub: mercurius.PubSub }) =>
          pubsub.subscribe(TOPIC),
        resolve: (event: BenchEvent) => event,
      },
    },
  } as never,
});
await app.listen({ port: 0, host: '127.0.0.1' });
serveOrders((app.server.address() as AddressInfo).port, (version) => {
  app.graphql.pubsub.publish({ topic: TOPIC, payload: eventOf(version) } as never);
});
