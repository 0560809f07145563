import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { GatewayProcess } from '../../client/test/support/gateway-process.ts';
import { launchChromium } from '../support/launch-chromium.ts';

const WATCH = `subscription {
  assetSourceEvents(sourceIds: ["photos"]) {
    __typename
    ... on StreamOpened { status }
    ... on AssetSourceUpdated { version }
    ... on AssetSourceAdded { version }
  }
}`;

/** What the page keeps of its stream. */
type Heard = { readonly opened: string[]; readonly versions: number[]; readonly ids: string[] };

const cleanup = new AsyncDisposableStack();
let gateway: GatewayProcess;
let browser: Browser;

beforeAll(async () => {
  gateway = await GatewayProcess.start();
  cleanup.defer(() => gateway.close());
  browser = await launchChromium();
  cleanup.defer(() => browser.close());
});

afterAll(() => cleanup.disposeAsync());

const change = () => gateway.run('mutation { assetSourceContentsChanged(sourceId: "photos") { version } }');

/** Opens the browser's own EventSource in a page of the gateway. */
async function listen(page: Page): Promise<() => Promise<Heard>> {
  await page.goto(`${gateway.url}/graphql`);
  await page.evaluate((query) => {
    const heard: Heard = { opened: [], versions: [], ids: [] };
    const stream = new EventSource(`/graphql?query=${encodeURIComponent(query)}`);
    stream.addEventListener('next', (message: MessageEvent<string>) => {
      const { assetSourceEvents: event } = (
        JSON.parse(message.data) as {
          data: { assetSourceEvents: { __typename: string; status?: string; version?: number } };
        }
      ).data;
      if (event.status !== undefined) heard.opened.push(event.status);
      else heard.versions.push(event.version ?? Number.NaN);
      heard.ids.push(message.lastEventId);
    });
    Object.assign(window, { heard });
  }, WATCH);
  return () => page.evaluate(() => (window as unknown as { heard: Heard }).heard);
}

test("a browser's own EventSource goes on after a kill -9 of the gateway, with no gap and no repeat", async () => {
  await gateway.run('mutation { addSource(source: { id: "photos" }) { version } }');
  const page = await browser.newPage();
  const heard = await listen(page);
  await expect.poll(async () => (await heard()).opened, { timeout: 30_000 }).toEqual(['LIVE']);
  for (let times = 0; times < 3; times += 1) await change();
  await expect.poll(async () => (await heard()).versions).toEqual([2, 3, 4]);

  const { port } = gateway;
  await gateway.kill();
  await gateway.restart({ PORT: String(port) });
  for (let times = 0; times < 3; times += 1) await change();

  await expect.poll(async () => (await heard()).versions, { timeout: 30_000 }).toEqual([2, 3, 4, 5, 6, 7]);
  const { opened, ids } = await heard();
  expect(opened).toEqual(['LIVE', 'RESUMED']);
  expect(ids).not.toContain('');
});
