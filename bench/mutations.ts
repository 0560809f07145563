/**
 * Durable changes a second, at 1, 16 and 64 concurrent clients: through HTTP (a gateway and its clients in processes of
 * their own), through the store alone, and beside them the same work in one transaction for each change. All clients
 * change one source, or each one of its own. One by one is measured twice: by the same store, where nothing but the
 * grouping is off, and on the thread that asks, with nothing in between. Contenders take turns, medians are printed.
 *
 *     node bench/mutations.ts [rounds=5] [seconds=1] [milliseconds=0]
 *
 * The last makes each sync take longer, as the disks of clouds do (needs Linux and a C compiler).
 */
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeFaultyDisk } from '../test/support/faulty-disk/faulty-disk.ts';
import type { LoadOrder, LoadReport } from './http/load.ts';
import { definition } from './mutations/definition.ts';
import { OnCallingThread } from './mutations/on-calling-thread.ts';
import { measureRate, type Rate } from './mutations/rate.ts';
import { ThroughThread } from './mutations/through-thread.ts';
import { percentile } from './support/percentile.ts';
import { spawnGateway } from './support/spawn-gateway.ts';

const CLIENTS = [1, 16, 64];
const SOURCES = [1, 64];
const rounds = Number(process.argv[2] ?? 5);
const seconds = Number(process.argv[3] ?? 1);
const syncDelayMs = Number(process.argv[4] ?? 0);

const ADD = 'mutation ($asset: AssetInput!) { addAsset(sourceId: "s", asset: $asset) { version cursor } }';

const directory = await mkdtemp(join(tmpdir(), 'bench-mutations-'));
if (syncDelayMs === 0 || process.env['LD_PRELOAD'] !== undefined) {
  console.log(
    `${rounds} rounds of ${seconds} s each; syncs ${syncDelayMs} ms slower; durable changes a second, medians`,
  );
  for (const sources of SOURCES) await compareStores(sources);
  await compareHttp();
} else await runOnSlowDisk();
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

async function compareStores(sources: number): Promise<void> {
  console.log(`\n${sources === 1 ? 'all in one source' : 'each in its own source'}`);
  console.log(
    'clients | grouped | one by one    × | on the calling thread    × | loop held p99, in this order',
  );
  for (const clients of CLIENTS) {
    // New files for each line: what came before would make the next transactions larger.
    const file = (name: string): string => join(directory, `${name}-${sources}-${clients}.db`);
    await using grouped = await ThroughThread.open(file('grouped'), sources, 'GROUPED');
    await using single = await ThroughThread.open(file('single'), sources, 'ONE_BY_ONE');
    using simple = await OnCallingThread.open(file('simple'), sources);
    const contenders = [grouped, single, simple].map((store) => ({ store, rates: [] as Rate[] }));
    // The first round warms up.
    for (let round = -1; round < rounds; round += 1) {
      for (const { store, rates } of contenders) {
        const rate = await measureRate(clients, seconds, (client) => store.change(client));
        if (round >= 0) rates.push(rate);
      }
    }
    const [ours, theirs, plain] = contenders.map(({ rates }) => middleOf(rates)) as [Rate, Rate, Rate];
    const times = (rate: Rate): string => (ours.perSecond / rate.perSecond).toFixed(1).padStart(4);
    console.log(
      [
        cell(clients, 7),
        cell(ours.perSecond, 7),
        `${cell(theirs.perSecond, 10)} ${times(theirs)}`,
        `${cell(plain.perSecond, 21)} ${times(plain)}`,
        [ours, theirs, plain].map(({ loopP99Ms }) => `${loopP99Ms.toFixed(1)} ms`).join(', '),
      ].join(' | '),
    );
  }
}

/** Clients of a gateway, each sends its next mutation when the last one is answered. */
async function compareHttp(): Promise<void> {
  await using gateway = await spawnGateway();
  await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: 'mutation { addSource(source: { id: "s" }) { version } }' }),
  });
  console.log('\nclients | HTTP, one source');
  for (const clients of CLIENTS) {
    const rates: number[] = [];
    for (let round = -1; round < rounds; round += 1) {
      const rate = await throughHttp(gateway.url, clients);
      if (round >= 0) rates.push(rate);
    }
    console.log(`${String(clients).padStart(7)} | ${cell(percentile(rates, 50), 16)}`);
  }
}

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

function middleOf(rates: readonly Rate[]): Rate {
  const middle = (read: (rate: Rate) => number): number => percentile(rates.map(read), 50);
  return { perSecond: middle((rate) => rate.perSecond), loopP99Ms: middle((rate) => rate.loopP99Ms) };
}

function cell(value: number, width: number): string {
  return value.toFixed(0).padStart(width);
}
