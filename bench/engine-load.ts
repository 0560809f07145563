/*
 * How long the engine takes to hold N assets: loaded through the supervisor, while the main thread stays
 * free, next to the engine's own import of one JSON text in a thread of its own. Interleaved, medians.
 *
 *   node bench/engine-load.ts [assets=100000] [rounds=3]
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';

import type { CommittedChanges } from '../src/engine/committed-changes.ts';
import { EngineSupervisor } from '../src/engine/engine-supervisor.ts';
import type { Asset } from '../src/model/asset.ts';
import type { Source } from '../src/model/source.ts';

if (isMainThread) await compare(Number(process.argv[2] ?? 100_000), Number(process.argv[3] ?? 3));
else await importAlone(workerData as string);

async function compare(count: number, rounds: number): Promise<void> {
  const assets = Array.from({ length: count }, (_, index) => assetAt(index));
  const content = JSON.stringify({ id: 'photos', assets: assets.map(({ definition }) => definition) });
  const bytes = Math.round(content.length / count);
  console.log(`${count} assets of ${bytes} bytes, ${rounds} rounds`);
  const alone: number[] = [];
  const supervised: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const own = await timeAlone(content);
    alone.push(own.ms);
    const ours = await timeSupervised(assets);
    supervised.push(ours.ms);
    console.log(`  own import ${tell(own)}   supervisor ${tell(ours)}`);
  }
  const ratio = median(supervised) / median(alone);
  console.log(
    `median: own ${show(median(alone))} ms, supervisor ${show(median(supervised))} ms, ratio ${ratio.toFixed(2)}`,
  );
}

/** `p99` and `longest` are delays of the main thread's event loop, which is idle otherwise. */
type Timing = { readonly ms: number; readonly p99: number; readonly longest: number };

function tell({ ms, p99, longest }: Timing): string {
  return `${show(ms)} ms (main thread's delay p99 ${p99.toFixed(1)} ms, max ${longest.toFixed(1)} ms)`;
}

/** From the first byte told to the engine until its answer; its start is not counted. */
async function timeSupervised(assets: readonly Asset[]): Promise<Timing> {
  const source: Source = {
    definition: { id: 'photos' },
    kind: 'LOCAL',
    version: assets.length + 1,
    nextRank: assets.length + 1,
    createdAt: 0,
    updatedAt: 0,
  };
  const changes: CommittedChanges = {
    entriesAfter: () => [],
    snapshot: () => ({ position: 1, sources: [{ source, assets }] }),
    sourceSnapshot: () => undefined,
  };
  const { promise: loaded, resolve } = Promise.withResolvers<void>();
  const delay = monitorEventLoopDelay({ resolution: 1 });
  let began = 0;
  await using engine = new EngineSupervisor({
    changes,
    log: { debug: () => {}, info: () => {}, warn: console.warn, error: console.error },
    onConfirmed: () => resolve(),
    onStatus: ({ state }) => {
      if (state !== 'LOADING') return;
      began = performance.now();
      delay.enable();
    },
  });
  engine.start();
  await loaded;
  const ms = performance.now() - began;
  delay.disable();
  return { ms, p99: delay.percentile(99) / 1e6, longest: delay.max / 1e6 };
}

async function timeAlone(content: string): Promise<Timing> {
  const worker = new Worker(new URL(import.meta.url), { workerData: content, stdout: true, stderr: true });
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const delay = monitorEventLoopDelay({ resolution: 1 });
  worker.on('message', (message: number | 'BEGINS') => {
    if (message === 'BEGINS') delay.enable();
    else resolve(message);
  });
  worker.once('error', reject);
  const ms = await promise;
  delay.disable();
  await worker.terminate();
  return { ms, p99: delay.percentile(99) / 1e6, longest: delay.max / 1e6 };
}

async function importAlone(content: string): Promise<void> {
  globalThis.fetch = () => Promise.reject(new TypeError('fetch failed'));
  const { default: CreativeEngine } = await import('@cesdk/node');
  const engine = await CreativeEngine.init({ logger: () => {} });
  parentPort?.postMessage('BEGINS');
  const began = performance.now();
  await engine.asset.addLocalAssetSourceFromJSONString(content);
  parentPort?.postMessage(performance.now() - began);
}

function assetAt(index: number): Asset {
  const number = String(index).padStart(6, '0');
  const uri = `https://assets.example.com/photos/${number}`;
  return {
    sourceId: 'photos',
    definition: {
      id: `photo-${number}`,
      label: { en: `Photograph ${index} of a mountain`, de: `Fotografie ${index} eines Berges` },
      tags: { en: ['nature', `tag${index % 97}`, `place${index % 1_009}`] },
      groups: [`album-${index % 50}`],
      meta: {
        uri: `${uri}/original.jpg`,
        thumbUri: `${uri}/thumb.jpg`,
        mimeType: 'image/jpeg',
        blockType: '//ly.img.ubq/graphic',
        fillType: '//ly.img.ubq/fill/image',
        width: 4_000,
        height: 3_000,
        // Lists and objects are left out: the engine's own import refuses them.
        camera: `Example M${index % 7}`,
        copyright: `© Example Pictures ${1990 + (index % 30)}, all rights reserved, see the terms of use`,
        checksum: `sha256-${number.repeat(10)}`,
      },
    },
    rank: index + 1,
    version: index + 2,
    createdAt: 0,
    updatedAt: 0,
  };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function show(ms: number | undefined): string {
  return (ms ?? Number.NaN).toFixed(0);
}
