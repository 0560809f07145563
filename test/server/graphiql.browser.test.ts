import { mkdir } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../support/launch-chromium.ts';
import { startGateway, type TestGateway } from '../support/start-gateway.ts';

const cleanup = new AsyncDisposableStack();
let gateway: TestGateway;
let browser: Browser;

beforeAll(async () => {
  gateway = await startGateway({ onDone: (dispose) => cleanup.defer(dispose) });
  browser = await launchChromium();
  cleanup.defer(() => browser.close());
  await mkdir('artifacts', { recursive: true });
});

afterAll(() => cleanup.disposeAsync());

/** GraphiQL in a window of its own, with everything that went wrong in it. */
async function open(search: string): Promise<{ page: Page; asked: string[]; complaints: string[] }> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  const asked: string[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  page.on('websocket', (socket) => asked.push(socket.url()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await page.goto(`${gateway.url}/graphql${search}`);
  return { page, asked, complaints };
}

/** Runs the example of that name. A click that comes while the page is still being set up has no effect. */
async function run(page: Page, tab: string): Promise<void> {
  const button = page.getByRole('button', { name: tab, exact: true });
  const editor = page.locator('.graphiql-query-editor');
  const shown = async () => {
    const text = await editor.innerText();
    if (!text.includes(tab)) await button.click();
    return text;
  };
  await expect.poll(shown, { timeout: 30_000, interval: 500 }).toMatch(new RegExp(`\\b${tab}\\b`));
  await page.getByRole('button', { name: /^Execute query/ }).click();
}

/** What the response pane shows; the editor that it is writes hard spaces. */
async function answerIn(page: Page): Promise<string> {
  const text = await page.locator('.graphiql-response').innerText();
  return text.replaceAll('\u00a0', ' ');
}

test.each([
  ['WebSocket', '', 'ws:'],
  ['server-sent events', '?protocol=sse', 'http:'],
])('a change made in one window of GraphiQL appears in another, over %s', async (name, search, protocol) => {
  await gateway.query('mutation { removeSource(id: "server-uploads") { version } }');
  const watching = await open(search);
  const changing = await open(search);

  await run(watching.page, 'Watch');
  await expect.poll(() => answerIn(watching.page), { timeout: 30_000 }).toContain('StreamOpened');
  await run(changing.page, 'AddSource');
  await expect.poll(() => answerIn(changing.page), { timeout: 30_000 }).toContain('"id": "server-uploads"');
  await expect.poll(() => answerIn(watching.page), { timeout: 30_000 }).toContain('AssetSourceAdded');
  await run(changing.page, 'AddAssets');
  await expect.poll(() => answerIn(changing.page), { timeout: 30_000 }).toContain('"changedCount": 2');
  await expect.poll(() => answerIn(watching.page), { timeout: 30_000 }).toContain('"changeCount": 2');

  for (const [tab, answer] of [
    ['Find', '"total": 2'],
    ['UpdateAsset', '"Mountain at dawn"'],
    ['Journal', '"operation": "addSource"'],
  ] as const) {
    await run(changing.page, tab);
    await expect.poll(() => answerIn(changing.page), { timeout: 30_000 }).toContain(answer);
  }

  const file = name.replaceAll(' ', '-').toLowerCase();
  await watching.page.screenshot({ path: `artifacts/graphiql-${file}-watching.png` });
  await changing.page.screenshot({ path: `artifacts/graphiql-${file}-changing.png` });
  const { host } = new URL(gateway.url);
  const outside = [...watching.asked, ...changing.asked].filter(
    (url) => /^(http|ws)/.test(url) && new URL(url).host !== host,
  );
  expect(outside).toEqual([]);
  expect(new URL(watching.asked.at(-1) ?? '').protocol).toBe(protocol);
  expect([...watching.complaints, ...changing.complaints]).toEqual([]);
});
