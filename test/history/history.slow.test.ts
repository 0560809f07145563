import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { runCli } from '../cli/run-cli.ts';
import { makeFaultyDisk } from '../support/faulty-disk/faulty-disk.ts';
import { spawnGateway, type SpawnedGateway } from '../support/spawn-gateway.ts';
import { judge, type SeenEntry } from './ledger.ts';
import { Writer } from './writer.ts';

const WRITERS = 8;
const PROCESS_KILLS = 35;
const ENGINE_KILLS = 20;
/** So many answers come between two faults, up to twice that. */
const ANSWERS_BETWEEN = 20;
const WAIT = { timeout: 60_000, interval: 5 };

const JOURNAL = /* GraphQL */ `
  query ($after: Cursor) {
    journal(after: $after, first: 1000) {
      endCursor
      hasNextPage
      entries {
        cursor
        sourceId
        version
        kind
        assetId
        cause {
          idempotencyKey
        }
      }
    }
  }
`;

const ADD_SOURCE = /* GraphQL */ `
  mutation ($id: ID!, $key: String) {
    addSource(source: { id: $id }, idempotencyKey: $key) {
      version
    }
  }
`;

test('whatever dies or fails, every acknowledged change is there once and no half of any', async () => {
  const scratch = await mkdtemp(join(tmpdir(), 'history-'));
  onTestFinished(() => rm(scratch, { recursive: true, force: true }));
  const directory = join(scratch, 'disk');
  await mkdir(directory);
  const databaseFile = join(directory, 'gateway.db');
  const disk = await makeFaultyDisk(scratch, directory);
  const well = { sync: 0, write: 0 };

  let gateway = await spawnGateway(databaseFile, disk.env);
  const writers = Array.from({ length: WRITERS }, (_, index) => new Writer(`w${index}`, () => gateway.url));
  for (const id of ['s0', 's1', 's2', ...writers.map(({ syncedSource }) => syncedSource)]) {
    expect(await ask(gateway, ADD_SOURCE, { id, key: id })).toEqual({ addSource: { version: 1 } });
  }
  const stop = new AbortController();
  const running = Promise.all(writers.map((writer) => writer.run(stop.signal)));

  const answered = (): number => writers.reduce((sum, { deeds }) => sum + deeds.length, 0);
  const faults = shuffled([
    ...Array.from({ length: PROCESS_KILLS }, () => 'PROCESS' as const),
    ...Array.from({ length: ENGINE_KILLS }, () => 'ENGINE' as const),
  ]);
  for (const [index, fault] of faults.entries()) {
    const until = answered() + ANSWERS_BETWEEN * (1 + Math.random());
    await expect.poll(answered, WAIT).toBeGreaterThan(until);
    // Every third fault comes while the disk is failing.
    if (index % 3 === 0) {
      await disk.setRates({ sync: 0.2 * Math.random(), write: 0.05 * Math.random() });
      const more = answered() + 5;
      await expect.poll(answered, WAIT).toBeGreaterThan(more);
    }
    if (fault === 'ENGINE') await gateway.killEngine();
    else await gateway.kill();
    await disk.setRates(well);
    if (fault === 'PROCESS') gateway = await spawnGateway(databaseFile, disk.env);
  }
  stop.abort();
  await running;
  await gateway.kill();
  gateway = await spawnGateway(databaseFile, disk.env);

  const deeds = writers.flatMap((writer) => writer.deeds);
  const sources = ['s0', 's1', 's2', ...writers.map(({ syncedSource }) => syncedSource)];
  const entries = await journalOf(gateway);
  const made = sources.map(
    (id) => ({ key: id, sourceId: id, state: { kind: 'UNKNOWN', entries: 1 } }) as const,
  );
  expect(judge([...made, ...deeds], entries)).toEqual([]);
  expect(writers.flatMap(({ surprises }) => surprises)).toEqual([]);
  const environment = { DATABASE_URL: `file:${databaseFile}` };
  const checked = await runCli(['check'], environment);
  expect(checked.stdout).toMatch(/^Everything agrees/);

  let engine = await gateway.engineContent();
  await expect.poll(async () => (engine = await gateway.engineContent()), WAIT).toBeDefined();
  for (const sourceId of sources) {
    const shown = await contentOf(gateway, sourceId);
    const exported = await runCli(['export', sourceId], environment);
    expect(exported).toMatchObject({ code: 0, stderr: '' });
    expect((JSON.parse(exported.stdout) as { assets: unknown }).assets).toEqual(shown);
    expect(engine?.[sourceId]).toEqual(shown.map(({ id }) => id).toSorted());
  }
  const count = (kind: string): number => deeds.filter(({ state }) => state.kind === kind).length;
  expect(count('ACKNOWLEDGED')).toBeGreaterThan(PROCESS_KILLS * ANSWERS_BETWEEN);
  console.info(
    `${PROCESS_KILLS} processes and ${ENGINE_KILLS} engines killed: ${count('ACKNOWLEDGED')} acknowledged, ` +
      `${count('REFUSED')} refused, ${count('UNKNOWN')} unknown; ${entries.length} entries; ${checked.stdout.trim()}`,
  );
});

async function ask<T>(gateway: SpawnedGateway, query: string, variables: object): Promise<T> {
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  return ((await response.json()) as { data: T }).data;
}

async function journalOf(gateway: SpawnedGateway): Promise<SeenEntry[]> {
  type Page = { endCursor: string; hasNextPage: boolean; entries: SeenEntry[] };
  const entries: SeenEntry[] = [];
  for (let after: string | undefined; ;) {
    const { journal } = await ask<{ journal: Page }>(gateway, JOURNAL, { after });
    entries.push(...journal.entries);
    if (!journal.hasNextPage) return entries;
    after = journal.endCursor;
  }
}

async function contentOf(gateway: SpawnedGateway, sourceId: string): Promise<{ readonly id: string }[]> {
  const path = `/sources/${encodeURIComponent(sourceId)}/content.json?exact=true`;
  const response = await fetch(`${gateway.url}${path}`);
  return ((await response.json()) as { assets: { id: string }[] }).assets;
}

function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, place: Math.random() }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ item }) => item);
}
