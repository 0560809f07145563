import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { GatewayProcess } from './support/gateway-process.ts';
import { ResumingClient } from './support/resuming-client.ts';

const CLIENTS = Number(process.env['STALLED_CLIENTS'] ?? 500);
const SECONDS = Number(process.env['STALLED_SECONDS'] ?? 60);
const CHANGES_PER_SECOND = 20;
/** Long enough that a minute of events fills what the kernel holds for a socket, several times. */
const NAME = 'x'.repeat(9_000);

test(`a tenth of ${CLIENTS} subscribers that stop reading cost nothing, and end up right`, async () => {
  const gateway = await GatewayProcess.start();
  await gateway.query(
    'mutation ($name: LocalizedString) { addSource(source: { id: "photos", name: $name }) { version } }',
    { name: { en: NAME } },
  );
  const fields = '... on AssetSourceUpdated { source { name } }';
  const clients = Array.from({ length: CLIENTS }, () => new ResumingClient(gateway.url, fields));
  onTestFinished(() => clients.forEach((client) => client.stop()));
  await expect.poll(() => clients.every(({ begun }) => begun), { timeout: 60_000 }).toBe(true);
  for (const client of clients) client.versions.set('photos', 1);
  const stalled = clients.slice(0, CLIENTS / 10);

  await expect.poll(() => gateway.isReady(), { timeout: 60_000 }).toBe(true);
  const before = await gateway.metric('process_resident_memory_bytes');
  for (const client of stalled) client.stall();
  let version = 1;
  let peak = before;
  const begin = performance.now();
  for (let now = begin; now - begin < SECONDS * 1_000; now = performance.now()) {
    const due = ((now - begin) / 1_000) * CHANGES_PER_SECOND;
    while (version - 1 < due) {
      const changed = await gateway.query<{ assetSourceContentsChanged: { version: number } }>(
        'mutation { assetSourceContentsChanged(sourceId: "photos") { version } }',
      );
      ({ version } = changed.assetSourceContentsChanged);
      if (version % 50 === 0) peak = Math.max(peak, await gateway.metric('process_resident_memory_bytes'));
    }
    await sleep(5);
  }
  for (const client of stalled) client.goOn();

  const behind = (): number => clients.filter(({ versions }) => versions.get('photos') !== version).length;
  await expect.poll(behind, { timeout: 120_000 }).toBe(0);
  const sum = (count: (client: ResumingClient) => number): number =>
    clients.reduce((total, client) => total + count(client), 0);
  const figures = {
    changes: version - 1,
    deliveries: sum(({ events }) => events),
    merges: await gateway.metric('gateway_feed_total{what="merges"}'),
    resumes: sum(({ resumes }) => resumes),
    resets: sum(({ resets }) => resets),
    gaps: sum(({ gaps }) => gaps),
    repeats: sum(({ repeats }) => repeats),
    peakMegabytesOverIdle: Math.round((peak - before) / 2 ** 20),
  };
  console.log('stalled', figures);
  expect(figures).toMatchObject({ gaps: 0, repeats: 0 });
  // What the stalled ones missed is several hundred megabytes; a queue each would hold all of it.
  expect(figures.peakMegabytesOverIdle).toBeLessThan(200);
});
