import { expect, test } from 'vitest';
import { RawEventSource } from './support/event-source.ts';
import { RawClient } from './support/raw-client.ts';
import { type FeedServer, startFeed } from './support/start-feed.ts';

type Item = {
  readonly __typename: string;
  readonly cursor: string;
  readonly sourceId: string;
  readonly version: number;
  readonly previousVersion: number;
  readonly changeCount?: number;
};

/** So many changes of so long a name that a few events fill the buffers of any kernel. */
const CHANGES = Array.from({ length: 500 }, (_, index) => ({
  do: 'ADD' as const,
  assetId: `${index}`.padEnd(400, '-'),
}));

const EVENTS = `subscription ($after: Cursor) {
  assetSourceEvents(after: $after) {
    __typename
    ... on StreamOpened { cursor status }
    ... on StreamReset { cursor }
    ... on AssetSourceUpdated { cursor sourceId version previousVersion changeCount changes(first: 1000) { assetId } }
  }
}`;

/** About 200 KB of payload a piece. */
function tellMuch(server: FeedServer, events: number): void {
  for (let event = 0; event < events; event += 1) server.tell('photos', ...CHANGES);
}

async function turnsUntil(done: () => boolean): Promise<void> {
  await expect.poll(done, { timeout: 20_000, interval: 5 }).toBe(true);
}

function itemsOf(client: RawClient | RawEventSource): Item[] {
  const results = client instanceof RawClient ? client.results('1') : client.results();
  return results.map((result) => (result as { data: { assetSourceEvents: Item } }).data.assetSourceEvents);
}

/** Every event begins where the one before it ended, but behind a reset. */
function expectNoGap(items: readonly Item[]): void {
  let version: number | undefined;
  for (const item of items) {
    if (item.__typename === 'StreamReset') version = undefined;
    if (item.__typename !== 'AssetSourceUpdated') continue;
    if (version !== undefined) expect(item.previousVersion).toBe(version);
    version = item.version;
  }
}

test('a reader that stops and goes on gets what it missed, merged, while others get it at once', async () => {
  const server = await startFeed({ feedLimits: { mergeBeyond: 8 } });
  const stalled = await RawClient.open(server.url);
  const healthy = await RawClient.open(server.url);
  stalled.subscribe('1', EVENTS);
  healthy.subscribe('1', 'subscription { assetSourceEvents { ... on AssetSourceUpdated { version } } }');
  await stalled.waitFor('1', 1);
  await healthy.waitFor('1', 1);

  stalled.socket.pause();
  for (let round = 0; round < 10; round += 1) {
    tellMuch(server, 10);
    await healthy.waitFor('1', 1 + 10 * (round + 1));
  }
  expect(server.feed.status().delivered).toBeLessThan(2 + 100 + 70);
  stalled.socket.resume();

  const last = server.journal.version('photos');
  await turnsUntil(() => itemsOf(stalled).at(-1)?.version === last);
  expect(server.feed.status().merges).toBeGreaterThan(20);
  const items = itemsOf(stalled);
  expect(items.length).toBeLessThan(80);
  expectNoGap(items);
  const total = items.reduce((sum, { changeCount = 0 }) => sum + changeCount, 0);
  expect(total).toBe(100 * CHANGES.length);

  server.tell('photos', { do: 'TOUCH' });
  await turnsUntil(() => itemsOf(stalled).at(-1)?.version === last + 1);
});

test('an event stream that stops and goes on ends right too', async () => {
  const server = await startFeed({ feedLimits: { mergeBeyond: 8 } });
  const search = new URLSearchParams({ query: EVENTS });
  const stalled = new RawEventSource(`${server.url}/graphql?${search.toString()}`);
  await stalled.connect();
  await turnsUntil(() => stalled.results().length === 1);

  stalled.response?.pause();
  for (let round = 0; round < 10; round += 1) {
    tellMuch(server, 10);
    const told = server.journal.head();
    await turnsUntil(() => server.feed.published === told);
  }
  stalled.response?.resume();

  const last = server.journal.version('photos');
  await turnsUntil(() => itemsOf(stalled).at(-1)?.version === last);
  expectNoGap(itemsOf(stalled));
  expect(itemsOf(stalled).length).toBeLessThan(80);
});

test('a reader that is too far behind is told to read again; an on… subscription ends with the cursor to resume from', async () => {
  const server = await startFeed({ feedLimits: { behindEntries: 20_000, ringChanges: 5_000 } });
  const stalled = await RawClient.open(server.url);
  stalled.subscribe('1', EVENTS);
  const ending = await RawClient.open(server.url);
  ending.subscribe(
    'on',
    'subscription { onAssetSourceUpdated { cursor version changes(first: 1000) { assetId } } }',
  );
  await stalled.waitFor('1', 1);
  await turnsUntil(() => server.feed.status().subscribers === 2);

  stalled.socket.pause();
  ending.socket.pause();
  for (let round = 0; round < 20; round += 1) {
    tellMuch(server, 10);
    const told = server.journal.head();
    await turnsUntil(() => server.feed.published === told);
  }
  stalled.socket.resume();
  ending.socket.resume();

  await turnsUntil(() => itemsOf(stalled).at(-1)?.__typename === 'StreamReset');
  expectNoGap(itemsOf(stalled));
  await turnsUntil(() => ending.messages.at(-1)?.type === 'error');
  const results = ending.results('on') as { data: { onAssetSourceUpdated: Item } }[];
  expect(ending.messages.at(-1)?.payload).toMatchObject([
    {
      extensions: { code: 'SUBSCRIBER_TOO_SLOW', cursor: results.at(-1)?.data.onAssetSourceUpdated.cursor },
    },
  ]);
  expect(ending.closed).toBeUndefined();

  server.tell('photos', { do: 'TOUCH' });
  await turnsUntil(() => itemsOf(stalled).at(-1)?.version === server.journal.version('photos'));
});

test('a reader that makes no progress is closed, in a way after which clients come back', async () => {
  const server = await startFeed({ limits: { pingMs: 50, stallMs: 1_000 } });
  const stalled = await RawClient.open(server.url);
  stalled.subscribe('1', EVENTS);
  const source = new RawEventSource(
    `${server.url}/graphql?${new URLSearchParams({ query: EVENTS }).toString()}`,
  );
  await source.connect();
  await stalled.waitFor('1', 1);

  stalled.socket.pause();
  source.response?.pause();
  await turnsUntil(() => {
    tellMuch(server, 5);
    const { STALLED = 0, SILENT = 0 } = server.transports.dropped();
    return STALLED + SILENT === 2;
  });
  stalled.socket.resume();

  expect((await stalled.closing()).code).toBe(1013);
  expect(server.feed.status().subscribers).toBe(0);
  expectNoGap(itemsOf(stalled));
});

test('a client that asks without reading the answers is not read any more', async () => {
  const server = await startFeed();
  const client = await RawClient.open(server.url);
  client.socket.pause();
  const query = `{ __schema { types { name description } } } # ${'x'.repeat(20_000)}`;
  for (let id = 0; id < 1_000; id += 1) client.subscribe(String(id), query);

  // Another client is served meanwhile; while it is, the first one's requests stop being read.
  const other = await RawClient.open(server.url);
  let waiting = -1;
  for (let same = 0; same < 50;) {
    const pongs = other.messages.length;
    other.send({ type: 'ping' });
    await turnsUntil(() => other.messages.length > pongs);
    same = client.socket.bufferedAmount === waiting ? same + 1 : 0;
    waiting = client.socket.bufferedAmount;
  }
  expect(waiting).toBeGreaterThan(0);

  client.socket.resume();
  await turnsUntil(() => client.messages.filter(({ type }) => type === 'complete').length === 1_000);
});

test('a client that answers no ping is closed', async () => {
  const server = await startFeed({ limits: { pingMs: 50, stallMs: 500 } });
  const client = await RawClient.open(server.url);
  const lively = await RawClient.open(server.url);
  client.socket.pause();
  await turnsUntil(() => server.transports.dropped()['SILENT'] === 1);
  await turnsUntil(() => server.transports.open().webSockets === 1);
  expect(lively.closed).toBeUndefined();
});
