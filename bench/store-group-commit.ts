/**
 * Durable changes a second through the store, beside the same change in a transaction of its own on a plain
 * connection (same file system, same settings), at 1, 16 and 64 concurrent writers. The two take turns; the
 * medians are printed.
 *
 *     node bench/store-group-commit.ts [rounds] [changes per round] [milliseconds]
 *
 * The last makes each sync take longer, as the disks of clouds do (needs Linux and a C compiler). Set BENCH_DIR
 * to measure another disk than that of the system's temporary files.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { DatabaseSync, StatementSync } from 'node:sqlite';

import { openConnection } from '../src/store/sqlite/connection.ts';
import { openSqliteStore } from '../src/store/sqlite/sqlite-store.ts';
import type { Store } from '../src/store/store.ts';
import { JournalWriter } from '../test/store-contract/journal-writer.ts';
import { makeFaultyDisk } from '../test/support/faulty-disk/faulty-disk.ts';

const WRITERS = [1, 16, 64];
const rounds = Number(process.argv[2] ?? 5);
const changes = Number(process.argv[3] ?? 2_000);
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
  payload: { photographer: 'Jane Doe', license: { name: 'CC0', since: 2020 }, rating: 4.5 },
};

type Round = { readonly perSecond: number; readonly loopP99Ms: number };

async function measure(work: () => Promise<void>): Promise<Round> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const start = performance.now();
  await work();
  const seconds = (performance.now() - start) / 1_000;
  delay.disable();
  return { perSecond: changes / seconds, loopP99Ms: delay.percentile(99) / 1e6 };
}

/** Each writer has a source of its own and waits for each change, as a client does. */
async function throughStore(store: Store, writers: readonly JournalWriter[]): Promise<void> {
  let left = changes;
  await Promise.all(
    writers.map(async (writer) => {
      while (left > 0) {
        left -= 1;
        await writer.write(store, { add: `asset-${writer.version}`, definition });
      }
    }),
  );
}

/** What a server does that commits every mutation by itself, in the main thread. */
class OneByOne {
  readonly #connection: DatabaseSync;
  readonly #statements: readonly StatementSync[];

  constructor(file: string) {
    this.#connection = openConnection(file, 'READ_WRITE');
    this.#connection.exec(`
      create table sources (id text primary key, version integer);
      create table assets (source_id text, id text, rank real, doc text, primary key (source_id, id));
      create table journal (position integer primary key, source_id text, version integer, doc text, cause text, unique (source_id, version));
    `);
    this.#statements = [
      'insert into sources values (?, 1) on conflict (id) do update set version = version + 1',
      'insert into assets select ?, ?, version, ? from sources where id = ?',
      'insert into journal (source_id, version, doc, cause) select id, version, ?, ? from sources where id = ?',
    ].map((sql) => this.#connection.prepare(sql));
  }

  async write(writers: number): Promise<void> {
    let left = changes;
    const one = async (source: string) => {
      while (left > 0) {
        left -= 1;
        this.#change(source);
        // Others get their turn, as between requests.
        await new Promise((resolve) => setImmediate(resolve));
      }
    };
    await Promise.all(Array.from({ length: writers }, (_, index) => one(`s${index}`)));
  }

  close(): void {
    this.#connection.close();
  }

  #change(source: string): void {
    const id = crypto.randomUUID();
    const doc = JSON.stringify({ definition: { id, ...definition } });
    const cause = JSON.stringify({ kind: 'MUTATION', operation: 'test' });
    this.#connection.exec('begin immediate');
    const [version, asset, journal] = this.#statements;
    version?.run(source);
    asset?.run(source, id, doc, source);
    journal?.run(doc, cause, source);
    this.#connection.exec('commit');
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

const directory = await mkdtemp(join(process.env['BENCH_DIR'] ?? tmpdir(), 'store-group-commit-'));
if (syncDelayMs === 0 || process.env['LD_PRELOAD'] !== undefined) await compare();
else await runOnSlowDisk();
await rm(directory, { recursive: true });

/** Runs this program again, with a library between it and its disk. */
async function runOnSlowDisk(): Promise<void> {
  const disk = await makeFaultyDisk(directory, directory);
  await disk.setRates({ sync: 0, write: 0, syncDelayMs });
  const child = spawn(process.execPath, process.argv.slice(1), {
    env: { ...process.env, ...disk.env, BENCH_DIR: directory },
    stdio: 'inherit',
  });
  await once(child, 'exit');
}

async function compare(): Promise<void> {
  const store = await openSqliteStore({ file: join(directory, 'store.db') });
  const plain = new OneByOne(join(directory, 'plain.db'));
  const journals = Array.from({ length: 64 }, (_, index) => new JournalWriter(`s${index}`));
  await Promise.all(journals.map((journal) => journal.write(store, 'ADD_SOURCE')));

  console.log(`${rounds} rounds of ${changes} changes, syncs ${syncDelayMs} ms slower; medians\n`);
  console.log('writers | store /s | loop p99 | one by one /s | loop p99 | ratio');
  for (const writers of WRITERS) {
    const grouped: Round[] = [];
    const single: Round[] = [];
    for (let round = -1; round < rounds; round += 1) {
      const ours = await measure(() => throughStore(store, journals.slice(0, writers)));
      const theirs = await measure(() => plain.write(writers));
      // The first round warms up.
      if (round < 0) continue;
      grouped.push(ours);
      single.push(theirs);
    }
    const [a, b] = [grouped, single].map((all) => ({
      perSecond: median(all.map(({ perSecond }) => perSecond)),
      loop: median(all.map(({ loopP99Ms }) => loopP99Ms)),
    }));
    if (a === undefined || b === undefined) break;
    console.log(
      `${String(writers).padStart(7)} | ${a.perSecond.toFixed(0).padStart(8)} | ${a.loop.toFixed(1).padStart(5)} ms | ${b.perSecond.toFixed(0).padStart(13)} | ${b.loop.toFixed(1).padStart(5)} ms | ${(a.perSecond / b.perSecond).toFixed(2)}`,
    );
  }

  plain.close();
  await store[Symbol.asyncDispose]();
}
