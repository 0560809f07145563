import type CreativeEngine from '@cesdk/node';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';

import { startGateway, type TestGateway } from '../../test/support/start-gateway.ts';
import {
  connectAssetGateway,
  type AssetGateway,
  type ConnectOptions,
  type GatewayRequestError,
} from '../src/index.ts';
import { gatewaySourceIds, startClientEngine } from './support/client-engine.ts';
import { Panel } from './support/panel.ts';

let gateway: TestGateway;
let engine: CreativeEngine;
const done: (() => Promise<void>)[] = [];

beforeAll(async () => {
  gateway = await startGateway({ onDone: (dispose) => void done.push(dispose) });
  engine = await startClientEngine();
});

afterAll(async () => {
  engine.dispose();
  for (const dispose of done) await dispose();
});

async function connected(options: Partial<ConnectOptions> = {}): Promise<AssetGateway> {
  const handle = connectAssetGateway(engine, {
    url: `${gateway.url}/graphql`,
    timing: { lettingGo: 40 },
    ...options,
  });
  onTestFinished(() => handle.dispose());
  await handle.ready;
  return handle;
}

async function addSource(id: string, assets: readonly object[] = [], more: object = {}): Promise<void> {
  await gateway.run('mutation ($source: AssetSourceInput!) { addSource(source: $source) { version } }', {
    source: { id, ...more },
  });
  onTestFinished(async () => {
    await gateway.query('mutation ($id: ID!) { removeSource(id: $id) { version } }', { id });
  });
  await gateway.run(
    'mutation ($id: ID!, $assets: [AssetInput!]!) { syncSource(sourceId: $id, assets: $assets) { added } }',
    {
      id,
      assets,
    },
  );
}

function panel(sourceId: string, perPage?: number): Panel {
  const shown = new Panel(engine, sourceId, perPage);
  onTestFinished(() => shown.close());
  return shown;
}

const rename = (sourceId: string, id: string, label: string) =>
  gateway.run(
    'mutation ($sourceId: ID!, $id: ID!, $label: LocalizedString!) { updateAsset(sourceId: $sourceId, id: $id, patch: { label: $label }) { version } }',
    { sourceId, id, label: { en: label } },
  );

const labels = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ id: `a${index}`, label: { en: `Label ${index}` } }));

test('a source of the gateway is a source of the engine', async () => {
  await addSource(
    'photos',
    [
      {
        id: 'peak',
        label: { en: 'Peak', de: 'Gipfel' },
        tags: { en: ['nature'] },
        groups: ['alps'],
        meta: {
          uri: 'https://example.com/peak.jpg',
          mimeType: 'image/jpeg',
          width: 123456789,
          nested: { a: 1 },
        },
        payload: { color: { colorSpace: 'sRGB', r: 1, g: 0, b: 0 } },
        credits: { name: 'A. Climber' },
      },
    ],
    { supportedMimeTypes: ['image/jpeg'], credits: { name: 'Alpine Club', url: 'https://example.com' } },
  );
  await connected();

  const page = await engine.asset.findAssets('photos', { page: 0, perPage: 10, query: 'gip', locale: 'de' });

  expect(page).toMatchObject({ total: 1, currentPage: 0 });
  expect(page.nextPage).toBeUndefined();
  expect(page.assets[0]).toMatchObject({
    id: 'peak',
    label: 'Gipfel',
    tags: ['nature'],
    groups: ['alps'],
    meta: {
      uri: 'https://example.com/peak.jpg',
      width: '123456789',
      nested: '{"a":1}',
      blockType: '//ly.img.ubq/graphic',
      fillType: '//ly.img.ubq/fill/image',
    },
    payload: { color: { colorSpace: 'sRGB', r: 1, g: 0, b: 0 } },
    credits: { name: 'A. Climber' },
  });
  expect(await engine.asset.fetchAsset('photos', 'peak', { locale: 'de' })).toMatchObject({
    label: 'Gipfel',
  });
  expect(await engine.asset.fetchAsset('photos', 'none')).toBeNull();
  expect(await engine.asset.getGroups('photos')).toEqual(['alps']);
  expect(engine.asset.getSupportedMimeTypes('photos')).toEqual(['image/jpeg']);
  expect(engine.asset.getCredits('photos')).toEqual({ name: 'Alpine Club', url: 'https://example.com' });
});

test('a mutation reaches the panel', async () => {
  await addSource('told', labels(2));
  await connected();
  const shown = panel('told');
  await expect.poll(() => shown.shown).toEqual(['a0: Label 0', 'a1: Label 1']);

  await rename('told', 'a1', 'Renamed');

  await expect.poll(() => shown.shown).toEqual(['a0: Label 0', 'a1: Renamed']);
});

test('a burst of changes while several pages are read ends on the last one, with few refreshes', async () => {
  await addSource('burst', labels(25));
  await connected();
  const shown = panel('burst', 10);
  await expect.poll(() => shown.shown).toHaveLength(25);

  for (let change = 1; change <= 100; change += 1)
    await rename('burst', `a${change % 25}`, `Change ${change}`);

  const expected = Array.from(
    { length: 25 },
    (_, index) => `a${index}: Change ${index === 0 ? 100 : 75 + index}`,
  );
  await expect.poll(() => shown.shown).toEqual(expected);
  expect(shown.refreshes).toBeLessThan(60);
});

test("the editor's own additions and removals go to the gateway, with their types", async () => {
  await addSource('uploads');
  await connected();
  const shown = panel('uploads');

  engine.asset.addAssetToSource('uploads', {
    id: 'up',
    label: { en: 'Up', de: 'Auf' },
    meta: { uri: 'https://example.com/up.png', width: 640, height: 480.5, looping: true },
  });

  await expect.poll(() => shown.shown).toEqual(['up: Up']);
  const { asset } = await gateway.run<{ asset: object }>(
    '{ asset(sourceId: "uploads", id: "up") { labels meta payload credits { name } groups } }',
  );
  expect(asset).toEqual({
    labels: { en: 'Up', de: 'Auf' },
    meta: { uri: 'https://example.com/up.png', width: 640, height: 480.5, looping: true },
    payload: null,
    credits: null,
    groups: [],
  });

  engine.asset.removeAssetFromSource('uploads', 'up');
  await expect.poll(() => shown.shown).toEqual([]);
  // As with a local source, what was not there is gone.
  engine.asset.removeAssetFromSource('uploads', 'up');
});

test('what the editor added is in the next answer', async () => {
  await addSource('own');
  await connected();

  engine.asset.addAssetToSource('own', { id: 'mine', label: { en: 'Mine' } });
  const { total } = await engine.asset.findAssets('own', { page: 0, perPage: 10 });

  expect(total).toBe(1);
});

test('an addition that the gateway refuses is reported, and the panel shows what the gateway has', async () => {
  await addSource('strict', labels(1), { supportedMimeTypes: ['image/png'] });
  const errors: unknown[] = [];
  await connected({
    onError: (error, operation, sourceId) =>
      errors.push([(error as GatewayRequestError).code, operation, sourceId]),
  });
  const shown = panel('strict');

  engine.asset.addAssetToSource('strict', { id: 'gif', meta: { mimeType: 'image/gif' } });
  engine.asset.addAssetToSource('strict', { id: 'a0' });

  await expect
    .poll(() => errors)
    .toEqual([
      ['MIME_TYPE_NOT_SUPPORTED', 'addAsset', 'strict'],
      ['ASSET_ALREADY_EXISTS', 'addAsset', 'strict'],
    ]);
  await expect.poll(() => shown.shown).toEqual(['a0: Label 0']);
});

test('a file that only the page knows can be uploaded on the way', async () => {
  await addSource('prepared');
  await connected({
    prepareAsset: async (asset) => ({
      ...asset,
      meta: { ...asset.meta, uri: 'https://cdn.example.com/1.png' },
    }),
  });

  engine.asset.addAssetToSource('prepared', {
    id: 'blob',
    meta: { uri: 'blob:http://localhost/1', width: 10 },
  });

  const uri = async () =>
    (
      await gateway.run<{ asset: { meta: object } | null }>(
        '{ asset(sourceId: "prepared", id: "blob") { meta } }',
      )
    ).asset?.meta;
  await expect.poll(uri).toEqual({ uri: 'https://cdn.example.com/1.png', width: 10 });
});

test('with readOnly the engine refuses to change a source', async () => {
  await addSource('frozen');
  await connected({ readOnly: true });

  expect(() => engine.asset.addAssetToSource('frozen', { id: 'x' })).toThrow();
});

test('a source that an outside system answers for is shown like any other, and its news are heard', async () => {
  let label = 'First';
  const stock = {
    id: 'stock',
    findAssets: () => Promise.resolve({ assets: [{ id: 'p', label }], total: 1, currentPage: 0 }),
  };
  const other = await startGateway({ outside: { sources: { stock: { external: stock } } } });
  await connected({ url: `${other.url}/graphql` });
  const shown = panel('stock');
  await expect.poll(() => shown.shown).toEqual(['p: First']);

  label = 'Second';
  await other.run('mutation { assetSourceContentsChanged(sourceId: "stock") { version } }');

  await expect.poll(() => shown.shown).toEqual(['p: Second']);
});

test('sources come, go and come again', async () => {
  const handle = await connected();
  const ids = () => gatewaySourceIds(engine);
  expect(ids()).not.toContain('guest');

  await addSource('guest', labels(1), { name: { en: 'Guest', de: 'Gast' } });
  await expect.poll(ids).toContain('guest');
  expect(handle.sources.find(({ id }) => id === 'guest')?.names).toEqual({ en: 'Guest', de: 'Gast' });

  await gateway.run('mutation { removeSource(id: "guest") { version } }');
  await expect.poll(ids).not.toContain('guest');

  await addSource('guest', labels(3));
  await expect.poll(ids).toContain('guest');
  const shown = panel('guest');
  await expect.poll(() => shown.shown).toHaveLength(3);
});

test('a source that went stays, empty, for as long as somebody shows it', async () => {
  await addSource('shown', labels(2));
  const handle = await connected();
  const shown = panel('shown');
  await expect.poll(() => shown.shown).toHaveLength(2);

  await gateway.run('mutation { removeSource(id: "shown") { version } }');

  await expect.poll(() => handle.sources.map(({ id }) => id)).not.toContain('shown');
  await expect.poll(() => shown.shown).toEqual([]);
  const before = shown.refreshes;
  await expect.poll(() => shown.refreshes, { timeout: 5_000 }).toBeGreaterThan(before);
  expect(gatewaySourceIds(engine)).toContain('shown');
  shown.close();
  await expect.poll(() => gatewaySourceIds(engine), { timeout: 5_000 }).not.toContain('shown');
});

test('a client that is disposed of and connected again at once, as in strict mode, has its sources', async () => {
  await addSource('strict-mode', labels(1));
  const first = await connected();
  void first.dispose();
  const second = await connected();

  expect(second.sources.map(({ id }) => id)).toContain('strict-mode');
  await first.dispose();
  expect((await engine.asset.findAssets('strict-mode', { page: 0, perPage: 1 })).total).toBe(1);
});

test('only the sources that were asked for are shown, also those that come later', async () => {
  await addSource('wanted');
  await addSource('unwanted');
  const handle = await connected({ sourceIds: ['wanted', 'later'] });

  expect(handle.sources.map(({ id }) => id)).toEqual(['wanted']);
  await addSource('later');
  await expect.poll(() => handle.sources.map(({ id }) => id)).toEqual(['later', 'wanted']);
  expect(gatewaySourceIds(engine)).not.toContain('unwanted');
});

test('what is said of a source is kept up, too', async () => {
  await addSource('described', [], { credits: { name: 'Old' }, supportedMimeTypes: ['image/png'] });
  await connected();

  await gateway.run(
    'mutation { updateSource(id: "described", patch: { credits: { name: "New" }, supportedMimeTypes: ["video/mp4"] }) { version } }',
  );

  await expect.poll(() => engine.asset.getCredits('described')).toMatchObject({ name: 'New' });
  expect(engine.asset.getSupportedMimeTypes('described')).toEqual(['video/mp4']);
});

test('a page larger than the gateway serves is put together from several', async () => {
  await addSource('many', labels(450));
  await connected();
  const find = (page: number, perPage: number) => engine.asset.findAssets('many', { page, perPage });

  const all = await find(0, 1_000);
  const second = await find(1, 250);

  expect(all.assets.map(({ id }) => id)).toEqual(labels(450).map(({ id }) => id));
  expect(all).toMatchObject({ total: 450, currentPage: 0 });
  expect(second.assets.map(({ id }) => id)).toEqual(
    labels(450)
      .slice(250)
      .map(({ id }) => id),
  );
  expect([(await find(0, 250)).nextPage, second.nextPage]).toEqual([1, undefined]);
  const counted = await engine.asset.findAssets('many', { page: 0, perPage: 0, facets: ['groups'] });
  expect([counted.total, counted.assets]).toEqual([450, []]);
});

test('a loop over all pages ends, and filters and facets pass through', async () => {
  await addSource(
    'paged',
    labels(7).map((asset, index) => ({ ...asset, groups: [index % 2 === 0 ? 'even' : 'odd'] })),
  );
  await connected();

  const ids: string[] = [];
  for (let page: number | undefined = 0; page !== undefined;) {
    const result = await engine.asset.findAssets('paged', {
      page,
      perPage: 2,
      filter: [{ property: 'groups', equals: 'even' }],
      facets: ['groups'],
      sortKey: 'id',
      sortingOrder: 'Descending',
    });
    expect(result.facets).toEqual({ groups: [{ value: 'even', count: 4 }] });
    ids.push(...result.assets.map(({ id }) => id));
    page = result.nextPage;
  }

  expect(ids).toEqual(['a6', 'a4', 'a2', 'a0']);
});

test("an app's own source with the same id is left alone", async () => {
  await addSource('taken', labels(1));
  engine.asset.addLocalSource('taken');
  const errors: unknown[] = [];
  const handle = await connected({
    onError: (_error, operation, sourceId) => errors.push([operation, sourceId]),
  });

  expect(errors).toEqual([['addSource', 'taken']]);
  await handle.dispose();
  expect(gatewaySourceIds(engine)).toContain('taken');
  engine.asset.removeSource('taken');
});

test('a query that the gateway refuses rejects with an Error that says why', async () => {
  await addSource('asked');
  await connected();

  const refused = engine.asset.findAssets('asked', { page: 0, perPage: 10, query: 'x'.repeat(1_000) });

  await expect(refused).rejects.toThrow(/query/);
});

test('dispose takes the sources out, answers what is under way, and leaves no subscriber', async () => {
  await addSource('brief', labels(3));
  const statuses: string[] = [];
  const handle = await connected({ onStatus: ({ state }) => statuses.push(state) });
  await expect.poll(() => handle.status.state).toBe('live');
  const subscribers = async () =>
    (await gateway.run<{ gateway: { subscribers: number } }>('{ gateway { subscribers } }')).gateway
      .subscribers;

  const underWay = engine.asset.findAssets('brief', { page: 0, perPage: 10 });
  await Promise.all([handle.dispose(), handle.dispose()]);

  expect(gatewaySourceIds(engine)).toEqual([]);
  expect((await underWay).total).toBe(3);
  await expect.poll(subscribers).toBe(0);
  expect([handle.status.state, statuses.at(-1)]).toEqual(['disposed', 'disposed']);
});

test('what an app does wrong in its listeners stops nothing', async () => {
  await addSource('careless', labels(1));
  const wrong = () => {
    throw new Error('not ours');
  };
  await connected({ onStatus: wrong, onSources: wrong, onError: wrong });
  const shown = panel('careless');

  await rename('careless', 'a0', 'Still told');

  await expect.poll(() => shown.shown).toEqual(['a0: Still told']);
});

test('credentials that never come hold up nothing but the requests that need them', async () => {
  await addSource('locked');
  const handle = connectAssetGateway(engine, {
    url: `${gateway.url}/graphql`,
    headers: () => new Promise(() => undefined),
    timing: { requestTimeout: 200, openTimeout: 200 },
  });
  onTestFinished(() => handle.dispose());

  await expect.poll(() => handle.status).toMatchObject({ state: 'waiting', error: { code: 'UNREACHABLE' } });
});

test('two engines in one process each follow the gateway', async () => {
  await addSource('both', labels(1));
  const other = await startClientEngine();
  onTestFinished(() => other.dispose());
  await connected();
  const second = connectAssetGateway(other, { url: `${gateway.url}/graphql` });
  onTestFinished(() => second.dispose());
  await second.ready;
  const panels = [panel('both'), new Panel(other, 'both')];

  await rename('both', 'a0', 'Everywhere');

  await expect.poll(() => panels.map(({ shown }) => shown)).toEqual([['a0: Everywhere'], ['a0: Everywhere']]);
});
