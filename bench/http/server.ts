import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createYoga } from 'graphql-yoga';
import { openCatalog } from '../../src/cli/open-catalog.ts';
import type { Context } from '../../src/context.ts';
import { SILENT_LOG } from '../../src/log.ts';
import { Metrics } from '../../src/metrics.ts';
import { ANONYMOUS } from '../../src/model/principal.ts';
import { resolvers } from '../../src/resolvers/index.ts';
import { Authenticator } from '../../src/server/auth.ts';
import { CorsPolicy } from '../../src/server/cors.ts';
import { EntityTags } from '../../src/server/entity-tags.ts';
import { GraphQLEndpoint } from '../../src/server/graphql-endpoint.ts';
import { GraphQLPipeline } from '../../src/server/graphql-pipeline.ts';
import { HttpServer } from '../../src/server/http-server.ts';
import { loadSchema } from '../../src/server/schema.ts';
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts';

// All contenders in one process, each on a port of its own, over one catalog. There is no engine and no
// feed: queries don't touch them, and their threads would count. The source is small: searching has a bench of its own.

/** Posted once. */
export type ServerReady = { readonly ports: Readonly<Record<string, number>> };

/** Posted for each message that asks: CPU time of the process since it started. */
export type CpuReport = { readonly micros: number };

const store = await openSqliteStore({ file: ':memory:', log: SILENT_LOG });
const catalog = await openCatalog(store);
const context = { principal: ANONYMOUS, catalog } as Context;
const schema = loadSchema(resolvers);
const pipeline = new GraphQLPipeline({ schema, log: SILENT_LOG, contextFor: () => context });
await fill();

async function fill(): Promise<void> {
  const asset = (n: number) => ({
    id: `photo-${n}`,
    label: { en: `Photo ${n}`, de: `Foto ${n}` },
    tags: { en: ['nature', `tag-${n % 50}`], de: ['Natur'] },
    groups: [`group-${n % 7}`],
    meta: {
      uri: `https://cdn.example.com/photos/${n}.jpg`,
      thumbUri: `https://cdn.example.com/photos/${n}-thumb.jpg`,
      mimeType: 'image/jpeg',
      width: 1920,
      height: 1280,
      kind: '//ly.img.ubq/graphic',
    },
  });
  const run = async (query: string, variables: Record<string, unknown>) => {
    const prepared = pipeline.prepare({ query, variables });
    if (prepared.outcome === 'REFUSED') throw new Error(prepared.errors[0]?.message);
    const { errors } = await pipeline.execute(prepared, context);
    if (errors !== undefined) throw new Error(errors[0]?.message);
  };
  await run('mutation { addSource(source: { id: "photos" }) { version } }', {});
  await run(
    'mutation ($assets: [AssetInput!]!) { syncSource(sourceId: "photos", assets: $assets) { added } }',
    {
      assets: Array.from({ length: 60 }, (_, n) => asset(n)),
    },
  );
}

async function listen(shortWay: boolean): Promise<Server> {
  const authenticator = new Authenticator([]);
  const metrics = new Metrics();
  const sourceVersion = (id: string) => catalog.source(ANONYMOUS, id)?.version;
  const versions = { journalId: store.journalId, sourceVersion };
  const { node } = await HttpServer.listen({
    host: '127.0.0.1',
    port: 0,
    cors: new CorsPolicy({ kind: 'SAME_ORIGIN' }, true),
    authenticator,
    endpoint: new GraphQLEndpoint({
      pipeline,
      authenticator,
      tags: new EntityTags(schema, versions, 'bench'),
      metrics,
      shortWay,
    }),
    readiness: () => [],
    metrics,
    log: SILENT_LOG,
  });
  return node;
}

async function listenYoga(): Promise<Server> {
  const yoga = createYoga({ schema, context, logging: false, graphiql: false });
  const server = createServer((request, response) => void yoga(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

const contenders = {
  'gateway, short way': await listen(true),
  'gateway, through Yoga': await listen(false),
  yoga: await listenYoga(),
};

process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send?.({ micros: user + system } satisfies CpuReport);
});
const ports = Object.fromEntries(
  Object.entries(contenders).map(([name, server]) => [name, (server.address() as AddressInfo).port]),
);
process.send?.({ ports } satisfies ServerReady);
