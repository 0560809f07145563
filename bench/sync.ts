/**
 * A source of 100,000 assets: uploaded, uploaded again with ten of them changed, and again unchanged, while another client
 * asks for small things. Prints how long each takes, how many journal entries and events it makes, and how long the event
 * loop of the gateway was held up; beside it, the time of the engine's own import of the same file.
 *
 *     node bench/sync.ts [assets=100000] [turns]
 */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';

import { readConfig } from '../src/config.ts';
import { startGateway, type Gateway } from '../src/gateway.ts';
import { SILENT_LOG } from '../src/log.ts';
import { percentile } from './support/percentile.ts';
import type { ClientOrder, ClientReport } from './sync/client.ts';

/** Also measures the CPU time of each turn, for machines that are busy with other things. */
const TURNS = process.argv[3] === 'turns';

if (isMainThread) await main(Number(process.argv[2] ?? 100_000));
else await importAlone(workerData as string);

function contentOf(count: number, changed: number): string {
  const assets = Array.from({ length: count }, (_, index) => ({
    id: `asset-${index}`,
    label: { en: `Mountain lake ${index}${index < changed ? ' at dusk' : ''}`, de: `Bergsee ${index}` },
    tags: { en: ['nature', 'mountain', index % 2 === 0 ? 'lake' : 'river'] },
    groups: [`group-${index % 20}`],
    meta: {
      uri: `https://cdn.example.com/images/${index}.jpg`,
      thumbUri: `https://cdn.example.com/thumbnails/${index}.jpg`,
      mimeType: 'image/jpeg',
      width: 4_000,
      height: 3_000,
    },
  }));
  return JSON.stringify({ version: '1.0.0', id: 'large', assets });
}

async function main(count: number): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'bench-sync-'));
  const config = readConfig({
    PORT: '0',
    LOG_LEVEL: 'silent',
    DATABASE_URL: `file:${join(directory, 'gateway.db')}`,
  });
  const files = [0, 10, 10].map((changed, index) => [join(directory, `${index}.json`), changed] as const);
  for (const [file, changed] of files) await writeFile(file, contentOf(count, changed));
  const bytes = (await stat(files[0]?.[0] ?? '')).size;
  console.log(`${count} assets, ${(bytes / 1e6).toFixed(0)} MB\n`);

  console.log('                |     ms | entries | events | loop p50 / p99 / max ms | others p50 / p99 ms');
  {
    await using gateway = await startGateway({ config, log: SILENT_LOG });
    await run(gateway.url, 'mutation { addSource(source: { id: "small" }) { version } }');
    for (const [index, name] of ['first upload', 'ten changed', 'none changed'].entries()) {
      const [file = ''] = files[index] ?? [];
      console.log(`${name.padEnd(15)} | ${await measure(gateway, file)}`);
    }
  }
  const worker = new Worker(new URL(import.meta.url), {
    workerData: contentOf(count, 10),
    stdout: true,
    stderr: true,
  });
  const [[first, second]] = (await once(worker, 'message')) as [[number, number]];
  await worker.terminate();
  console.log(
    `\nThe engine's own import: ${first.toFixed(0)} ms; of the same file again: ${second.toFixed(0)} ms,`,
  );
  console.log('which changes nothing, whatever the file says of assets that are there.');
  await rm(directory, { recursive: true, force: true });
}

async function measure(gateway: Gateway, file: string): Promise<string> {
  const before = versionOf(gateway);
  const counter = countEvents(gateway);
  while (!counter.opened) await pause();
  using asker = client();
  using uploader = client();
  const asked = reportOf(asker.child);
  asker.send({ type: 'ASK', url: gateway.url });
  await pause(500);

  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const turns = TURNS ? measureTurns() : undefined;
  const uploaded = reportOf(uploader.child);
  uploader.send({ type: 'UPLOAD', url: `${gateway.url}/sources/large/content.json`, file });
  const upload = await uploaded;
  delay.disable();
  const busy = turns?.();
  asker.send({ type: 'STOP' });
  const { latenciesMs } = (await asked) as Extract<ClientReport, { type: 'ASKED' }>;
  if (upload.type !== 'UPLOADED' || upload.answer['version'] === undefined)
    throw new Error(`the upload failed: ${JSON.stringify(upload)}`);

  while (counter.cursor !== gateway.catalog.head()) await pause(20);
  await counter.stop();
  const entries = versionOf(gateway) - before;
  const loop = [50, 99, 100].map((percent) => (delay.percentile(percent) / 1e6).toFixed(1).padStart(5));
  const others = [50, 99].map((percent) => percentile(latenciesMs, percent).toFixed(1).padStart(5));
  return [
    upload.ms.toFixed(0).padStart(6),
    String(entries).padStart(7),
    String(counter.events).padStart(6),
    `       ${loop.join(' / ')}`,
    `  ${others.join(' / ')}`,
    ...(busy === undefined
      ? []
      : [`turns' own CPU p99 ${busy.p99.toFixed(1)}, max ${busy.max.toFixed(1)} ms`]),
  ].join(' | ');
}

/** The CPU time of each turn of the event loop, which other processes can't lengthen. Keeps the loop spinning. */
function measureTurns(): () => { readonly p99: number; readonly max: number } {
  const turns: number[] = [];
  let running = true;
  const cpu = (): number => {
    const { user, system } = process.threadCpuUsage();
    return (user + system) / 1_000;
  };
  let last = cpu();
  const turn = (): void => {
    const now = cpu();
    turns.push(now - last);
    last = now;
    if (running) setImmediate(turn);
  };
  setImmediate(turn);
  return () => {
    running = false;
    // Those that did nothing but spin don't count.
    const busy = turns.filter((ms) => ms > 0.5);
    return { p99: percentile(busy, 99), max: Math.max(...busy) };
  };
}

function versionOf({ catalog }: Gateway): number {
  const everything = { name: 'bench', permissions: new Set(['READ' as const]) };
  return catalog.source(everything, 'large')?.version ?? 0;
}

/** Listens over server-sent events, as a client does. */
function countEvents({ url }: Gateway): EventCounter {
  const leaving = new AbortController();
  const query =
    'subscription { assetSourceEvents { __typename ... on AssetSourceEvent { sourceId cursor } } }';
  const counter = { opened: false, events: 0, cursor: '' };
  const listening = (async () => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify({ query }),
      signal: leaving.signal,
    });
    let text = '';
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk as Uint8Array).toString();
      for (let end = text.indexOf('\n\n'); end !== -1; end = text.indexOf('\n\n')) {
        const event = text.slice(0, end);
        text = text.slice(end + 2);
        counter.opened ||= event.includes('"StreamOpened"');
        if (event.includes('"AssetSourceUpdated"') && event.includes('"large"')) counter.events += 1;
        counter.cursor = /"cursor":"([^"]+)"/.exec(event)?.[1] ?? counter.cursor;
      }
    }
  })();
  return Object.assign(counter, {
    stop: async () => {
      leaving.abort();
      await listening.catch(() => undefined);
    },
  });
}

type EventCounter = {
  readonly opened: boolean;
  /** Of the large source. */
  readonly events: number;
  /** Of the last event. */
  readonly cursor: string;
  stop(): Promise<void>;
};

function client(): { readonly child: ChildProcess; send(order: ClientOrder): void } & Disposable {
  const child = fork(fileURLToPath(new URL('./sync/client.ts', import.meta.url)));
  return { child, send: (order) => void child.send(order), [Symbol.dispose]: () => void child.kill() };
}

async function reportOf(child: ChildProcess): Promise<ClientReport> {
  const [report] = (await once(child, 'message')) as [ClientReport];
  return report;
}

async function run(url: string, query: string): Promise<void> {
  await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
}

function pause(ms = 5): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

async function importAlone(content: string): Promise<void> {
  // Keeps the engine from the network.
  globalThis.fetch = () => Promise.reject(new TypeError('fetch failed'));
  const { default: CreativeEngine } = await import('@cesdk/node');
  const engine = await CreativeEngine.init({ logger: () => {} });
  const times: number[] = [];
  for (let round = 0; round < 2; round += 1) {
    const began = performance.now();
    await engine.asset.addLocalAssetSourceFromJSONString(content);
    times.push(performance.now() - began);
  }
  parentPort?.postMessage(times);
}
