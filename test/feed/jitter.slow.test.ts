import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { GatewayProcess } from './support/gateway-process.ts';
import { ResumingClient } from './support/resuming-client.ts';

const CLIENTS = Number(process.env['JITTER_CLIENTS'] ?? 1_000);
const SECONDS = Number(process.env['JITTER_SECONDS'] ?? 120);
const CHANGES_PER_SECOND = 50;
const CUT_EVERY_MS = 15_000;
const SOURCES = ['photos', 'videos', 'stickers', 'fonts', 'uploads'];

const ADD_ASSET = `mutation ($sourceId: ID!, $id: ID!, $groups: [String!]!, $key: String!) {
  addAsset(sourceId: $sourceId, asset: { id: $id, groups: $groups }, ifExists: REPLACE, idempotencyKey: $key) { version }
}`;

test(`${CLIENTS} subscribers that are cut off at random, through a kill -9, miss nothing and get nothing twice`, async () => {
  const gateway = await GatewayProcess.start();
  for (const id of SOURCES) {
    await gateway.query('mutation ($id: ID!) { addSource(source: { id: $id }) { version } }', { id });
  }
  const clients = Array.from({ length: CLIENTS }, () => new ResumingClient(gateway.url));
  onTestFinished(() => clients.forEach((client) => client.stop()));
  await expect.poll(() => clients.every(({ begun }) => begun), { timeout: 60_000 }).toBe(true);
  for (const client of clients) for (const id of SOURCES) client.versions.set(id, 1);

  const versions = new Map(SOURCES.map((id) => [id, 1]));
  let changes = 0;
  let cuts = 0;
  const change = async (): Promise<void> => {
    changes += 1;
    const sourceId = SOURCES[changes % SOURCES.length] ?? '';
    const variables = {
      sourceId,
      id: `asset-${changes % 500}`,
      groups: [String(changes)],
      key: randomUUID(),
    };
    for (;;) {
      try {
        const { addAsset } = await gateway.query<{ addAsset: { version: number } }>(ADD_ASSET, variables);
        versions.set(sourceId, Math.max(versions.get(sourceId) ?? 0, addAsset.version));
        return;
      } catch {
        // Down for a moment: the same key again, as an integration would.
        await sleep(100);
      }
    }
  };

  const begin = performance.now();
  const end = begin + SECONDS * 1_000;
  const writing: Promise<void>[] = [];
  let killed = false;
  for (let now = begin; now < end; now = performance.now()) {
    const due = ((now - begin) / 1_000) * CHANGES_PER_SECOND;
    while (changes < due) writing.push(change());
    for (const client of clients) {
      if (Math.random() >= 20 / CUT_EVERY_MS) continue;
      client.cut();
      cuts += 1;
    }
    if (!killed && now - begin > (SECONDS * 1_000) / 2) {
      killed = true;
      await gateway.kill();
      await gateway.restart();
    }
    await sleep(20);
  }
  await Promise.all(writing);

  const upToDate = (client: ResumingClient): boolean =>
    SOURCES.every((id) => client.versions.get(id) === versions.get(id));
  await expect.poll(() => clients.filter((client) => !upToDate(client)).length, { timeout: 120_000 }).toBe(0);
  const sum = (count: (client: ResumingClient) => number): number =>
    clients.reduce((total, client) => total + count(client), 0);
  const figures = {
    changes,
    cuts,
    deliveries: sum(({ events }) => events),
    changesDelivered: sum(({ steps }) => steps),
    resumes: sum(({ resumes }) => resumes),
    resets: sum(({ resets }) => resets),
    gaps: sum(({ gaps }) => gaps),
    repeats: sum(({ repeats }) => repeats),
  };
  console.log('jitter', figures);
  expect(figures).toMatchObject({
    changesDelivered: changes * CLIENTS,
    resets: 0,
    gaps: 0,
    repeats: 0,
  });
  expect(figures.resumes).toBeGreaterThan(CLIENTS);
});
