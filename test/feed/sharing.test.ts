import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { ANONYMOUS } from '../../src/model/principal.ts';
import { RawClient } from './support/raw-client.ts';
import { startFeed } from './support/start-feed.ts';

const EVENTS = `subscription ($after: Cursor, $ids: [ID!]) {
  assetSourceEvents(after: $after, sourceIds: $ids) {
    ... on StreamOpened { cursor status }
    ... on AssetSourceEvent { cursor sourceId version }
  }
}`;

test('an event is executed once for all who asked the same', async () => {
  const server = await startFeed();
  const clients = await Promise.all(Array.from({ length: 20 }, () => RawClient.open(server.url)));
  const ids = clients.map((_, index) => (index % 2 === 0 ? randomUUID() : 'short'));
  for (const [index, client] of clients.entries()) client.subscribe(ids[index] ?? '', EVENTS);
  for (const [index, client] of clients.entries()) await client.waitFor(ids[index] ?? '', 1);
  const before = server.feed.status();
  expect(before).toMatchObject({ groups: 1, subscribers: 20 });

  server.tell('photos', { do: 'ADD_SOURCE' });
  server.tell('photos', { do: 'TOUCH' });

  for (const [index, client] of clients.entries()) {
    expect(await client.waitFor(ids[index] ?? '', 3)).toMatchObject([
      {},
      { data: { assetSourceEvents: { version: 1 } } },
      { data: { assetSourceEvents: { version: 2 } } },
    ]);
    expect(client.messages.every(({ id }) => id === undefined || id === ids[index])).toBe(true);
  }
  expect(server.feed.status().renders - before.renders).toBe(2);
});

test('where a subscription resumes from makes no group of its own; what it selects does', async () => {
  const server = await startFeed();
  server.tell('photos', { do: 'ADD_SOURCE' });
  await expect.poll(() => server.feed.published).toBe(1);
  const client = await RawClient.open(server.url);
  client.subscribe('live', EVENTS);
  client.subscribe('resumed', EVENTS, { after: 'test.0' });
  client.subscribe('unknown', EVENTS, { after: 'elsewhere.5' });
  await client.waitFor('live', 1);
  await client.waitFor('resumed', 2);
  await client.waitFor('unknown', 1);
  expect(server.feed.status()).toMatchObject({ groups: 1, subscribers: 3, resumed: 1, resets: 1 });

  client.subscribe('filtered', EVENTS, { ids: ['photos'] });
  client.subscribe('other', EVENTS.replace('cursor sourceId', 'cursor id: sourceId'));
  await client.waitFor('filtered', 1);
  await client.waitFor('other', 1);
  expect(server.feed.status().groups).toBe(3);
});

test('principals of different permissions share nothing, and one without READ is refused', async () => {
  const keys = [
    {
      secret: 'secret-of-the-reader',
      principal: { name: 'reader', permissions: new Set(['READ'] as const) },
    },
    { secret: 'secret-of-another', principal: { name: 'another', permissions: new Set(['READ'] as const) } },
    { secret: 'secret-of-everybody', principal: { ...ANONYMOUS, name: 'all' } },
    { secret: 'secret-of-a-notifier', principal: { name: 'cms', permissions: new Set(['NOTIFY'] as const) } },
  ];
  const server = await startFeed({ keys });
  const open = (secret: string) =>
    RawClient.open(server.url, { params: { Authorization: `Bearer ${secret}` } });
  const [reader, another, all, notifier] = await Promise.all(keys.map(({ secret }) => open(secret)));
  for (const client of [reader, another, all]) {
    client?.subscribe('1', EVENTS);
    await client?.waitFor('1', 1);
  }
  expect(server.feed.status()).toMatchObject({ groups: 2, subscribers: 3 });

  notifier?.subscribe('1', EVENTS);
  await expect
    .poll(() => notifier?.messages.at(-1))
    .toMatchObject({
      type: 'error',
      payload: [{ extensions: { code: 'FORBIDDEN' } }],
    });
  const stranger = await RawClient.open(server.url, { params: { 'x-api-key': 'guessed' } });
  expect(await stranger.closing()).toEqual({ code: 4403, reason: 'Forbidden' });
});

test('subscriptions of one principal are bounded on all its sockets together', async () => {
  const server = await startFeed({ limits: { subscriptionsPerPrincipal: 2, sockets: 2 } });
  const first = await RawClient.open(server.url);
  const second = await RawClient.open(server.url);
  first.subscribe('1', EVENTS);
  second.subscribe('1', EVENTS);
  await second.waitFor('1', 1);
  second.subscribe('2', EVENTS);
  await expect
    .poll(() => second.messages.at(-1))
    .toMatchObject({
      type: 'error',
      payload: [{ extensions: { code: 'LIMIT_EXCEEDED', limit: 2 } }],
    });
  first.socket.close(1000);
  await first.closing();
  second.subscribe('3', EVENTS);
  await second.waitFor('3', 1);

  const third = await RawClient.open(server.url);
  expect((await RawClient.open(server.url)).refused).toBe(503);
  expect(third.closed).toBeUndefined();
});

test('a commit of ten thousand assets is one event, with the first hundred changes', async () => {
  const server = await startFeed();
  const client = await RawClient.open(server.url);
  client.subscribe('1', 'subscription { onAssetSourceUpdated { version changeCount changes { assetId } } }');
  await expect.poll(() => server.feed.status().subscribers).toBe(1);

  server.tell(
    'photos',
    ...Array.from({ length: 10_000 }, (_, id) => ({ do: 'ADD' as const, assetId: `${id}` })),
  );
  server.tell('photos', { do: 'TOUCH' });

  const results = (await client.waitFor('1', 2)) as {
    data: { onAssetSourceUpdated: { version: number; changeCount: number; changes: unknown[] } };
  }[];
  const [large, next] = results.map(({ data }) => data.onAssetSourceUpdated);
  expect(large).toMatchObject({ version: 10_000, changeCount: 10_000 });
  expect(large?.changes).toHaveLength(100);
  expect(next).toEqual({ version: 10_001, changeCount: 0, changes: [] });
});

test('a result that is too large is an error for that event, and the next one comes as ever', async () => {
  const server = await startFeed({ limits: { payloadLength: 1_000 } });
  const client = await RawClient.open(server.url);
  client.subscribe('1', 'subscription { onAssetSourceUpdated { version changes { assetId } } }');
  await expect.poll(() => server.feed.status().subscribers).toBe(1);

  server.tell(
    'photos',
    ...Array.from({ length: 100 }, (_, id) => ({ do: 'ADD' as const, assetId: `${id}` })),
  );
  server.tell('photos', { do: 'TOUCH' });

  expect(await client.waitFor('1', 2)).toEqual([
    { errors: [expect.objectContaining({ extensions: { code: 'LIMIT_EXCEEDED', limit: 1_000 } })] },
    { data: { onAssetSourceUpdated: { version: 101, changes: [] } } },
  ]);
});

test('payloads of every length are framed right, for ids of every length', async () => {
  const server = await startFeed();
  const client = await RawClient.open(server.url);
  const ids = ['a', 'b'.repeat(100), 'ä"\\'.repeat(30)];
  for (const id of ids) {
    client.subscribe(
      id,
      'subscription { onAssetSourceUpdated { changeCount changes(first: 1000) { assetId } } }',
    );
  }
  await expect.poll(() => server.feed.status().subscribers).toBe(ids.length);

  const counts = [0, 1, 2, 3, 10, 200, 500, 900, 950, 1_000];
  for (const count of counts) {
    server.tell(
      'photos',
      { do: 'TOUCH' },
      ...Array.from({ length: count }, () => ({ do: 'ADD' as const, assetId: '€'.repeat(20) })),
    );
  }

  for (const id of ids) {
    const results = (await client.waitFor(id, counts.length)) as {
      data: { onAssetSourceUpdated: { changeCount: number; changes: { assetId: string }[] } };
    }[];
    for (const [index, { data }] of results.entries()) {
      expect(data.onAssetSourceUpdated.changeCount).toBe(counts[index]);
      expect(data.onAssetSourceUpdated.changes).toHaveLength(counts[index] ?? 0);
      expect(data.onAssetSourceUpdated.changes.every(({ assetId }) => assetId === '€'.repeat(20))).toBe(true);
    }
  }
});
