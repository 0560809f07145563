import { createClient as createSseClient } from 'graphql-sse';
import { createClient as createWsClient } from 'graphql-ws';
import { Client, fetchExchange, subscriptionExchange } from '@urql/core';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startGateway, type TestGateway } from '../support/start-gateway.ts';

type Result = { readonly data?: unknown; readonly errors?: readonly { extensions?: { code?: unknown } }[] };

/** Subscribes, and collects what comes; stops when the test ends. */
type Subscribe = (
  gateway: TestGateway,
  query: string,
) => { readonly results: Result[]; readonly ended: Promise<unknown> };

const overWebSocket: Subscribe = (gateway, query) => {
  const client = createWsClient({ url: `${gateway.url.replace('http', 'ws')}/graphql`, retryAttempts: 0 });
  onTestFinished(() => void client.dispose());
  return collect((sink) => client.subscribe({ query }, sink));
};

const overSse: Subscribe = (gateway, query) => {
  const client = createSseClient({ url: `${gateway.url}/graphql`, retryAttempts: 0 });
  onTestFinished(() => client.dispose());
  return collect((sink) => client.subscribe({ query }, sink));
};

type Sink = { next: (result: unknown) => void; error: (error: unknown) => void; complete: () => void };

function collect(subscribe: (sink: Sink) => () => void): ReturnType<Subscribe> {
  const results: Result[] = [];
  const { promise, resolve } = Promise.withResolvers<unknown>();
  subscribe({
    next: (result) => results.push(result as Result),
    error: resolve,
    complete: () => resolve('complete'),
  });
  return { results, ended: promise };
}

/** Resolves when so many subscriptions are open. */
async function subscribers(gateway: TestGateway, count: number): Promise<void> {
  await expect.poll(() => gateway.feed.status().subscribers).toBe(count);
}

const CHANGES = /* GraphQL */ `
  subscription {
    assetSourceEvents {
      __typename
      ... on StreamOpened {
        status
      }
      ... on AssetSourceEvent {
        sourceId
        version
        previousVersion
        cause {
          operation
        }
      }
      ... on AssetSourceUpdated {
        changeCount
        changes {
          kind
          assetId
          fields
          asset {
            label
          }
        }
      }
    }
  }
`;

describe.each([
  ['WebSocket', overWebSocket],
  ['server-sent events', overSse],
])('over %s', (_name, subscribe) => {
  test('a subscriber hears in order what happened, and what is different now', async () => {
    const gateway = await startGateway();
    await gateway.ready();
    const { results } = subscribe(gateway, CHANGES);
    await expect.poll(() => results.length).toBe(1);

    await gateway.run('mutation { addSource(source: { id: "s" }) { version } }');
    await gateway.run(
      'mutation { addAsset(sourceId: "s", asset: { id: "a", label: { en: "Old" } }) { version } }',
    );
    await gateway.run(
      'mutation { updateAsset(sourceId: "s", id: "a", patch: { label: { en: "New" } }) { version } }',
    );
    await gateway.run(
      'mutation { updateAsset(sourceId: "s", id: "a", patch: { label: { en: "New" } }) { version } }',
    );
    await gateway.run('mutation { removeAsset(sourceId: "s", id: "a") { version } }');
    await gateway.run('mutation { assetSourceContentsChanged(sourceId: "s") { version } }');
    await gateway.run('mutation { removeSource(id: "s") { version } }');

    await expect.poll(() => results.length).toBe(7);
    const events = results.map(({ data }) => (data as { assetSourceEvents: object }).assetSourceEvents);
    const updated = { __typename: 'AssetSourceUpdated', sourceId: 's' };
    expect(events).toEqual([
      { __typename: 'StreamOpened', status: 'LIVE' },
      {
        __typename: 'AssetSourceAdded',
        sourceId: 's',
        version: 1,
        previousVersion: 0,
        cause: { operation: 'addSource' },
      },
      {
        ...updated,
        version: 2,
        previousVersion: 1,
        cause: { operation: 'addAsset' },
        changeCount: 1,
        changes: [{ kind: 'ADDED', assetId: 'a', fields: [], asset: expect.anything() }],
      },
      {
        ...updated,
        version: 3,
        previousVersion: 2,
        cause: { operation: 'updateAsset' },
        changeCount: 1,
        changes: [{ kind: 'UPDATED', assetId: 'a', fields: ['label'], asset: { label: 'New' } }],
      },
      {
        ...updated,
        version: 4,
        previousVersion: 3,
        cause: { operation: 'removeAsset' },
        changeCount: 1,
        changes: [{ kind: 'REMOVED', assetId: 'a', fields: [], asset: null }],
      },
      {
        ...updated,
        version: 5,
        previousVersion: 4,
        cause: { operation: 'assetSourceContentsChanged' },
        changeCount: 0,
        changes: [],
      },
      {
        __typename: 'AssetSourceRemoved',
        sourceId: 's',
        version: 6,
        previousVersion: 5,
        cause: { operation: 'removeSource' },
      },
    ]);
  });

  test('each of the engine’s three events has a subscription of its own', async () => {
    const gateway = await startGateway();
    await gateway.ready();
    const added = subscribe(gateway, 'subscription { onAssetSourceAdded { sourceId source { id } } }');
    const updated = subscribe(
      gateway,
      'subscription { onAssetSourceUpdated(sourceId: "b") { sourceId version } }',
    );
    const removed = subscribe(gateway, 'subscription { onAssetSourceRemoved { sourceId } }');
    await subscribers(gateway, 3);

    for (const id of ['a', 'b']) {
      await gateway.run('mutation ($id: ID!) { addSource(source: { id: $id }) { version } }', { id });
      await gateway.run('mutation ($id: ID!) { assetSourceContentsChanged(sourceId: $id) { version } }', {
        id,
      });
    }
    await gateway.run('mutation { removeSource(id: "a") { version } }');

    await expect.poll(() => removed.results.length).toBe(1);
    expect(added.results.map(({ data }) => data)).toEqual([
      { onAssetSourceAdded: { sourceId: 'a', source: { id: 'a' } } },
      { onAssetSourceAdded: { sourceId: 'b', source: { id: 'b' } } },
    ]);
    expect(updated.results.map(({ data }) => data)).toEqual([
      { onAssetSourceUpdated: { sourceId: 'b', version: 2 } },
    ]);
    expect(removed.results.map(({ data }) => data)).toEqual([{ onAssetSourceRemoved: { sourceId: 'a' } }]);
  });

  test('what an event tells can be read the moment it arrives', async () => {
    const gateway = await startGateway();
    await gateway.ready();
    await gateway.run('mutation { addSource(source: { id: "s" }) { version } }');
    const { results } = subscribe(gateway, 'subscription { onAssetSourceUpdated { version } }');
    await subscribers(gateway, 1);

    for (let count = 1; count <= 20; count += 1) {
      void gateway.run(`mutation { addAsset(sourceId: "s", asset: { id: "a${count}" }) { version } }`);
      await expect.poll(() => results.length, { interval: 1 }).toBe(count);
      const { data } = results[count - 1] as { data: { onAssetSourceUpdated: { version: number } } };
      const { findAssets } = await gateway.run<{ findAssets: { version: number; total: number } }>(
        '{ findAssets(sourceId: "s") { version total } }',
      );
      expect(findAssets).toEqual({ version: data.onAssetSourceUpdated.version, total: count });
    }
  });

  test('an error is the same as on every other transport', async () => {
    const gateway = await startGateway();
    await gateway.ready();
    const { errors: overHttp } = await gateway.query(
      'subscription { onAssetSourceAdded(after: 5) { sourceId } }',
    );

    const { results, ended } = subscribe(
      gateway,
      'subscription { onAssetSourceAdded(after: "other.1") { sourceId } }',
    );
    const end = await Promise.race([ended, expect.poll(() => results.length).toBe(1)]);

    expect(overHttp?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    const [error] = (Array.isArray(end) ? end : (results[0]?.errors ?? [])) as {
      extensions: { code: string };
    }[];
    expect(error?.extensions.code).toBe('CURSOR_EXPIRED');
  });
});

test('urql works unchanged', async () => {
  const gateway = await startGateway();
  await gateway.ready();
  const socket = createWsClient({ url: `${gateway.url.replace('http', 'ws')}/graphql` });
  onTestFinished(() => void socket.dispose());
  const client = new Client({
    url: `${gateway.url}/graphql`,
    preferGetMethod: false,
    exchanges: [
      fetchExchange,
      subscriptionExchange({
        forwardSubscription: ({ query, variables }) => ({
          subscribe: (sink) => ({
            unsubscribe: socket.subscribe(
              { query: query ?? '', variables: variables as Record<string, unknown> },
              sink as never,
            ),
          }),
        }),
      }),
    ],
  });
  const heard: unknown[] = [];
  const { unsubscribe } = client
    .subscription('subscription { onAssetSourceAdded { sourceId } }', {})
    .subscribe(({ data }) => heard.push(data));
  await subscribers(gateway, 1);

  const { data, error } = await client.mutation(
    'mutation ($id: ID!) { addSource(source: { id: $id }) { version } }',
    { id: 'u' },
  );

  expect(error).toBeUndefined();
  expect(data).toEqual({ addSource: { version: 1 } });
  await expect.poll(() => heard).toEqual([{ onAssetSourceAdded: { sourceId: 'u' } }]);
  unsubscribe();
});

test('a subscription that resumes with a cursor hears everything since, once', async () => {
  const gateway = await startGateway();
  await gateway.ready();
  await gateway.run('mutation { addSource(source: { id: "s" }) { version } }');
  const { addAsset } = await gateway.run<{ addAsset: { cursor: string } }>(
    'mutation { addAsset(sourceId: "s", asset: { id: "seen" }) { cursor } }',
  );
  for (const id of ['missed-1', 'missed-2']) {
    await gateway.run('mutation ($id: ID!) { addAsset(sourceId: "s", asset: { id: $id }) { version } }', {
      id,
    });
  }

  const { results } = overWebSocket(
    gateway,
    `subscription { assetSourceEvents(after: "${addAsset.cursor}") {
      __typename ... on StreamOpened { status } ... on AssetSourceUpdated { changes { assetId } } } }`,
  );
  await expect.poll(() => results.length).toBe(3);
  await gateway.run('mutation { addAsset(sourceId: "s", asset: { id: "live" }) { version } }');
  await expect.poll(() => results.length).toBe(4);

  const items = results.map(({ data }) => (data as { assetSourceEvents: object }).assetSourceEvents);
  expect(items).toEqual([
    { __typename: 'StreamOpened', status: 'RESUMED' },
    ...['missed-1', 'missed-2', 'live'].map((assetId) => ({
      __typename: 'AssetSourceUpdated',
      changes: [{ assetId }],
    })),
  ]);
});

test('an engine that is killed is replaced, and no event is lost', async () => {
  const gateway = await startGateway();
  await gateway.ready();
  await gateway.run('mutation { addSource(source: { id: "s" }) { version } }');
  const { results } = overWebSocket(
    gateway,
    'subscription { onAssetSourceUpdated { version previousVersion } }',
  );
  await subscribers(gateway, 1);

  for (let count = 0; count < 30; count += 1) {
    if (count % 10 === 5) void gateway.engine.kill();
    await gateway.run(`mutation { addAsset(sourceId: "s", asset: { id: "a${count}" }) { version } }`);
  }

  await expect.poll(() => results.length, { timeout: 15_000 }).toBe(30);
  const versions = results.map(
    ({ data }) => (data as { onAssetSourceUpdated: { version: number } }).onAssetSourceUpdated.version,
  );
  expect(versions).toEqual(Array.from({ length: 30 }, (_, index) => index + 2));
  expect(gateway.engine.status.restarts).toBeGreaterThan(0);
  await expect
    .poll(async () => (await gateway.engine.fetchAsset('s', 'a29'))?.id, { timeout: 10_000 })
    .toBe('a29');
});
