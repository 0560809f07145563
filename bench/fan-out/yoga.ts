import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { useServer } from 'graphql-ws/use/ws';
import { createPubSub, createSchema, createYoga } from 'graphql-yoga';
import type { ExecutionArgs } from 'graphql';
import { WebSocketServer } from 'ws';
import { serveOrders } from './contender.ts';
import { type BenchEvent, eventOf, TYPE_DEFINITIONS } from './document.ts';

// GraphQL Yoga with graphql-ws, as Yoga's documentation puts them together.

const pubSub = createPubSub<{ updated: [BenchEvent] }>();
const yoga = createYoga({
  logging: false,
  schema: createSchema({
    typeDefs: TYPE_DEFINITIONS,
    resolvers: {
      Subscription: {
        onAssetSourceUpdated: {
          subscribe: () => pubSub.subscribe('updated'),
          resolve: (event: BenchEvent) => event,
        },
      },
    },
  }),
});

type Enveloped = ReturnType<typeof yoga.getEnveloped>;
type Root = { readonly rootValue: Pick<Enveloped, 'execute' | 'subscribe'> };

const http = createServer((request, response) => void yoga(request, response));
useServer(
  {
    execute: (args) => (args as ExecutionArgs & Root).rootValue.execute(args),
    subscribe: (args) => (args as ExecutionArgs & Root).rootValue.subscribe(args),
    onSubscribe: async (context, _id, params) => {
      const { schema, execute, subscribe, contextFactory, parse, validate } = yoga.getEnveloped({
        ...context,
        req: context.extra.request,
        socket: context.extra.socket,
        params,
      });
      const args = {
        schema,
        operationName: params.operationName,
        document: parse(params.query),
        variableValues: params.variables,
        contextValue: await contextFactory(),
        rootValue: { execute, subscribe },
      };
      const errors = validate(args.schema, args.document);
      return errors.length > 0 ? errors : args;
    },
  },
  new WebSocketServer({ server: http, path: yoga.graphqlEndpoint }),
);
http.listen(0, '127.0.0.1', () => {
  serveOrders((http.address() as AddressInfo).port, (version) => pubSub.publish('updated', eventOf(version)));
});
