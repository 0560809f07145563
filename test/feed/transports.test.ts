import { createClient as createSseClient } from 'graphql-sse';
import { createClient as createWsClient } from 'graphql-ws';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { startGateway, type TestGateway } from '../support/start-gateway.ts';
import { RawEventSource } from './support/event-source.ts';
import { RawClient } from './support/raw-client.ts';

const EVENTS = `subscription Events($after: Cursor, $sourceIds: [ID!]) {
  assetSourceEvents(after: $after, sourceIds: $sourceIds) {
    __typename
    ... on StreamOpened { cursor status }
    ... on AssetSourceEvent { cursor sourceId version previousVersion }
    ... on AssetSourceUpdated { changeCount changes { kind assetId asset { label } } }
  }
}`;

const ADD_SOURCE = `mutation ($id: ID!) { addSource(source: { id: $id }) { version cursor } }`;
const ADD_ASSET = `mutation ($sourceId: ID!, $asset: AssetInput!) {
  addAsset(sourceId: $sourceId, asset: $asset) { version cursor }
}`;

let gateway: TestGateway;

beforeAll(async () => {
  const ending: (() => Promise<void>)[] = [];
  gateway = await startGateway({ onDone: (dispose) => ending.push(dispose) });
  return async () => {
    for (const dispose of ending) await dispose();
  };
});

let sources = 0;

/** A source of the test's own. */
async function newSource(): Promise<string> {
  sources += 1;
  const id = `source-${sources}`;
  await gateway.run(ADD_SOURCE, { id });
  return id;
}

function addAsset(sourceId: string, id: string): Promise<unknown> {
  return gateway.run(ADD_ASSET, { sourceId, asset: { id, label: { en: `Label ${id}` } } });
}

function sseUrl(query: string, variables: object): string {
  const search = new URLSearchParams({ query, variables: JSON.stringify(variables) });
  return `${gateway.url}/graphql?${search.toString()}`;
}

type Item = {
  readonly data: {
    readonly assetSourceEvents: Readonly<Record<string, unknown>> & { readonly cursor: string };
  };
};

function itemsOf(results: readonly unknown[]): Item['data']['assetSourceEvents'][] {
  return results.map((result) => (result as Item).data.assetSourceEvents);
}

test('a subscriber over WebSocket is told what others change, with detail', async () => {
  const sourceId = await newSource();
  const client = await RawClient.open(gateway.url);
  client.subscribe('1', EVENTS, { sourceIds: [sourceId] });
  await client.waitFor('1', 1);

  await addAsset(sourceId, 'mountain');

  const [opened, updated] = itemsOf(await client.waitFor('1', 2));
  expect(opened).toMatchObject({ __typename: 'StreamOpened', status: 'LIVE' });
  expect(updated).toMatchObject({
    __typename: 'AssetSourceUpdated',
    sourceId,
    previousVersion: 1,
    version: 2,
    changeCount: 1,
    changes: [{ kind: 'ADDED', assetId: 'mountain', asset: { label: 'Label mountain' } }],
  });
});

test('the client of graphql-ws resumes with the cursor it saw last', async () => {
  const sourceId = await newSource();
  const client = createWsClient({
    url: `${gateway.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
  });
  onTestFinished(() => client.dispose());
  const first = client.iterate<Item['data']>({ query: EVENTS, variables: { sourceIds: [sourceId] } });
  await first.next();
  await addAsset(sourceId, 'one');
  const seen = (await first.next()).value?.data?.assetSourceEvents;
  expect(seen).toMatchObject({ version: 2 });
  await first.return?.();

  await addAsset(sourceId, 'two');
  await addAsset(sourceId, 'three');

  const second = client.iterate({ query: EVENTS, variables: { sourceIds: [sourceId], after: seen?.cursor } });
  const resumed = [];
  for await (const result of second) {
    resumed.push(result);
    if (resumed.length === 3) break;
  }
  expect(itemsOf(resumed)).toMatchObject([
    { __typename: 'StreamOpened', status: 'RESUMED' },
    { previousVersion: 2, version: 3 },
    { previousVersion: 3, version: 4 },
  ]);
});

test('the client of graphql-sse gets the same events', async () => {
  const sourceId = await newSource();
  const client = createSseClient({ url: `${gateway.url}/graphql` });
  onTestFinished(() => client.dispose());
  const events = client.iterate({ query: EVENTS, variables: { sourceIds: [sourceId] } });
  const opened = (await events.next()).value;
  await addAsset(sourceId, 'one');
  const updated = (await events.next()).value;
  await events.return?.();

  expect(itemsOf([opened, updated])).toMatchObject([
    { __typename: 'StreamOpened', status: 'LIVE' },
    { __typename: 'AssetSourceUpdated', version: 2 },
  ]);
});

test('graphql-sse runs queries and mutations too', async () => {
  const sourceId = await newSource();
  const client = createSseClient({ url: `${gateway.url}/graphql` });
  onTestFinished(() => client.dispose());
  const query = client.iterate({ query: `{ assetSource(id: "${sourceId}") { id } }` });
  expect((await query.next()).value).toEqual({ data: { assetSource: { id: sourceId } } });
  expect((await query.next()).done).toBe(true);
});

test('an EventSource that reconnects by itself misses nothing', async () => {
  const sourceId = await newSource();
  const source = new RawEventSource(sseUrl(EVENTS, { sourceIds: [sourceId] }));
  expect(await source.connect()).toBe(200);
  expect(source.response?.headers).toMatchObject({
    'content-type': 'text/event-stream; charset=utf-8',
    'x-accel-buffering': 'no',
  });
  await expect.poll(() => source.results().length).toBe(1);
  await addAsset(sourceId, 'one');
  await expect.poll(() => source.results().length).toBe(2);
  const [, one] = itemsOf(source.results());
  expect(source.lastEventId).toBe(one?.cursor);
  expect(source.retryMs).toBe(1_000);
  source.disconnect();
  await addAsset(sourceId, 'two');

  expect(await source.connect()).toBe(200);

  await expect.poll(() => source.results().length).toBe(4);
  expect(itemsOf(source.results()).slice(2)).toMatchObject([
    { __typename: 'StreamOpened', status: 'RESUMED' },
    { previousVersion: 2, version: 3 },
  ]);
});

test('both transports say the same of a document that is wrong', async () => {
  const wrong = 'subscription { assetSourceEvents { nonsense } }';
  const client = await RawClient.open(gateway.url);
  client.subscribe('1', wrong);
  await expect.poll(() => client.messages.at(-1)?.type).toBe('error');
  const overHttp = await gateway.query(wrong);
  expect(client.messages.at(-1)?.payload).toEqual(overHttp.errors);
});

test('an on… subscription whose cursor is unknown ends with CURSOR_EXPIRED, over WebSocket and SSE', async () => {
  const query = 'subscription { onAssetSourceUpdated(after: "nonsense.1") { version } }';
  const client = await RawClient.open(gateway.url);
  client.subscribe('1', query);
  await expect.poll(() => client.messages.at(-1)?.type).toBe('error');
  expect(client.messages.at(-1)).toMatchObject({
    id: '1',
    payload: [{ extensions: { code: 'CURSOR_EXPIRED' } }],
  });

  const source = new RawEventSource(sseUrl(query, {}));
  await source.connect();
  await expect.poll(() => source.ended).toBe(true);
  expect(source.events.map(({ event }) => event)).toEqual(['next', 'complete']);
  expect(source.results()).toMatchObject([{ errors: [{ extensions: { code: 'CURSOR_EXPIRED' } }] }]);
});

test('different documents on one socket each get their own shape', async () => {
  const sourceId = await newSource();
  const client = await RawClient.open(gateway.url);
  const document = `subscription ($sourceId: ID!, $detail: Boolean!) {
    onAssetSourceUpdated(sourceId: $sourceId) {
      version @skip(if: $detail)
      again: version
      changes @include(if: $detail) { asset { label(locale: "de") } }
    }
  }`;
  client.subscribe('plain', document, { sourceId, detail: false });
  client.subscribe('detail', document, { sourceId, detail: true });
  client.subscribe(
    'failing',
    `subscription { onAssetSourceUpdated(sourceId: "${sourceId}") { version changes(first: 5000) { kind } } }`,
  );
  await expect.poll(() => gateway.feed.status().subscribers).toBeGreaterThanOrEqual(3);

  await addAsset(sourceId, 'x');

  expect(await client.waitFor('plain', 1)).toEqual([
    { data: { onAssetSourceUpdated: { version: 2, again: 2 } } },
  ]);
  expect(await client.waitFor('detail', 1)).toEqual([
    { data: { onAssetSourceUpdated: { again: 2, changes: [{ asset: { label: 'Label x' } }] } } },
  ]);
  expect(await client.waitFor('failing', 1)).toMatchObject([
    { data: null, errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] },
  ]);
});

test('a source that is added and removed is told as the engine tells it', async () => {
  const client = await RawClient.open(gateway.url);
  client.subscribe('added', 'subscription { onAssetSourceAdded { sourceId source { id } } }');
  client.subscribe('removed', 'subscription { onAssetSourceRemoved { sourceId version } }');
  await expect.poll(() => gateway.feed.status().subscribers).toBeGreaterThanOrEqual(2);
  const sourceId = await newSource();
  await gateway.run('mutation ($id: ID!) { removeSource(id: $id) { version } }', { id: sourceId });

  await client.waitFor('removed', 1);
  expect(await client.waitFor('added', 1)).toMatchObject([{ data: { onAssetSourceAdded: { sourceId } } }]);
  expect(client.results('removed')).toEqual([{ data: { onAssetSourceRemoved: { sourceId, version: 2 } } }]);
});
