import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import type { Catalog } from '../../../src/catalog/catalog.ts';
import type { Context } from '../../../src/context.ts';
import { Feed } from '../../../src/feed/feed.ts';
import type { FeedLimits } from '../../../src/feed/feed-limits.ts';
import { SILENT_LOG } from '../../../src/log.ts';
import { Metrics } from '../../../src/metrics.ts';
import { cursorOf } from '../../../src/model/cursor.ts';
import { resolvers } from '../../../src/resolvers/index.ts';
import { Authenticator, type Key } from '../../../src/server/auth.ts';
import { CorsPolicy } from '../../../src/server/cors.ts';
import { EntityTags } from '../../../src/server/entity-tags.ts';
import { GraphQLEndpoint } from '../../../src/server/graphql-endpoint.ts';
import { GraphQLPipeline } from '../../../src/server/graphql-pipeline.ts';
import { loadSchema } from '../../../src/server/schema.ts';
import type { SubscriptionLimits } from '../../../src/server/subscription-limits.ts';
import { SubscriptionTransports } from '../../../src/server/subscription-transports.ts';
import { type Draft, MemoryJournal } from './memory-journal.ts';

export type FeedServer = {
  readonly url: string;
  readonly journal: MemoryJournal;
  readonly feed: Feed;
  readonly transports: SubscriptionTransports;
  /** Writes a commit of one source and tells it. */
  tell(sourceId: string, ...drafts: readonly Draft[]): void;
};

export type FeedServerOptions = {
  readonly journal?: MemoryJournal;
  readonly feedLimits?: Partial<FeedLimits>;
  readonly limits?: Partial<SubscriptionLimits>;
  readonly keys?: readonly Key[];
};

/** The gateway's feed and transports on a real port, over a journal that the test writes itself. */
export async function startFeed(options: FeedServerOptions = {}): Promise<FeedServer> {
  const { journal = new MemoryJournal(), feedLimits, limits, keys = [] } = options;
  const feed = await Feed.open({ journal, log: SILENT_LOG, limits: feedLimits });
  const catalog = {
    cursorOf: (position: number) => cursorOf(journal.journalId, position),
    source: () => undefined,
    asset: () => undefined,
  } as unknown as Catalog;
  const pipeline = new GraphQLPipeline({
    schema: loadSchema(resolvers),
    log: SILENT_LOG,
    // Subscriptions use nothing else of the context.
    contextFor: (principal) => ({ principal, catalog, feed }) as unknown as Context,
  });
  const authenticator = new Authenticator(keys);
  const cors = new CorsPolicy({ kind: 'SAME_ORIGIN' }, authenticator.open);
  const transports = new SubscriptionTransports({ pipeline, feed, authenticator, cors, limits });
  const versions = { journalId: journal.journalId, sourceVersion: (id: string) => journal.version(id) };
  const metrics = new Metrics();
  const endpoint = new GraphQLEndpoint({
    pipeline,
    metrics,
    authenticator,
    tags: new EntityTags(pipeline.schema, versions, 'test'),
    eventStream: transports.eventStream,
  });
  const server = createServer((request, response) => void endpoint.answer(request, response));
  transports.attach(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    await transports[Symbol.asyncDispose]();
    await feed[Symbol.asyncDispose]();
    server.close();
    server.closeAllConnections();
    metrics[Symbol.dispose]();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    journal,
    feed,
    transports,
    tell: (sourceId, ...drafts) => feed.publish(journal.commit(sourceId, drafts)),
  };
}
