import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { landscape } from '../../examples/editor/demo-source.ts';
import { servePage, type PageServer } from '../../examples/editor/page-server.ts';
import { launchChromium } from '../../test/support/launch-chromium.ts';
import { FaultProxy } from './support/fault-proxy.ts';
import { GatewayProcess } from './support/gateway-process.ts';
import { RawTab } from './support/raw-tab.ts';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

/** What the page puts into its window. */
type Example = {
  cesdk: {
    engine: {
      asset: { findAllSources(): string[] };
      block: {
        findByType(type: string): number[];
        getFill(block: number): number;
        getString(block: number, property: string): string;
      };
    };
    ui: { openPanel(id: string, options: object): void; closePanel(id: string): void };
    addPlugin(plugin: unknown): Promise<void>;
  };
  gateway: { sources: readonly { id: string; version: number }[]; dispose(): Promise<void> };
};

const SOURCE = 'landscapes';
const PANEL = '//ly.img.panel/assetLibrary';

let gateway: GatewayProcess;
let proxy: FaultProxy;
let pages: PageServer;
let browser: Browser;
let page: Page;
let outside: string[];
let crashes: string[];
let sockets: { isClosed(): boolean }[];

beforeAll(async () => {
  if (!existsSync(path('../../examples/editor/node_modules/@cesdk/cesdk-js'))) {
    throw new Error('The editor is missing: run npm ci in examples/editor.');
  }
  const built = spawnSync(process.execPath, [
    path('../../node_modules/typescript/bin/tsc'),
    '-p',
    path('../tsconfig.build.json'),
  ]);
  if (built.status !== 0) throw new Error(`The client does not build: ${built.stdout.toString()}`);

  pages = await servePage({ port: 0, gatewayUrl: () => `${proxy.url}/graphql` });
  gateway = await GatewayProcess.start({ CORS_ORIGINS: pages.url });
  proxy = await FaultProxy.listen(gateway.port);
  await gateway.run(
    'mutation ($id: ID!) { addSource(source: { id: $id, name: { en: "Landscapes" } }) { version } }',
    { id: SOURCE },
  );
  browser = await launchChromium();
  page = await browser.newPage({ viewport: { width: 900, height: 700 } });
  outside = [];
  sockets = [];
  crashes = [];
  page.on('console', (message) => {
    if (message.type() === 'error' && message.text().includes('EngineError')) crashes.push(message.text());
  });
  page.on('websocket', (socket) => sockets.push(socket));
  page.on('requestfinished', (request) => {
    if (!/^(http:\/\/127\.0\.0\.1|data:|blob:)/.test(request.url())) outside.push(request.url());
  });
  await page.goto(pages.url);
  await page.waitForFunction(() => 'gateway' in window, undefined, { timeout: 90_000 });
});

afterAll(async () => {
  await browser?.close();
  await pages?.close();
  await proxy?.close();
  await gateway?.close();
});

/** The source has exactly these labels, in this order; ids are a0, a1 … */
async function contents(labels: readonly string[]): Promise<void> {
  await gateway.run(
    'mutation ($id: ID!, $assets: [AssetInput!]!) { syncSource(sourceId: $id, assets: $assets, removalLimit: 1) { added } }',
    {
      id: SOURCE,
      assets: labels.map((label, index) => {
        const uri = landscape((index * 57) % 360);
        return {
          id: `a${index}`,
          label: { en: label },
          meta: { uri, thumbUri: uri, mimeType: 'image/svg+xml' },
        };
      }),
    },
  );
}

const rename = (id: string, label: string) =>
  gateway.run<{ updateAsset: { version: number } }>(
    'mutation ($sourceId: ID!, $id: ID!, $label: LocalizedString!) { updateAsset(sourceId: $sourceId, id: $id, patch: { label: $label }) { version } }',
    { sourceId: SOURCE, id, label: { en: label } },
  );

/** The labels on the panel's cards, from top to bottom. Runs in the page. */
function labelsOnCards(): string[] {
  const labels: { text: string; top: number; left: number }[] = [];
  const visit = (root: ParentNode) => {
    for (const element of root.querySelectorAll('*')) {
      if (element.shadowRoot !== null) visit(element.shadowRoot);
      const text = element.childElementCount === 0 ? (element.textContent ?? '') : '';
      if (!text.startsWith('Land ')) continue;
      const { top, left } = element.getBoundingClientRect();
      labels.push({ text, top, left });
    }
  };
  visit(document);
  labels.sort((one, other) => one.top - other.top || one.left - other.left);
  return labels.map(({ text }) => text);
}

const shown = (): Promise<string[]> => page.evaluate(labelsOnCards);

const shows = (labels: readonly string[]) => expect.poll(shown, { timeout: 30_000 }).toEqual(labels);

const openPanel = () =>
  page.evaluate((panel) => {
    const { cesdk } = window as unknown as Example;
    cesdk.ui.openPanel(panel, { payload: { entries: ['asset-gateway'], title: 'Gateway' } });
  }, PANEL);

const heardOf = (version: number) =>
  page.waitForFunction(
    ([id, wanted]) => {
      const source = (window as unknown as Example).gateway.sources.find((one) => one.id === id);
      return source !== undefined && source.version >= wanted;
    },
    [SOURCE, version] as const,
  );

const THREE = ['Land one', 'Land two', 'Land three'];

beforeEach(async () => {
  await contents(THREE);
});

test("the gateway's assets appear in the editor's asset library, with nothing from outside", async () => {
  await shows(THREE);

  expect(outside).toEqual([]);
});

test("the client takes the editor's own types", () => {
  const flags =
    '--ignoreConfig --strict --exactOptionalPropertyTypes --skipLibCheck --noEmit --module nodenext --allowImportingTsExtensions --target esnext --lib esnext,dom';

  const checked = spawnSync(
    process.execPath,
    [path('../../node_modules/typescript/bin/tsc'), ...flags.split(' '), 'editor-types.ts'],
    { cwd: path('../../examples/editor'), encoding: 'utf8' },
  );

  expect(checked.stdout).toBe('');
  expect(checked.status).toBe(0);
});

test('a mutation reaches the panel', async () => {
  await shows(THREE);
  const times: number[] = [];
  for (let round = 0; round < 30; round += 1) {
    times.push(await renameInPage(`Land ${round}`));
  }

  times.sort((one, other) => one - other);
  const [p50, p95] = [times[15], times[28]];
  console.log(`mutation sent to label in the DOM: p50 ${p50?.toFixed(0)} ms, p95 ${p95?.toFixed(0)} ms`);
  await shows(['Land 29', 'Land two', 'Land three']);
});

/** Renames the first asset from within the page, and waits for the label there: milliseconds between the two. */
function renameInPage(label: string): Promise<number> {
  return page.evaluate(
    async ([url, sourceId, text]) => {
      const roots: ParentNode[] = [document];
      const visit = (root: ParentNode) => {
        for (const element of root.querySelectorAll('*')) {
          if (element.shadowRoot === null) continue;
          roots.push(element.shadowRoot);
          visit(element.shadowRoot);
        }
      };
      visit(document);
      const isThere = () =>
        roots.some((root) =>
          (root instanceof ShadowRoot ? root.textContent : document.body.textContent)?.includes(text),
        );
      const began = performance.now();
      const seen = new Promise<number>((resolve) => {
        const observer = new MutationObserver(() => {
          if (!isThere()) return;
          observer.disconnect();
          resolve(performance.now() - began);
        });
        for (const root of roots)
          observer.observe(root, { subtree: true, childList: true, characterData: true });
      });
      await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          query:
            'mutation ($sourceId: ID!, $label: LocalizedString!) { updateAsset(sourceId: $sourceId, id: "a0", patch: { label: $label }) { version } }',
          variables: { sourceId, label: { en: text } },
        }),
      });
      return seen;
    },
    [`${proxy.url}/graphql`, SOURCE, label] as const,
  );
}

test('a burst of 200 changes ends on the last of each', async () => {
  await shows(THREE);

  for (let change = 0; change < 200; change += 1) await rename(`a${change % 3}`, `Land after ${change}`);

  await shows(['Land after 198', 'Land after 199', 'Land after 197']);
});

test('a change while a slow answer is under way is not lost', async () => {
  await shows(THREE);
  const arrival = Promise.withResolvers<void>();
  let onTheWay = 0;
  await page.route('**/graphql', async (route) => {
    if (route.request().postData()?.includes('FindAssets') !== true) return route.continue();
    // The gateway has answered; its answer takes a while to come.
    const response = await route.fetch();
    onTheWay += 1;
    await arrival.promise;
    return route.fulfill({ response });
  });

  await rename('a0', 'Land old');
  await expect.poll(() => onTheWay, { timeout: 10_000 }).toBeGreaterThan(0);
  const { updateAsset } = await rename('a0', 'Land new');
  await heardOf(updateAsset.version);
  arrival.resolve();

  // Sooner than anything that was not told would be noticed by chance.
  await expect.poll(shown, { timeout: 10_000 }).toEqual(['Land new', 'Land two', 'Land three']);
  await page.unroute('**/graphql');
});

test('several pages that are loaded end on one version', async () => {
  const all = (round: number) => Array.from({ length: 90 }, (_, index) => `Land ${index} round ${round}`);
  await contents(all(0));
  await expect.poll(async () => (await shown()).length, { timeout: 30_000 }).toBeGreaterThan(20);
  const cards = page.getByText(/^Land \d+ round/);
  for (let pages = 0; pages < 4; pages += 1) {
    const before = (await shown()).length;
    await cards.last().scrollIntoViewIfNeeded();
    await expect.poll(async () => (await shown()).length, { timeout: 10_000 }).toBeGreaterThanOrEqual(before);
  }
  await expect.poll(async () => (await shown()).length, { timeout: 30_000 }).toBeGreaterThan(60);

  for (let round = 1; round <= 12; round += 1) await contents(all(round));

  await expect
    .poll(async () => new Set((await shown()).map((label) => label.split(' round ')[1])), { timeout: 30_000 })
    .toEqual(new Set(['12']));
});

test('a gateway that is killed and started again', async () => {
  await shows(THREE);

  await gateway.kill();
  await page.getByText(/^away/).waitFor({ timeout: 30_000 });
  await gateway.restart();
  await rename('a1', 'Land after the kill');
  proxy.retarget(gateway.port);

  await shows(['Land one', 'Land after the kill', 'Land three']);
});

test('a browser that lost its network and found it again', async () => {
  await shows(THREE);

  await page.context().setOffline(true);
  await rename('a0', 'Land across the gap');
  await page.context().setOffline(false);

  await shows(['Land across the gap', 'Land two', 'Land three']);
});

test('a closed panel asks nothing, and shows what is when it opens', async () => {
  await shows(THREE);
  await page.evaluate((panel) => (window as unknown as Example).cesdk.ui.closePanel(panel), PANEL);
  await expect.poll(shown).toEqual([]);
  let asked = 0;
  page.on('request', (request) => {
    if (request.postData()?.includes('FindAssets') === true) asked += 1;
  });

  const { updateAsset } = await rename('a2', 'Land behind the curtain');
  await heardOf(updateAsset.version);
  expect(asked).toBe(0);
  await openPanel();

  await shows(['Land one', 'Land two', 'Land behind the curtain']);
});

test('a tab that was hidden shows what is when it is looked at again', async () => {
  await using tab = await RawTab.open(browser, pages.url);
  const inTab = () => tab.run(labelsOnCards);
  await expect.poll(inTab, { timeout: 90_000, interval: 250 }).toEqual(THREE);
  await tab.hide();
  await expect.poll(() => tab.run(() => document.visibilityState)).toBe('hidden');

  const { updateAsset } = await rename('a0', 'Land in the dark');
  const heard = () => tab.run(() => (window as unknown as Example).gateway.sources[0]?.version);
  await expect.poll(heard, { timeout: 10_000 }).toBe(updateAsset.version);
  expect(await inTab()).toEqual(THREE);
  await tab.show();

  await expect.poll(inTab, { timeout: 30_000 }).toEqual(['Land in the dark', 'Land two', 'Land three']);
});

test('a search in progress goes on, and finds what is new', async () => {
  await shows(THREE);
  const search = page.getByPlaceholder(/Search/);
  await search.fill('two');
  await shows(['Land two']);

  await rename('a2', 'Land two as well');
  await shows(['Land two', 'Land two as well']);
  await rename('a1', 'Land no more');
  await shows(['Land two as well']);

  expect(await search.inputValue()).toBe('two');
  await search.fill('');
});

describe('by the hands of its user', () => {
  test('a card that is clicked is put on the page', async () => {
    await shows(THREE);

    await page.getByText('Land one').click();

    const uris = () =>
      page.evaluate(() => {
        const { block } = (window as unknown as Example).cesdk.engine;
        return block
          .findByType('graphic')
          .map((id) => block.getString(block.getFill(id), 'fill/image/imageFileURI'));
      });
    await expect.poll(uris).toEqual([landscape(0)]);
  });

  test('a file that is uploaded goes to the gateway', async () => {
    await openPanel();
    await shows(THREE);
    const choosing = page.waitForEvent('filechooser');
    await page.getByText('Add File').click();
    const chooser = await choosing;
    await chooser.setFiles({
      name: 'Land uploaded.svg',
      mimeType: 'image/svg+xml',
      buffer: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10"/>'),
    });

    await shows([...THREE, 'Land uploaded.svg']);
    const { findAssets } = await gateway.run<{ findAssets: { assets: object[] } }>(
      '{ findAssets(sourceId: "landscapes", query: { query: "uploaded" }) { assets { labels uri width meta } } }',
    );
    expect(findAssets.assets).toEqual([
      {
        labels: expect.objectContaining({ en: 'Land uploaded.svg' }),
        uri: expect.stringMatching(/^data:image\/svg/),
        width: 20,
        meta: expect.objectContaining({ width: 20, height: 10, mimeType: 'image/svg+xml' }),
      },
    ]);
  });

  test('an asset that is deleted goes from the gateway', async () => {
    await openPanel();
    await shows(THREE);

    await page.getByText('Land two').hover();
    await page.locator('[data-cy="credicts-screen"]').nth(1).click();
    await page.locator('[data-cy="remove-asset-button"]').click();
    await page.locator('[data-cy="dialog-action-0"]').click();

    await shows(['Land one', 'Land three']);
    expect(await gatewayAsset('a1')).toBeNull();
  });
});

const gatewayAsset = async (id: string) =>
  (
    await gateway.run<{ asset: unknown }>(
      'query ($id: ID!) { asset(sourceId: "landscapes", id: $id) { id } }',
      { id },
    )
  ).asset;

test('sources that come and go while the panel shows them do the editor no harm', async () => {
  await openPanel();
  await shows(THREE);
  const add = (id: string) =>
    gateway.run(
      'mutation ($source: AssetSourceInput!, $id: ID!, $asset: AssetInput!) { addSource(source: $source) { version } addAsset(sourceId: $id, asset: $asset) { version } }',
      {
        id,
        source: { id, name: { en: `Source ${id}` } },
        asset: { id: 'x', label: { en: `Land of ${id}` } },
      },
    );
  const removeSource = (id: string) =>
    gateway.run('mutation ($id: ID!) { removeSource(id: $id) { version } }', { id });

  await add('first');
  await page.getByText('Source first').waitFor({ timeout: 30_000 });
  await page.getByText('Land of first').waitFor({ timeout: 30_000 });
  await add('second');
  await page.getByText('Land of second').waitFor({ timeout: 30_000 });
  await removeSource('first');
  await page.getByText('Source first').waitFor({ state: 'detached', timeout: 30_000 });
  await removeSource('second');
  await add('second');
  await page.getByText('Land of second').waitFor({ timeout: 30_000 });
  await removeSource('second');

  const sources = () =>
    page.evaluate(() => (window as unknown as Example).cesdk.engine.asset.findAllSources());
  await expect.poll(sources, { timeout: 30_000 }).not.toContain('first');
  await expect.poll(sources, { timeout: 30_000 }).not.toContain('second');
  await shows(THREE);
});

test("a library entry that is there keeps its sources and shows the gateway's behind them", async () => {
  const sources = await page.evaluate(async (module) => {
    const { cesdk, gateway: handle } = window as unknown as Example;
    const { addGatewayLibraryEntry } = (await import(module)) as {
      addGatewayLibraryEntry(cesdk: unknown, gateway: unknown, options: object): () => void;
    };
    const { ui } = cesdk as unknown as {
      ui: {
        addAssetLibraryEntry(entry: object): void;
        getAssetLibraryEntry(id: string): { sourceIds: string[]; title: string };
      };
    };
    ui.addAssetLibraryEntry({ id: 'mine', sourceIds: ['my.source'], title: 'Mine' });
    const remove = addGatewayLibraryEntry(cesdk, handle, { id: 'mine', title: 'Not mine' });
    const during = ui.getAssetLibraryEntry('mine');
    remove();
    return {
      during: during.sourceIds,
      title: during.title,
      after: ui.getAssetLibraryEntry('mine').sourceIds,
    };
  }, `${pages.url}/client/index.js`);

  expect(sources).toEqual({ during: ['my.source', SOURCE], title: 'Mine', after: ['my.source'] });
});

test('dispose leaves no socket and no source', async () => {
  await page.getByText('live by websocket').waitFor({ timeout: 120_000 });
  expect(sockets.filter((socket) => !socket.isClosed())).toHaveLength(1);

  await openPanel();
  await shows(THREE);
  const sources = await page.evaluate(async () => {
    const { gateway: handle, cesdk } = window as unknown as Example;
    await handle.dispose();
    return cesdk.engine.asset.findAllSources();
  });

  expect(sources).not.toContain(SOURCE);
  await expect.poll(() => sockets.filter((socket) => !socket.isClosed())).toHaveLength(0);
  const subscribers = async () =>
    (await gateway.run<{ gateway: { subscribers: number } }>('{ gateway { subscribers } }')).gateway
      .subscribers;
  await expect.poll(subscribers).toBe(0);
  // The panel was open all the time, and the editor lives.
  await shows([]);
  expect(await page.getByText('Unknown Error').count()).toBe(0);
  expect(crashes).toEqual([]);
});

test('an editor with the remote source plugin of IMG.LY needs no client at all', async () => {
  const found = await page.evaluate(
    async ([module, baseUrl]) => {
      const { cesdk, gateway: handle } = window as unknown as Example & {
        cesdk: { engine: { asset: { findAssets(id: string, query: object): Promise<unknown> } } };
      };
      await handle.dispose();
      const { default: plugin } = (await import(module)) as { default: (options: object) => unknown };
      await cesdk.addPlugin(plugin({ baseUrl }));
      const find = (
        cesdk.engine.asset as unknown as { findAssets(id: string, query: object): Promise<unknown> }
      ).findAssets;
      return find.call(cesdk.engine.asset, 'landscapes', {
        page: 0,
        perPage: 2,
        query: 'land',
        locale: 'en',
      });
    },
    [
      `${pages.url}/node_modules/@imgly/plugin-remote-asset-source-web/dist/index.mjs`,
      `${proxy.url}/remote-asset-source/${SOURCE}`,
    ] as const,
  );

  expect(found).toMatchObject({
    total: 3,
    currentPage: 0,
    nextPage: 1,
    assets: [
      { id: 'a0', label: 'Land one' },
      { id: 'a1', label: 'Land two' },
    ],
  });
});
