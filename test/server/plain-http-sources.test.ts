import { once } from 'node:events';
import { get } from 'node:http';
import CreativeEngine from '@cesdk/node';
import { beforeAll, afterAll, expect, test } from 'vitest';
import { startGateway, type TestGateway } from '../support/start-gateway.ts';

let gateway: TestGateway;
let engine: CreativeEngine;
const done: (() => Promise<void>)[] = [];

beforeAll(async () => {
  gateway = await startGateway({
    environment: { CORS_ORIGINS: '*' },
    onDone: (dispose) => void done.push(dispose),
  });
  engine = await CreativeEngine.init({ logger: () => undefined });
});

afterAll(async () => {
  engine.dispose();
  for (const dispose of done) await dispose();
});

const PHOTO = {
  id: 'peak',
  label: { en: 'Mountain peak', de: 'Gipfel' },
  tags: { en: ['Nature', 'snow'], de: ['Natur'] },
  groups: ['alps'],
  meta: {
    uri: 'https://cdn.example.com/peak.jpg',
    mimeType: 'image/jpeg',
    width: 1200,
    size: { w: 1200 },
    list: [1, 2],
    none: null,
    draft: false,
  },
  payload: { sourceSet: [{ uri: 'https://cdn.example.com/peak.jpg', width: 1200, height: 800 }] },
  credits: { name: 'A. Climber', url: 'https://example.com' },
};

async function sourceWith(id: string, assets: readonly object[] = [PHOTO]): Promise<void> {
  await gateway.run(`mutation ($source: AssetSourceInput!) { addSource(source: $source) { version } }`, {
    source: { id, name: { de: 'Fotos', en: 'Photos' }, supportedMimeTypes: ['image/jpeg'] },
  });
  await gateway.run(
    `mutation ($id: ID!, $assets: [AssetInput!]!) { syncSource(sourceId: $id, assets: $assets) { added } }`,
    { id, assets },
  );
}

test('the engine loads content.json by its address', async () => {
  await sourceWith('manifest', [PHOTO, { id: 'bare' }]);

  const id = await engine.asset.addLocalAssetSourceFromJSONURI(
    `${gateway.url}/sources/manifest/content.json`,
  );
  const { assets } = await engine.asset.findAssets(id, { page: 0, perPage: 10, locale: 'de' });

  expect(id).toBe('manifest');
  expect(assets.map((asset) => asset.id)).toEqual(['peak', 'bare']);
  expect(assets[0]).toMatchObject({
    label: 'Gipfel',
    tags: ['Natur'],
    groups: ['alps'],
    meta: { width: '1200.000000', size: '{"w":1200}', list: '[1,2]', draft: 'false' },
    payload: PHOTO.payload,
    credits: PHOTO.credits,
  });
});

test('with exact=true content.json says what was written, and imports as it was', async () => {
  await sourceWith('exact');

  const response = await fetch(`${gateway.url}/sources/exact/content.json?exact=true`);
  const content = (await response.json()) as { assets: unknown[] };

  expect(content.assets).toEqual([PHOTO]);
  const imported = await gateway.run<{ importAssetSource: object }>(
    `mutation ($content: JSONObject!) { importAssetSource(contentJson: $content) { changed unchanged } }`,
    { content },
  );
  expect(imported.importAssetSource).toEqual({ changed: false, unchanged: 1 });
});

test('what a reader has is not sent again until the source changes', async () => {
  await sourceWith('tagged');
  const paths = [
    '/sources/tagged/content.json',
    '/remote-asset-source/tagged',
    '/remote-asset-source/tagged/assets?query=peak',
    '/remote-asset-source/tagged/assets/peak',
  ];
  const statuses = (tags: readonly string[]) =>
    Promise.all(
      paths.map(async (path, index) => {
        const headers = { 'if-none-match': tags[index] ?? '' };
        return (await fetch(gateway.url + path, { headers })).status;
      }),
    );
  const tags = await Promise.all(
    paths.map(async (path) => (await fetch(gateway.url + path)).headers.get('etag') ?? ''),
  );

  expect(new Set(tags).size).toBe(paths.length);
  expect(await statuses(tags)).toEqual([304, 304, 304, 304]);
  await gateway.run(`mutation { addAsset(sourceId: "tagged", asset: { id: "new" }) { version } }`);
  expect(await statuses(tags)).toEqual([200, 200, 200, 200]);
});

test('pages of other origins may read them', async () => {
  await sourceWith('shared');
  const origin = 'https://editor.example.com';

  for (const path of ['/sources/shared/content.json', '/remote-asset-source/shared/assets']) {
    const asked = await fetch(gateway.url + path, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'GET',
        'access-control-request-headers': 'content-type',
      },
    });
    const answer = await fetch(gateway.url + path, { headers: { origin } });

    expect(asked.headers.get('access-control-allow-headers')?.toLowerCase()).toContain('content-type');
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
  }
});

test('a large source is streamed, and a reader that leaves in the middle hurts nobody', async () => {
  const assets = Array.from({ length: 20_000 }, (_, index) => ({
    id: `asset-${index}`,
    label: { en: 'x'.repeat(200) },
  }));
  await sourceWith('large', assets);
  const url = `${gateway.url}/sources/large/content.json`;

  const leaving = get(url);
  const [response] = (await once(leaving, 'response')) as [NodeJS.ReadableStream];
  await once(response, 'readable');
  leaving.destroy();
  const whole = (await (await fetch(url)).json()) as { assets: unknown[] };

  expect(whole.assets).toHaveLength(20_000);
  expect((await fetch(url, { method: 'HEAD' })).headers.get('etag')).not.toBeNull();
});

test('what is not there is not found', async () => {
  const statuses = await Promise.all(
    ['/sources/none/content.json', '/remote-asset-source/none', '/remote-asset-source/none/assets'].map(
      async (path) => (await fetch(gateway.url + path)).status,
    ),
  );

  expect(statuses).toEqual([404, 404, 404]);
});

test("a query by the engine's words finds what findAssets finds", async () => {
  const assets = Array.from({ length: 5 }, (_, index) => ({
    id: `a${index}`,
    label: { en: `Label ${index}` },
    tags: { en: [index % 2 === 0 ? 'even' : 'odd'] },
  }));
  await sourceWith('asked', assets);
  const read = async (query: string) =>
    (await (await fetch(`${gateway.url}/remote-asset-source/asked/assets?${query}`)).json()) as object;
  // As the plugin of IMG.LY writes what the engine asks: every key, empty or not.
  const asPlugin = (page: number, tags: string) =>
    `perPage=2&page=${page}&query=label&tags=${tags}&groups=&excludeGroups=&locale=en&sortingOrder=Descending&sortKey=id&sortActiveFirst=false&filter=&facets=`;

  expect(await read(asPlugin(0, 'even'))).toMatchObject({
    data: { assets: [{ id: 'a4' }, { id: 'a2' }], total: 3, currentPage: 0, nextPage: 1 },
  });
  const last = await read(asPlugin(1, 'even'));
  expect(last).toMatchObject({ data: { assets: [{ id: 'a0', label: 'Label 0' }], currentPage: 1 } });
  expect(last).not.toHaveProperty('data.nextPage');
  expect(await read('filter=%5Bobject+Object%5D')).toMatchObject({ error: { code: 'BAD_USER_INPUT' } });
  const filter = encodeURIComponent(JSON.stringify([{ property: 'label', contains: 'l 3' }]));
  expect(await read(`filter=${filter}&facets=tags`)).toMatchObject({
    data: { total: 1, facets: { tags: [{ value: 'odd', count: 1 }] } },
  });
});

test("an image that IMG.LY's contract delivers can be put on a page", async () => {
  await sourceWith('typed');

  const { data } = (await (
    await fetch(`${gateway.url}/remote-asset-source/typed/assets/peak?locale=de-AT`)
  ).json()) as { data: object };

  expect(data).toEqual({
    id: 'peak',
    locale: 'de-AT',
    label: 'Gipfel',
    tags: ['Natur'],
    groups: ['alps'],
    meta: {
      uri: PHOTO.meta.uri,
      mimeType: 'image/jpeg',
      width: 1200,
      size: { w: 1200 },
      list: [1, 2],
      draft: false,
      blockType: '//ly.img.ubq/graphic',
      fillType: '//ly.img.ubq/fill/image',
      kind: 'image',
    },
    payload: PHOTO.payload,
    credits: PHOTO.credits,
  });
});
