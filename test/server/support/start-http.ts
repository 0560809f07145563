import { createSchema } from 'graphql-yoga';
import { onTestFinished } from 'vitest';
import { ANONYMOUS, type Principal } from '../../../src/model/principal.ts';
import { GatewayError } from '../../../src/errors.ts';
import { type Log, type LogFields, SILENT_LOG } from '../../../src/log.ts';
import { Metrics } from '../../../src/metrics.ts';
import { Authenticator, type Key } from '../../../src/server/auth.ts';
import { type AllowedOrigins, CorsPolicy } from '../../../src/server/cors.ts';
import { EntityTags, type SourceVersions } from '../../../src/server/entity-tags.ts';
import { GraphQLEndpoint } from '../../../src/server/graphql-endpoint.ts';
import { GraphQLPipeline } from '../../../src/server/graphql-pipeline.ts';
import { HttpServer } from '../../../src/server/http-server.ts';
import type { Route } from '../../../src/server/route.ts';
import type { EventStream } from '../../../src/server/exchange.ts';

/** A small schema whose fields fail in every way that matters to the server. */
const schema = createSchema<{ readonly principal: Principal }>({
  typeDefs: /* GraphQL */ `
    scalar JSONObject
    type Query {
      hello(name: String = "world"): String!
      who: String!
      deep: Deep
      conflict: String
      crash: String
      reject: String
      wrongType: Int
      required: String!
      echo(value: JSONObject): String
      findAssets(sourceId: ID!, query: JSONObject, minVersion: Int): AssetPage!
      assetSource(id: ID!): AssetSource
      assetSources: [AssetSource!]!
      slow: String
    }
    type Deep {
      deep: Deep
      name: String
    }
    type AssetPage {
      total: Int!
      version: Int!
    }
    type AssetSource {
      id: ID!
      version: Int!
      weather: String
    }
    type Mutation {
      change: Int!
    }
    type Subscription {
      ticks: Int!
    }
  `,
  resolvers: {
    Query: {
      hello: (_root, { name }: { name: string }) => `Hello ${name}`,
      who: (_root, _args, { principal }) => principal.name,
      deep: () => ({}),
      conflict: () => {
        throw new GatewayError('VERSION_CONFLICT', { actualVersion: 7 });
      },
      crash: () => {
        throw new Error('password is hunter2');
      },
      reject: async () => {
        throw new TypeError('password is hunter2');
      },
      wrongType: () => 'no number',
      required: () => null,
      echo: (_root, { value }: { value: unknown }) => JSON.stringify(value),
      findAssets: (_root, { sourceId }: { sourceId: string }) => {
        executed.count += 1;
        return { total: 3, version: versions.get(sourceId) ?? 0 };
      },
      assetSource: (_root, { id }: { id: string }) =>
        versions.has(id) ? { id, version: versions.get(id) } : null,
      assetSources: () => [...versions].map(([id, version]) => ({ id, version })),
      slow: () => {
        slowRuns.count += 1;
        return slow.promise;
      },
    },
    Deep: { deep: () => ({}), name: () => 'deep' },
    Mutation: { change: () => (executed.count += 1) },
  },
});

/** What the schema's fields read and count. */
export const versions = new Map<string, number>([['a', 1]]);
export const executed = { count: 0 };
export const slowRuns = { count: 0 };
export let slow = Promise.withResolvers<string>();

export type Started = {
  readonly url: string;
  readonly server: HttpServer;
  readonly logged: { readonly fields: LogFields; readonly message: string }[];
  /** Sends an operation as JSON by POST. */
  readonly post: (body: unknown, headers?: Record<string, string>) => Promise<Response>;
};

export type StartOptions = {
  readonly shortWay?: boolean | undefined;
  readonly keys?: readonly Key[];
  readonly cors?: AllowedOrigins;
  readonly readiness?: () => readonly string[];
  readonly routes?: readonly Route[];
  readonly eventStream?: EventStream;
  readonly host?: string;
};

/** A server of its own for the running test, on a free port; stopped when the test ends. */
export async function startHttp(options: StartOptions = {}): Promise<Started> {
  const logged: Started['logged'] = [];
  const log: Log = {
    ...SILENT_LOG,
    error: (fields, message) => void logged.push({ fields, message }),
  };
  slow = Promise.withResolvers();
  slowRuns.count = 0;
  const metrics = new Metrics();
  const authenticator = new Authenticator(options.keys ?? []);
  const pipeline = new GraphQLPipeline({ schema, log, contextFor: (principal) => ({ principal }) as never });
  const sources: SourceVersions = {
    journalId: 'test',
    sourceVersion: (id) => (id === 'external' ? undefined : (versions.get(id) ?? 0)),
  };
  const endpoint = new GraphQLEndpoint({
    pipeline,
    authenticator,
    tags: new EntityTags(schema, sources, '1.0.0'),
    metrics,
    shortWay: options.shortWay,
    eventStream: options.eventStream,
  });
  const server = await HttpServer.listen({
    host: options.host ?? '127.0.0.1',
    port: 0,
    cors: new CorsPolicy(options.cors ?? { kind: 'SAME_ORIGIN' }, authenticator.open),
    authenticator,
    endpoint,
    routes: options.routes,
    readiness: options.readiness ?? (() => []),
    metrics,
    log,
  });
  onTestFinished(async () => {
    await server.close();
    metrics[Symbol.dispose]();
  });
  const post: Started['post'] = (body, headers = {}) =>
    fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  return { url: server.url, server, logged, post };
}

export const WRITER: Principal = { ...ANONYMOUS, name: 'cms' };
