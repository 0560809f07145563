import { expect, test } from 'vitest';
import { RawEventSource } from './support/event-source.ts';
import { MemoryJournal } from './support/memory-journal.ts';
import { RawClient } from './support/raw-client.ts';
import { startFeed } from './support/start-feed.ts';

const EVENTS = `subscription ($after: Cursor) {
  assetSourceEvents(after: $after) {
    ... on StreamOpened { cursor status }
    ... on AssetSourceEvent { cursor version }
  }
}`;

test('drain sends everybody away with 1001, spread over its window, and nobody new in', async () => {
  const server = await startFeed();
  const clients = await Promise.all(Array.from({ length: 10 }, () => RawClient.open(server.url)));
  const closings: number[] = [];
  for (const client of clients) client.socket.on('close', () => closings.push(performance.now()));
  const source = new RawEventSource(
    `${server.url}/graphql?${new URLSearchParams({ query: EVENTS }).toString()}`,
  );
  await source.connect();
  await expect.poll(() => source.events).toHaveLength(1);
  const begin = performance.now();

  const drained = server.transports.drain(300);
  const late = await RawClient.open(server.url, { init: false });
  // The last to be closed is still open: it is sent away as soon as it asks for more.
  clients.at(-1)?.subscribe('1', EVENTS);
  await drained;

  expect(late.refused).toBe(503);
  for (const client of clients) expect(await client.closing()).toEqual({ code: 1001, reason: 'Going away' });
  expect(closings.at(-1)).toBeGreaterThan(begin + 150);
  await expect.poll(() => source.ended).toBe(true);
  expect(source.events.map(({ event }) => event)).toEqual(['next']);
  expect(server.transports.open()).toEqual({ webSockets: 0, eventStreams: 0 });
  expect(server.transports.dropped()).toEqual({ GOING_AWAY: 12 });

  // A browser reconnects by itself after a stream that ends, and never after an error.
  const again = new RawEventSource(
    `${server.url}/graphql?${new URLSearchParams({ query: EVENTS }).toString()}`,
  );
  expect(await again.connect()).toBe(200);
  await expect.poll(() => again.ended).toBe(true);
  expect(again.events).toEqual([]);
});

test('who was sent away resumes on the next process and misses nothing', async () => {
  const journal = new MemoryJournal();
  const first = await startFeed({ journal });
  const client = await RawClient.open(first.url);
  client.subscribe('1', EVENTS);
  await client.waitFor('1', 1);
  first.tell('photos', { do: 'ADD_SOURCE' });
  const [, seen] = (await client.waitFor('1', 2)) as { data: { assetSourceEvents: { cursor: string } } }[];
  await first.transports.drain(0);
  journal.commit('photos', [{ do: 'TOUCH' }]);

  const second = await startFeed({ journal });
  const resumed = await RawClient.open(second.url);
  resumed.subscribe('1', EVENTS, { after: seen?.data.assetSourceEvents.cursor });

  expect(await resumed.waitFor('1', 2)).toMatchObject([
    { data: { assetSourceEvents: { status: 'RESUMED' } } },
    { data: { assetSourceEvents: { version: 2 } } },
  ]);
});
