import type CreativeEngine from '@cesdk/node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectAssetGateway, type Transport } from '../src/index.ts';
import { startClientEngine } from './support/client-engine.ts';
import { FaultProxy } from './support/fault-proxy.ts';
import { GatewayProcess } from './support/gateway-process.ts';
import { Panel } from './support/panel.ts';

const RUN_MS = 60_000;

let gateway: GatewayProcess;
const engines: CreativeEngine[] = [];

beforeAll(async () => {
  gateway = await GatewayProcess.start();
  await gateway.run('mutation { addSource(source: { id: "busy" }) { version } }');
});

afterAll(async () => {
  for (const engine of engines) engine.dispose();
  await gateway.close();
});

test('a minute of random faults on every transport, under changes, ends with what the gateway has', async () => {
  const seed = Number(process.env['SEED'] ?? Date.now());
  const random = mulberry32(seed);
  const below = (count: number) => Math.floor(random() * count);
  const proxy = await FaultProxy.listen(gateway.port);
  const clients = await Promise.all(
    (['auto', 'websocket', 'sse', 'poll'] as const).map(async (transport: Transport | 'auto') => {
      const engine = await startClientEngine();
      engines.push(engine);
      const seen: string[] = [];
      const handle = connectAssetGateway(engine, {
        url: `${proxy.url}/graphql`,
        transport,
        timing: {
          requestTimeout: 2_000,
          openTimeout: 800,
          heartbeat: 1_000,
          retryLongest: 500,
          upgradeAfter: 500,
          pollInterval: 100,
          lettingGo: 40,
        },
        onStatus: (status) => seen.push(status.state === 'live' ? status.transport : status.state),
        onError: () => undefined,
      });
      await handle.ready;
      return { transport, handle, seen, panel: new Panel(engine, 'busy', 7) };
    }),
  );

  const change = async () => {
    const id = `a${below(20)}`;
    const changes =
      random() < 0.2
        ? [{ remove: { id } }]
        : [{ upsert: { id, label: { en: `${id} ${below(1_000_000)}` } } }];
    await gateway.run(
      'mutation ($changes: [AssetChangeInput!]!) { changeAssets(sourceId: "busy", changes: $changes, onError: SKIP_FAILED) { version } }',
      { changes },
    );
  };
  const faults: Record<string, () => Promise<void>> = {
    cut: async () => proxy.cut(),
    stall: async () => {
      proxy.stall();
      await passing(1_500);
      proxy.unstall();
    },
    refuse: async () => {
      await proxy.refuse();
      await passing(below(1_500));
      await proxy.accept();
    },
    block: async () => {
      proxy.block({ webSocket: 'REFUSED', eventStream: random() < 0.5 ? 'SWALLOWED' : undefined });
      proxy.cut();
      await passing(2_000);
      proxy.block({});
    },
    kill: async () => {
      await gateway.kill();
      await passing(below(500));
      await gateway.restart();
      proxy.retarget(gateway.port);
    },
  };

  let changes = 0;
  /** Changes the source for as long as a fault is left alone. */
  async function passing(milliseconds: number): Promise<void> {
    const end = performance.now() + milliseconds;
    while (performance.now() < end) {
      await change().then(
        () => (changes += 1),
        () => undefined,
      );
    }
  }

  const names = Object.keys(faults);
  const done: string[] = [];
  const end = performance.now() + RUN_MS;
  while (performance.now() < end) {
    await passing(below(800));
    const name = names[below(names.length)] ?? 'cut';
    done.push(name);
    await faults[name]?.();
  }
  await change();

  const { findAssets } = await gateway.run<{ findAssets: { assets: { id: string; label: string }[] } }>(
    '{ findAssets(sourceId: "busy", query: { perPage: 200 }) { assets { id label } } }',
  );
  const expected = findAssets.assets.map(({ id, label }) => `${id}: ${label}`);
  for (const { transport, panel } of clients) {
    await expect
      .poll(() => panel.shown, { timeout: 20_000, message: `${transport}, seed ${seed}` })
      .toEqual(expected);
  }
  console.log(`seed ${seed}: ${done.length} faults, ${changes} changes`);
  for (const { transport, seen, panel, handle } of clients) {
    console.log(
      `${transport}: live ${seen.filter((state) => state !== 'waiting').length} times, ${panel.refreshes} refreshes`,
    );
    panel.close();
    await handle.dispose();
  }
  await proxy.close();
});

/** A small generator of numbers, the same for the same seed. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
