import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { AsyncDisposableStack } from '@whatwg-node/disposablestack';
import { buildIndex } from './build-index.ts';
import { Catalog } from './catalog/catalog.ts';
import { checkQuery } from './catalog/check-query.ts';
import { Expiry } from './catalog/expiry.ts';
import { JournalTail } from './catalog/journal-tail.ts';
import { Projector } from './catalog/projector.ts';
import { Retention } from './catalog/retention.ts';
import { isLoopback, type Config } from './config.ts';
import { Connectors } from './connectors/connectors.ts';
import { findConfig } from './connectors/config/find-config.ts';
import type { GatewayConfig } from './connectors/config/gateway-config.ts';
import type { ExternalSource } from './connectors/external-source.ts';
import { externalSourcesOf } from './connectors/external-sources-of.ts';
import type { Context, GatewayStatus } from './context.ts';
import { EngineSupervisor } from './engine/engine-supervisor.ts';
import type { OutsideAssets } from './engine/outside-assets.ts';
import { GatewayError } from './errors.ts';
import { Feed } from './feed/feed.ts';
import type { AssetIndex } from './index/asset-index.ts';
import type { Log } from './log.ts';
import { Metrics } from './metrics.ts';
import type { JournalEntry } from './model/journal.ts';
import { resolvers } from './resolvers/index.ts';
import { Authenticator } from './server/auth.ts';
import { contentJsonRoute } from './server/content-json.ts';
import { contentUploadRoute } from './server/content-upload.ts';
import { CorsPolicy } from './server/cors.ts';
import { EntityTags } from './server/entity-tags.ts';
import { GraphQLEndpoint } from './server/graphql-endpoint.ts';
import { GraphQLPipeline } from './server/graphql-pipeline.ts';
import { HttpServer } from './server/http-server.ts';
import { remoteAssetSourceRoutes } from './server/remote-asset-source.ts';
import { loadSchema } from './server/schema.ts';
import { registerSubscriptionMetrics } from './server/subscription-metrics.ts';
import { SubscriptionTransports } from './server/subscription-transports.ts';
import { webhookRoute } from './server/webhooks.ts';
import { openSqliteStore } from './store/sqlite/sqlite-store.ts';
import type { Store } from './store/store.ts';

const PACKAGE = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  readonly version: string;
};

/** A running gateway. Whoever started it disposes of it, once; {@link Gateway.drain} first, to be kind to clients. */
export type Gateway = AsyncDisposable & {
  /** Where it can be reached: `http://127.0.0.1:4000`. */
  readonly url: string;
  /** For checks, and for tests that break it. */
  readonly engine: EngineSupervisor;
  readonly catalog: Catalog;
  readonly feed: Feed;
  /** Says goodbye: not ready any more, no new subscriptions, sockets closed one by one within `windowMs`. */
  drain(windowMs: number): Promise<void>;
};

export type GatewayOptions = {
  readonly config: Config;
  readonly log: Log;
  /** The outside systems. Default: what the config file says. */
  readonly outside?: GatewayConfig | undefined;
  /** What the certificates of SNS are fetched with. */
  readonly fetch?: typeof fetch | undefined;
  /** Makes the engine's fault injection available: for tests. */
  readonly faultInjection?: boolean | undefined;
};

/**
 * Builds everything, in this order: store, index, feed, engine, server. Resolves when the gateway listens: reads and
 * writes are served from then on, while the engine still loads. Rejects, with nothing left open, when it can't start.
 */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const parts = new AsyncDisposableStack();
  try {
    return await build(options, parts);
  } catch (error) {
    await parts.disposeAsync();
    throw error;
  }
}

/** Puts what has to be disposed of on `parts`, in the order in which it is made. */
async function build(
  { config, log, outside: givenOutside, fetch: fetchFrom, faultInjection }: GatewayOptions,
  parts: AsyncDisposableStack,
): Promise<Gateway> {
  const now = Date.now;
  const startedAt = now();
  const outside = givenOutside ?? (await findConfig(config.configFile));
  const metrics = parts.use(new Metrics());

  const store = parts.use(await openSqliteStore({ file: config.databaseFile, log }));
  const { head } = await store.bounds();
  const index = await indexOf(store, log);
  const tail = new JournalTail(store, head);
  const projector = new Projector({
    store,
    records: index,
    tail,
    onAdvanced: (entries) => advanced(entries),
  });
  await projector.catchUp();
  const externals = externalSourcesOf(outside, log);
  const catalog = new Catalog({
    store,
    records: index,
    tail,
    projector,
    log,
    now,
    newId: randomUUID,
    externals,
  });
  const feed = parts.use(await Feed.open({ journal: tail, log }));
  const engine = parts.use(
    new EngineSupervisor({
      changes: {
        entriesAfter: (position, limit) => tail.entriesAfter(position, limit),
        snapshot: () => ({
          position: tail.head(),
          sources: index.sources().map((source) => ({ source, assets: index.assets(source.definition.id) })),
        }),
        sourceSnapshot: (id) => {
          const source = index.source(id);
          return source === undefined
            ? undefined
            : { version: source.version, source, assets: index.assets(id) };
        },
      },
      outside: outsideAssets(externals, (id) => index.versionOf(id)),
      license: config.cesdkLicense,
      confirmed: tail.head(),
      onConfirmed: (position) => feed.publish(position),
      log,
      faultInjection,
    }),
  );
  const expiry = parts.use(new Expiry({ catalog, records: index, log, now }));
  const retention = parts.use(new Retention({ store, log, retentionMs: config.journalRetentionMs, now }));

  function advanced(entries: readonly JournalEntry[]): void {
    engine.wake();
    if (entries.some(({ kind }) => kind === 'SOURCE_ADDED' || kind === 'SOURCE_UPDATED')) expiry.reschedule();
  }

  const watching = new AbortController();
  parts.defer(() => watching.abort());
  store.watch(() => {
    projector
      .catchUp()
      .catch((error: unknown) => log.error({ err: error }, 'the journal can not be followed'));
  }, watching.signal);

  const connectors = parts.use(
    await Connectors.start({
      config: outside,
      catalog,
      externals,
      inbox: store.inbox,
      log,
      fetch: fetchFrom,
    }),
  );

  const status = async (): Promise<GatewayStatus> => ({
    version: PACKAGE.version,
    startedAt,
    engine: engine.status,
    head: catalog.head(),
    feed: feed.status(),
    lagMs: await feed.lagMs(),
    dropped: transports.dropped(),
  });
  const pipeline = new GraphQLPipeline({
    schema: loadSchema(resolvers),
    log,
    contextFor: (principal): Context => ({ principal, catalog, feed, connectors, status }),
  });
  const authenticator = new Authenticator(config.apiKeys);
  const cors = new CorsPolicy(config.corsOrigins, authenticator.open && isLoopback(config.host));
  const transports = new SubscriptionTransports({ pipeline, feed, authenticator, cors });
  metrics.gauges(
    'gateway_mirror_failures',
    'Failures in a row of a mirror; 0 when its last sync succeeded.',
    'source',
    () => connectors.failures(),
  );
  const countDelivery = metrics.counter(
    'gateway_webhook_deliveries_total',
    'Deliveries of webhooks, by what became of them at the door.',
    ['webhook', 'outcome'],
  );
  const versions = {
    journalId: store.journalId,
    sourceVersion: (id: string) => (externals.has(id) ? undefined : index.versionOf(id)),
  };
  let engineWasReady = false;
  const server = parts.use(
    await HttpServer.listen({
      host: config.host,
      port: config.port,
      cors,
      authenticator,
      endpoint: new GraphQLEndpoint({
        pipeline,
        authenticator,
        tags: new EntityTags(pipeline.schema, versions, PACKAGE.version),
        eventStream: transports.eventStream,
        metrics,
      }),
      routes: [
        contentJsonRoute(catalog, store.journalId),
        contentUploadRoute(catalog),
        ...remoteAssetSourceRoutes(
          {
            source: (principal, id) => catalog.source(principal, id),
            asset: (principal, sourceId, id) => catalog.fetchAsset(principal, sourceId, id),
            findAssets: (principal, sourceId, query) => catalog.findAssets(principal, sourceId, query),
          },
          store.journalId,
        ),
        webhookRoute({
          webhooks: () => connectors.webhooks,
          inbox: store.inbox,
          count: (webhook, outcome) => countDelivery({ webhook, outcome }),
          log,
        }),
      ],
      readiness: () => {
        const { state } = engine.status;
        engineWasReady ||= state === 'READY' || state === 'UNAVAILABLE';
        return engineWasReady ? [] : [`the engine is ${state.toLowerCase()}`];
      },
      metrics,
      log,
    }),
  );

  // Disposed of before the server, which waits for its connections.
  parts.use(transports).attach(server.node);
  registerSubscriptionMetrics(metrics, feed, transports);

  engine.start();
  expiry.reschedule();
  retention.start();

  return {
    url: server.url,
    engine,
    catalog,
    feed,
    drain: async (windowMs) => {
      server.drain();
      await transports.drain(windowMs);
    },
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

/** What the engine's external sources ask: the same objects as the catalog, with the same limits. */
function outsideAssets(
  externals: ReadonlyMap<string, ExternalSource>,
  versionOf: (sourceId: string) => number,
): OutsideAssets {
  const external = (sourceId: string): ExternalSource => {
    const found = externals.get(sourceId);
    if (found === undefined) throw new GatewayError('EXTERNAL_SOURCE_FAILED', { sourceId });
    return found;
  };
  return {
    findAssets: async (id, query) => external(id).findAssets(checkQuery(query), versionOf(id)),
    fetchAsset: async (id, assetId, locale) => external(id).fetchAsset(assetId, locale),
    groups: async (id) => external(id).groups(),
  };
}

async function indexOf(store: Store, log: Log): Promise<AssetIndex> {
  const started = performance.now();
  const index = await buildIndex(store);
  const ms = Math.round(performance.now() - started);
  const sources = index.sources();
  const assets = sources.reduce((sum, { definition }) => sum + index.assetCount(definition.id), 0);
  log.info({ sources: sources.length, assets, ms }, 'the index is built');
  return index;
}
