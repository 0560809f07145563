/**
 * Everything at once, on a source of 100,000 assets: four clients search without pause, one imports 10,000 assets, and one
 * changes another source every 20 ms and waits for the event. Prints how long the gateway's event loop was held up, and how
 * long the events took. The clients are a process of their own.
 *
 *   node bench/mixed.ts [assets=100000] [seconds=20] [commits of one import=10]
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { readConfig } from '../src/config.ts';
import { startGateway } from '../src/gateway.ts';
import { SILENT_LOG } from '../src/log.ts';
import type { MixedOrder, MixedReport } from './mixed/clients.ts';
import { percentile } from './support/percentile.ts';

const assets = Number(process.argv[2] ?? 100_000);
const seconds = Number(process.argv[3] ?? 20);
const commits = Number(process.argv[4] ?? 10);

const directory = await mkdtemp(join(tmpdir(), 'bench-mixed-'));
const config = readConfig({
  PORT: '0',
  LOG_LEVEL: 'silent',
  DATABASE_URL: `file:${join(directory, 'gateway.db')}`,
});
const gateway = await startGateway({ config, log: SILENT_LOG });
const clients = fork(new URL('./mixed/clients.ts', import.meta.url));
clients.send({ url: gateway.url, assets, seconds, commits } satisfies MixedOrder);
await once(clients, 'message');
const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();
const [report] = (await once(clients, 'message')) as [MixedReport];
delay.disable();
await once(clients, 'exit');
await gateway[Symbol.asyncDispose]();
await rm(directory, { recursive: true, force: true });

const ms = (value: number): string => `${value.toFixed(1)} ms`;
const spread = (values: readonly number[]): string =>
  `p50 ${ms(percentile(values, 50))}   p99 ${ms(percentile(values, 99))}   max ${ms(percentile(values, 100))}   (${values.length})`;
console.log(
  `${assets} assets, ${seconds} s, ${report.imports.length} imports of 10,000 assets in ${commits} commits\n`,
);
console.log(
  `event loop held    p50 ${ms(delay.percentile(50) / 1e6)}   p99 ${ms(delay.percentile(99) / 1e6)}   max ${ms(delay.max / 1e6)}`,
);
console.log(`mutation → event   ${spread(report.events)}`);
console.log(`search             ${spread(report.searches)}`);
console.log(`import             ${spread(report.imports)}`);
