/**
 * Durable changes a second: through HTTP (a gateway and its clients in processes of their own), through the store alone,
 * and beside them one transaction for each change on a plain connection: same machine, same file system, same settings.
 * At 1, 16 and 64 concurrent clients; the three take turns, medians are printed.
 *
 *     node bench/mutations.ts [rounds=3] [seconds=2] [milliseconds=0]
 *
 * The last makes each sync take longer, as the disks of clouds do (needs Linux and a C compiler).
 */
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { openConnection } from '../src/store/sqlite/connection.ts';
import { openSqliteStore } from '../src/store/sqlite/sqlite-store.ts';
import type { Store } from '../src/store/store.ts';
import { JournalWriter } from '../test/store-contract/journal-writer.ts';
import { makeFaultyDisk } from '../test/support/faulty-disk/faulty-disk.ts';
import type { LoadOrder, LoadReport } from './http/load.ts';
import { percentile } from './support/percentile.ts';
import { spawnGateway } from './support/spawn-gateway.ts';

const CLIENTS = [1, 16, 64];
const rounds = Number(process.argv[2] ?? 3);
const seconds = Number(process.argv[3] ?? 2);
const syncDelayMs = Number(process.argv[4] ?? 0);

const definition = {
  label: { en: 'Mountain lake at dawn', de: 'Bergsee in der Dämmerung' },
  tags: { en: ['nature', 'mountain', 'lake'] },
  groups: ['landscapes'],
  meta: {
    uri: 'https://cdn.example.com/assets/images/mountain-lake-at-dawn.jpg',
    thumbUri: 'https://cdn.example.com/assets/thumbnails/mountain-lake-at-dawn.jpg',
    mimeType: 'image/jpeg',
    width: 4000,
    height: 3000,
  },
};

const ADD = 'mutation ($asset: AssetInput!) { addAsset(sourceId: "s", asset: $asset) { version cursor } }';

/** Clients of a gateway, each sends its next mutation when the last one is answered. */
async function throughHttp(url: string, clients: number): Promise<number> {
  const load = fork(fileURLToPath(new URL('./http/load.ts', import.meta.url)));
  const order: LoadOrder = {
    port: Number(new URL(url).port),
    body: JSON.stringify({ query: ADD, variables: { asset: definition } }),
    seconds,
    connections: clients,
  };
  load.send(order);
  const [report] = (await once(load, 'message')) as [LoadReport];
  load.kill();
  if (report.failures > 0) throw new Error(`${report.failures} mutations failed`);
  return report.requests / seconds;
}

async function throughStore(store: Store, writers: readonly JournalWriter[]): Promise<number> {
  const until = performance.now() + seconds * 1_000;
  let written = 0;
  await Promise.all(
    writers.map(async (writer) => {
      while (performance.now() < until) {
        await writer.write(store, { add: `asset-${writer.version}`, definition });
        written += 1;
      }
    }),
  );
  return written / seconds;
}

/** What a server does that commits every change by itself, on the thread that decides it. */
class OneByOne implements Disposable {
  readonly #connection;
  readonly #statements;

  constructor(file: string) {
    this.#connection = openConnection(file, 'READ_WRITE');
    this.#connection.exec(`
      create table sources (id text primary key, version integer);
      create table assets (source_id text, id text, rank real, doc text, primary key (source_id, id));
      create table journal (position integer primary key, source_id text, version integer, doc text, cause text);
    `);
    this.#statements = [
      'insert into sources values (?, 1) on conflict (id) do update set version = version + 1',
      'insert into assets select ?, ?, version, ? from sources where id = ?',
      'insert into journal (source_id, version, doc, cause) select id, version, ?, ? from sources where id = ?',
    ].map((sql) => this.#connection.prepare(sql));
  }

  async write(clients: number): Promise<number> {
    const until = performance.now() + seconds * 1_000;
    let written = 0;
    const client = async (source: string): Promise<void> => {
      while (performance.now() < until) {
        this.#change(source);
        written += 1;
        // Others get their turn, as between requests.
        await new Promise((resolve) => setImmediate(resolve));
      }
    };
    await Promise.all(Array.from({ length: clients }, (_, index) => client(`s${index}`)));
    return written / seconds;
  }

  [Symbol.dispose](): void {
    this.#connection.close();
  }

  #change(source: string): void {
    const id = crypto.randomUUID();
    const doc = JSON.stringify({ definition: { id, ...definition } });
    const cause = JSON.stringify({ kind: 'MUTATION', operation: 'addAsset' });
    this.#connection.exec('begin immediate');
    const [version, asset, journal] = this.#statements;
    version?.run(source);
    asset?.run(source, id, doc, source);
    journal?.run(doc, cause, source);
    this.#connection.exec('commit');
  }
}

const directory = await mkdtemp(join(tmpdir(), 'bench-mutations-'));
if (syncDelayMs === 0 || process.env['LD_PRELOAD'] !== undefined) await compare();
else await runOnSlowDisk();
await rm(directory, { recursive: true, force: true });

/** Runs this program again, with a library between it, its gateway and their disk. */
async function runOnSlowDisk(): Promise<void> {
  const disk = await makeFaultyDisk(directory, directory);
  await disk.setRates({ sync: 0, write: 0, syncDelayMs });
  const child = spawn(process.execPath, process.argv.slice(1), {
    env: { ...process.env, ...disk.env, TMPDIR: directory },
    stdio: 'inherit',
  });
  await once(child, 'exit');
}

async function compare(): Promise<void> {
  await using gateway = await spawnGateway();
  await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: 'mutation { addSource(source: { id: "s" }) { version } }' }),
  });
  await using store = await openSqliteStore({ file: join(directory, 'store.db') });
  using plain = new OneByOne(join(directory, 'plain.db'));
  const writers = Array.from({ length: 64 }, (_, index) => new JournalWriter(`s${index}`));
  await Promise.all(writers.map((writer) => writer.write(store, 'ADD_SOURCE')));

  console.log(
    `${rounds} rounds of ${seconds} s each; syncs ${syncDelayMs} ms slower; durable changes a second, medians\n`,
  );
  console.log('clients |    HTTP |   store | one by one | store × | HTTP ×');
  for (const clients of CLIENTS) {
    const http: number[] = [];
    const grouped: number[] = [];
    const single: number[] = [];
    // The first round warms up.
    for (let round = -1; round < rounds; round += 1) {
      const figures = [
        await throughHttp(gateway.url, clients),
        await throughStore(store, writers.slice(0, clients)),
        await plain.write(clients),
      ] as const;
      if (round < 0) continue;
      http.push(figures[0]);
      grouped.push(figures[1]);
      single.push(figures[2]);
    }
    const [a, b, c] = [http, grouped, single].map((values) => percentile(values, 50)) as [
      number,
      number,
      number,
    ];
    const cells = [a.toFixed(0).padStart(7), b.toFixed(0).padStart(7), c.toFixed(0).padStart(10)];
    const ratios = [(b / c).toFixed(1).padStart(7), (a / c).toFixed(1).padStart(6)];
    console.log(`${String(clients).padStart(7)} | ${[...cells, ...ratios].join(' | ')}`);
  }
}
