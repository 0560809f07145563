import { createClient } from 'graphql-ws';
import { expect, onTestFinished, test } from 'vitest';

import type { ExternalAssetSource } from '../../src/connectors/external-asset-source.ts';
import { startGateway, type TestGateway } from '../support/start-gateway.ts';
import { FIRST_HUNDRED } from './support/start-engine.ts';

type Event = { readonly __typename: string; readonly sourceId: string; readonly version: number };

/** The events of a gateway's sources, as a client on a socket sees them. */
async function listen(gateway: TestGateway): Promise<readonly Event[]> {
  const client = createClient({ url: `${gateway.url.replace('http', 'ws')}/graphql`, retryAttempts: 0 });
  onTestFinished(() => void client.dispose());
  const events: Event[] = [];
  const query = `subscription { assetSourceEvents { __typename ... on AssetSourceEvent { sourceId version } } }`;
  client.subscribe<{ assetSourceEvents: Event }>(
    { query },
    {
      next: ({ data }) => {
        if (data && data.assetSourceEvents.__typename !== 'StreamOpened') events.push(data.assetSourceEvents);
      },
      error: () => {},
      complete: () => {},
    },
  );
  await expect.poll(() => gateway.feed.status().subscribers).toBe(1);
  return events;
}

/** A source as its author would write it for the editor. */
function stockPhotos(
  answer: ExternalAssetSource['findAssets'],
): ExternalAssetSource & { readonly queries: string[] } {
  const queries: string[] = [];
  return {
    id: 'stock',
    queries,
    findAssets: (query) => {
      queries.push(query.query);
      return answer(query);
    },
    credits: { name: 'Stock' },
    getSupportedMimeTypes: () => ['image/jpeg'],
  };
}

const NOTIFY = `mutation { assetSourceContentsChanged(sourceId: "stock") { version } }`;

test('a source of the config is a custom source of the engine, which asks the outside system', async () => {
  const stock = stockPhotos((query) =>
    Promise.resolve({
      assets: [{ id: 'p', label: `Found ${query.query}`, meta: { uri: 'https://example.com/p.jpg' } }],
      total: 1,
      currentPage: 0,
    }),
  );
  const gateway = await startGateway({ outside: { sources: { stock: { external: stock } } } });
  await gateway.ready();

  const page = await gateway.engine.findAssets('stock', { ...FIRST_HUNDRED, query: 'sea' });

  expect(stock.queries).toEqual(['sea']);
  expect(page.assets).toMatchObject([{ id: 'p', label: 'Found sea' }]);
  expect(await gateway.engine.describeSource('stock')).toMatchObject({
    supportedMimeTypes: ['image/jpeg'],
    credits: { name: 'Stock' },
  });
});

test('news of an outside system is the event of the engine, also after that has died', async () => {
  const stock = stockPhotos(() => Promise.resolve(undefined));
  const gateway = await startGateway({
    outside: { sources: { stock: { external: stock } } },
    faultInjection: true,
  });
  await gateway.ready();
  const events = await listen(gateway);

  await gateway.run(NOTIFY);
  await expect.poll(() => events.length).toBe(1);
  await gateway.engine.kill();
  await gateway.run(NOTIFY);
  await expect.poll(() => events.length, { timeout: 20_000 }).toBe(2);
  // An event that the engine does not send is not published, until there is an engine that stands by it.
  gateway.engine.inject('SILENCE');
  await gateway.run(NOTIFY);
  await expect.poll(() => events.length, { timeout: 20_000 }).toBe(3);

  expect(events.map(({ version }) => version)).toEqual([2, 3, 4]);
  expect(gateway.engine.status.restarts).toBe(2);
  expect(await gateway.engine.findAllSources()).toEqual(['stock']);
});

test('the id of an outside system is kept for it, so that its source is back at the next start', async () => {
  const outside = { sources: { stock: { external: stockPhotos(() => Promise.resolve(undefined)) } } };
  const first = await startGateway({ outside });
  await first.run(`mutation { removeSource(id: "stock") { version } }`);

  const adding = `mutation { addSource(source: { id: "stock" }) { version } }`;
  const importing = `mutation { importAssetSource(contentJson: { id: "stock", assets: [] }) { version } }`;
  expect(await first.codeOf(adding)).toBe('SOURCE_ALREADY_EXISTS');
  expect(await first.codeOf(importing)).toBe('SOURCE_ALREADY_EXISTS');
  await first.stop();

  const second = await startGateway({ outside, databaseFile: first.databaseFile });
  expect(await second.run(`{ assetSource(id: "stock") { kind } }`)).toEqual({
    assetSource: { kind: 'EXTERNAL' },
  });
});

test('while outside systems hang and lie, changes elsewhere are told as ever', async () => {
  const answers: (() => Promise<unknown>)[] = [
    () => new Promise(() => {}),
    () => Promise.resolve({ assets: [{ id: 5 }], total: 'many' }),
    // oxlint-disable-next-line typescript/prefer-promise-reject-errors
    () => Promise.reject(null as unknown as Error),
    () => {
      throw new Error('thrown at once');
    },
  ];
  let turn = 0;
  const stock = stockPhotos(() => {
    turn += 1;
    return (answers[turn % answers.length] ?? (() => Promise.resolve()))();
  });
  const gateway = await startGateway({
    outside: { sources: { stock: { external: stock, timeoutMs: 3_000 } } },
  });
  await gateway.ready();
  await gateway.run(`mutation { addSource(source: { id: "here" }) { version } }`);
  const events = await listen(gateway);

  const asked = Array.from({ length: 30 }, (_, index) =>
    gateway.engine.findAssets('stock', { ...FIRST_HUNDRED, query: `q${index}` }).then(
      () => undefined,
      (error: { readonly code?: unknown }) => error.code,
    ),
  );
  for (let index = 0; index < 5; index += 1) {
    await gateway.run(`mutation { addAsset(sourceId: "here", asset: { id: "a${index}" }) { version } }`);
  }
  await expect.poll(() => events.map(({ version }) => version), { timeout: 20_000 }).toEqual([2, 3, 4, 5, 6]);

  expect(new Set(await Promise.all(asked))).toEqual(new Set(['EXTERNAL_SOURCE_FAILED']));
  expect(gateway.engine.status).toMatchObject({ state: 'READY', restarts: 0 });
});

test('an external source leaves the engine with an event; its id is free once the config has it no more', async () => {
  const stock = stockPhotos(() => Promise.resolve(undefined));
  const gateway = await startGateway({ outside: { sources: { stock: { external: stock } } } });
  await gateway.ready();
  const events = await listen(gateway);

  await gateway.run(`mutation { removeSource(id: "stock") { version } }`);
  await expect.poll(() => events.length).toBe(1);
  expect(await gateway.engine.findAllSources()).toEqual([]);
  await gateway.stop();
  const without = await startGateway({ databaseFile: gateway.databaseFile });
  await without.ready();
  const later = await listen(without);
  await without.run(`mutation { addSource(source: { id: "stock" }) { version } }`);
  await without.run(`mutation { addAsset(sourceId: "stock", asset: { id: "here" }) { version } }`);
  await expect.poll(() => later.length).toBe(2);

  expect([...events, ...later].map(({ __typename, version }) => [__typename, version])).toEqual([
    ['AssetSourceRemoved', 2],
    ['AssetSourceAdded', 3],
    ['AssetSourceUpdated', 4],
  ]);
  const { assets } = await without.engine.findAssets('stock', FIRST_HUNDRED);
  expect(assets.map(({ id }) => id)).toEqual(['here']);
  expect(stock.queries).toEqual([]);
});

test('what the outside system takes is handed to it once, and the engine tells that there is news', async () => {
  const taken: unknown[] = [];
  const stock: ExternalAssetSource = {
    ...stockPhotos(() => Promise.resolve(undefined)),
    addAsset: (asset) => void taken.push(asset),
  };
  const gateway = await startGateway({ outside: { sources: { stock: { external: stock } } } });
  await gateway.ready();
  const events = await listen(gateway);

  await gateway.run(`mutation { addAsset(sourceId: "stock", asset: { id: "new" }) { version } }`);
  await expect.poll(() => events.length).toBe(1);

  expect(events).toEqual([{ __typename: 'AssetSourceUpdated', sourceId: 'stock', version: 2 }]);
  expect(taken).toMatchObject([{ id: 'new' }]);
  expect(gateway.engine.status.restarts).toBe(0);
});

test('the MIME types of a source reach the engine when they change', async () => {
  const gateway = await startGateway({});
  await gateway.ready();
  await gateway.run(
    `mutation { addSource(source: { id: "s", supportedMimeTypes: ["image/png"] }) { version } }`,
  );
  await gateway.run(`mutation { addAsset(sourceId: "s", asset: { id: "x" }) { version } }`);
  const events = await listen(gateway);

  await gateway.run(
    `mutation { updateSource(id: "s", patch: { supportedMimeTypes: ["image/gif"] }) { version } }`,
  );
  await expect.poll(() => events.length).toBe(1);

  expect(events).toEqual([{ __typename: 'AssetSourceUpdated', sourceId: 's', version: 3 }]);
  expect((await gateway.engine.describeSource('s')).supportedMimeTypes).toEqual(['image/gif']);
  expect((await gateway.engine.fetchAsset('s', 'x'))?.id).toBe('x');
});
