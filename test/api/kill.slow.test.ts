import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { spawnGateway } from '../support/spawn-gateway.ts';

const ROUNDS = 20;
const WRITERS = 8;

type Body<T> = { readonly data?: T | null };

async function send<T>(url: string, query: string, variables: object = {}): Promise<T | undefined> {
  try {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    });
    return ((await response.json()) as Body<T>).data ?? undefined;
  } catch {
    return undefined;
  }
}

const ADD = 'mutation ($asset: AssetInput!) { addAsset(sourceId: "s", asset: $asset) { version } }';
const FIND = '{ findAssets(sourceId: "s", query: { perPage: 0 }) { total version } }';
const ASSET = 'query ($id: ID!) { asset(sourceId: "s", id: $id) { version meta } }';

test('kill -9 in the middle of writes loses nothing that was acknowledged', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'kill-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const databaseFile = join(directory, 'gateway.db');
  const acknowledged = new Map<string, number>();
  let written = 0;

  for (let round = 0; round < ROUNDS; round += 1) {
    const gateway = await spawnGateway(databaseFile);
    if (round === 0) await send(gateway.url, 'mutation { addSource(source: { id: "s" }) { version } }');
    const before = acknowledged.size;
    let killed = false;
    const write = async (): Promise<void> => {
      while (!killed) {
        written += 1;
        const id = `asset-${written}`;
        const answer = await send<{ addAsset: { version: number } }>(gateway.url, ADD, {
          asset: { id, meta: { number: written } },
        });
        if (answer !== undefined) acknowledged.set(id, answer.addAsset.version);
      }
    };
    const writers = Array.from({ length: WRITERS }, write);
    await expect
      .poll(() => acknowledged.size - before, { timeout: 30_000, interval: 1 })
      .toBeGreaterThan(20 + round * 5);
    await gateway.kill();
    killed = true;
    await Promise.all(writers);
  }

  const gateway = await spawnGateway(databaseFile);
  const versions = [...acknowledged.values()];
  expect(new Set(versions).size).toBe(versions.length);
  for (const [id, version] of acknowledged) {
    const found = await send<{ asset: { version: number; meta: object } | null }>(gateway.url, ASSET, { id });
    expect(found?.asset).toEqual({ version, meta: { number: Number(id.slice(6)) } });
  }
  const found = await send<{ findAssets: { total: number; version: number } }>(gateway.url, FIND);
  // One version for the source, one for each asset: none is missing and none is there twice.
  expect(found?.findAssets.version).toBe((found?.findAssets.total ?? 0) + 1);
  expect(found?.findAssets.total).toBeGreaterThanOrEqual(acknowledged.size);
  console.info(
    `${ROUNDS} kills, ${acknowledged.size} acknowledged, ${found?.findAssets.total} written, none lost`,
  );
});
