import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Catalog } from '../../src/catalog/catalog.ts';
import type { Context } from '../../src/context.ts';
import { Feed } from '../../src/feed/feed.ts';
import { SILENT_LOG } from '../../src/log.ts';
import { cursorOf } from '../../src/model/cursor.ts';
import type { JournalEntry } from '../../src/model/journal.ts';
import { resolvers } from '../../src/resolvers/index.ts';
import { Authenticator } from '../../src/server/auth.ts';
import { CorsPolicy } from '../../src/server/cors.ts';
import { GraphQLPipeline } from '../../src/server/graphql-pipeline.ts';
import { loadSchema } from '../../src/server/schema.ts';
import { SubscriptionTransports } from '../../src/server/subscription-transports.ts';
import { serveOrders } from './contender.ts';

// The gateway's own feed, schema, resolvers and transports; the journal is in memory, as the others' events are.

const entries: JournalEntry[] = [];
const journal = {
  journalId: 'bench',
  head: () => entries.length,
  pruned: () => 0,
  entriesAfter: (after: number, limit: number) => entries.slice(after, after + limit),
};
const feed = await Feed.open({ journal, log: SILENT_LOG });
const catalog = { cursorOf: (position: number) => cursorOf('bench', position) } as Catalog;
const pipeline = new GraphQLPipeline({
  schema: loadSchema(resolvers),
  log: SILENT_LOG,
  contextFor: (principal) => ({ principal, catalog, feed }) as unknown as Context,
});
const transports = new SubscriptionTransports({
  pipeline,
  feed,
  authenticator: new Authenticator([]),
  cors: new CorsPolicy({ kind: 'SAME_ORIGIN' }, true),
});
const http = createServer();
transports.attach(http);
http.listen(0, '127.0.0.1', () => {
  serveOrders((http.address() as AddressInfo).port, (version) => {
    const id = `asset-${version}`;
    entries.push({
      kind: 'ASSET_ADDED',
      asset: { sourceId: 'photos', definition: { id }, rank: version, version, createdAt: 0, updatedAt: 0 },
      sourceId: 'photos',
      version,
      cause: { kind: 'MUTATION', operation: 'addAsset' },
      principal: 'bench',
      occurredAt: Date.now(),
      position: version,
      commit: version,
    });
    feed.publish(version);
  });
});
