import { randomUUID } from 'node:crypto';
import type CreativeEngine from '@cesdk/node';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import {
  connectAssetGateway,
  type AssetGateway,
  type ConnectOptions,
  type Connection,
} from '../src/index.ts';
import { gatewaySourceIds, startClientEngine } from './support/client-engine.ts';
import { FaultProxy } from './support/fault-proxy.ts';
import { GatewayProcess } from './support/gateway-process.ts';
import { Panel } from './support/panel.ts';

/** The client's times, shortened so that faults are noticed within a test. */
const QUICK: ConnectOptions['timing'] = {
  requestTimeout: 1_500,
  openTimeout: 800,
  retryFirst: 40,
  retryLongest: 300,
  upgradeAfter: 400,
  pollInterval: 100,
  lettingGo: 40,
};

let gateway: GatewayProcess;
let engine: CreativeEngine;
let proxy: FaultProxy;
let sourceId: string;

beforeAll(async () => {
  gateway = await GatewayProcess.start();
  engine = await startClientEngine();
});

afterAll(async () => {
  engine.dispose();
  await gateway.close();
});

beforeEach(async () => {
  proxy = await FaultProxy.listen(gateway.port);
  onTestFinished(() => proxy.close());
  sourceId = randomUUID();
  await gateway.run('mutation ($id: ID!) { addSource(source: { id: $id }) { version } }', { id: sourceId });
  for (const id of ['a', 'b', 'c']) await add(id);
});

const add = (id: string) =>
  gateway.run(
    'mutation ($sourceId: ID!, $id: ID!) { addAsset(sourceId: $sourceId, asset: { id: $id, label: { en: $id } }) { version } }'.replace(
      '{ en: $id }',
      `{ en: "${id} at first" }`,
    ),
    { sourceId, id },
  );

const rename = (id: string, label: string) =>
  gateway.run(
    'mutation ($sourceId: ID!, $id: ID!, $label: LocalizedString!) { updateAsset(sourceId: $sourceId, id: $id, patch: { label: $label }) { version } }',
    { sourceId, id, label: { en: label } },
  );

const remove = (id: string) =>
  gateway.run(
    'mutation ($sourceId: ID!, $id: ID!) { removeAsset(sourceId: $sourceId, id: $id) { version } }',
    {
      sourceId,
      id,
    },
  );

/** What happens while the client is cut off: something of everything. */
async function changeMuch(): Promise<void> {
  await rename('a', `a ${randomUUID()}`);
  await remove('b');
  await add('d');
}

async function content(): Promise<string[]> {
  const { findAssets } = await gateway.run<{ findAssets: { assets: { id: string; label: string }[] } }>(
    'query ($sourceId: ID!) { findAssets(sourceId: $sourceId) { assets { id label } } }',
    { sourceId },
  );
  return findAssets.assets.map(({ id, label }) => `${id}: ${label}`);
}

type Watched = { handle: AssetGateway; panel: Panel; statuses: Connection[] };

async function connected(options: Partial<ConnectOptions> = {}): Promise<Watched> {
  const statuses: Connection[] = [];
  const handle = connectAssetGateway(engine, {
    url: `${proxy.url}/graphql`,
    timing: QUICK,
    onStatus: (status) => statuses.push(status),
    onError: () => undefined,
    sourceIds: [sourceId],
    ...options,
  });
  onTestFinished(() => handle.dispose());
  await handle.ready;
  const panel = new Panel(engine, sourceId);
  onTestFinished(() => panel.close());
  await expect.poll(() => panel.shown, { timeout: 15_000 }).toHaveLength(3);
  return { handle, panel, statuses };
}

async function endsRight(panel: Panel): Promise<void> {
  const expected = await content();
  await expect.poll(() => panel.shown, { timeout: 15_000 }).toEqual(expected);
}

const liveBy = (handle: AssetGateway) =>
  expect.poll(() => (handle.status.state === 'live' ? handle.status.transport : handle.status.state), {
    timeout: 15_000,
  });

describe.each(['websocket', 'sse', 'poll'] as const)('by %s', (transport) => {
  test('connections that are cut', async () => {
    const { handle, panel } = await connected({ transport });

    for (let times = 0; times < 3; times += 1) {
      proxy.cut();
      await rename('a', `cut ${times}`);
      await liveBy(handle).toBe(transport);
    }

    await endsRight(panel);
  });

  test('connections that are refused for a while', async () => {
    const { handle, panel, statuses } = await connected({ transport });

    await proxy.refuse();
    await changeMuch();
    await expect
      .poll(() => statuses.some((status) => status.state === 'waiting' && status.attempt >= 4))
      .toBe(true);
    await proxy.accept();

    await liveBy(handle).toBe(transport);
    await endsRight(panel);
  });

  test('a network that swallows everything without a word', async () => {
    const { handle, panel } = await connected({ transport, timing: { ...QUICK, heartbeat: 400 } });

    proxy.stall();
    await changeMuch();
    await liveBy(handle).toBe('waiting');
    proxy.unstall();

    await liveBy(handle).toBe(transport);
    await endsRight(panel);
  });

  test('a gateway that is killed and started again', async () => {
    const { handle, panel } = await connected({ transport });

    await gateway.kill();
    await liveBy(handle).toBe('waiting');
    await gateway.restart();
    proxy.retarget(gateway.port);
    await changeMuch();

    await liveBy(handle).toBe(transport);
    await endsRight(panel);
  });
});

test('a query that fails while the news still comes is asked again', async () => {
  let failures = 2;
  const failing: typeof fetch = async (input, init) => {
    if (typeof init?.body === 'string' && init.body.includes('FindAssets') && failures > 0) {
      failures -= 1;
      throw new TypeError('network lost');
    }
    return fetch(input, init);
  };

  const { panel } = await connected({ fetch: failing });

  await endsRight(panel);
  expect(failures).toBe(0);
});

test('a client that starts before its gateway shows the sources as soon as it is there', async () => {
  await proxy.refuse();
  const handle = connectAssetGateway(engine, {
    url: `${proxy.url}/graphql`,
    timing: QUICK,
    sourceIds: [sourceId],
  });
  onTestFinished(() => handle.dispose());

  await liveBy(handle).toBe('waiting');
  expect(gatewaySourceIds(engine)).toEqual([]);
  await proxy.accept();

  await handle.ready;
  expect(gatewaySourceIds(engine)).toEqual([sourceId]);
});

describe('where WebSocket is blocked', () => {
  test.each(['REFUSED', 'SWALLOWED'] as const)(
    'and the upgrade is %s, server-sent events are used',
    async (webSocket) => {
      proxy.block({ webSocket });
      const { handle, panel } = await connected();

      await liveBy(handle).toBe('sse');
      await changeMuch();
      await endsRight(panel);
    },
  );

  test.each(['REFUSED', 'SWALLOWED'] as const)(
    'and server-sent events are %s too, it polls',
    async (eventStream) => {
      proxy.block({ webSocket: 'REFUSED', eventStream });
      const { handle, panel } = await connected();

      await liveBy(handle).toBe('poll');
      await changeMuch();
      await endsRight(panel);
    },
  );

  test('it is taken as soon as it opens, and nothing is missed on the way up', async () => {
    proxy.block({ webSocket: 'REFUSED', eventStream: 'REFUSED' });
    const { handle, panel, statuses } = await connected();
    await liveBy(handle).toBe('poll');

    proxy.block({ webSocket: 'REFUSED' });
    await rename('a', 'on the way to server-sent events');
    await liveBy(handle).toBe('sse');
    proxy.block({});
    await rename('b', 'on the way to WebSocket');
    await liveBy(handle).toBe('websocket');

    await endsRight(panel);
    expect(statuses.map(({ state }) => state)).not.toContain('waiting');
    await rename('c', 'there');
    await endsRight(panel);
  });
});

describe('what was missed', () => {
  test('is read anew when the cursor is of another journal', async () => {
    const { handle, panel } = await connected();
    const other = await GatewayProcess.start();
    onTestFinished(() => other.close());
    await other.run('mutation ($id: ID!) { addSource(source: { id: $id }) { version } }', { id: sourceId });
    await other.run(
      'mutation ($id: ID!) { addAsset(sourceId: $id, asset: { id: "elsewhere" }) { version } }',
      { id: sourceId },
    );

    await proxy.refuse();
    proxy.retarget(other.port);
    await proxy.accept();

    await liveBy(handle).toBe('websocket');
    await expect.poll(() => panel.shown, { timeout: 15_000 }).toEqual(['elsewhere: ']);
  });

  test.each(['websocket', 'sse'] as const)(
    'is read anew by %s when the cursor has expired',
    async (transport) => {
      const forgetful = await GatewayProcess.start({ JOURNAL_RETENTION: '1s' });
      onTestFinished(() => forgetful.close());
      const change = (label: string) =>
        forgetful.run<{ updateAsset: { cursor: string } }>(
          'mutation ($id: ID!, $label: String!) { updateAsset(sourceId: $id, id: "only", patch: { meta: { uri: $label } }) { cursor } }',
          { id: sourceId, label },
        );
      await forgetful.run('mutation ($id: ID!) { addSource(source: { id: $id }) { version } }', {
        id: sourceId,
      });
      for (const id of ['only', 'more', 'most'])
        await forgetful.run(
          'mutation ($sourceId: ID!, $id: ID!) { addAsset(sourceId: $sourceId, asset: { id: $id }) { version } }',
          { sourceId, id },
        );
      proxy.retarget(forgetful.port);
      const { handle, panel } = await connected({ transport });
      const { updateAsset } = await change('https://example.com/seen.jpg');

      await proxy.refuse();
      for (let times = 0; times < 3; times += 1) await change(`https://example.com/missed-${times}.jpg`);
      await forgetful.run(
        'mutation ($sourceId: ID!) { removeAsset(sourceId: $sourceId, id: "more") { version } }',
        {
          sourceId,
        },
      );
      const expired = 'query ($after: Cursor) { journal(after: $after) { entries { cursor } } }';
      const code = () => forgetful.run(expired, { after: updateAsset.cursor }).then(() => 'KEPT', String);
      await expect.poll(code, { timeout: 15_000 }).toContain('CURSOR_EXPIRED');
      // What is still in its memory would do for the client to resume from.
      await forgetful.kill();
      await forgetful.restart();
      proxy.retarget(forgetful.port);
      await proxy.accept();

      await liveBy(handle).toBe(transport);
      await expect.poll(() => panel.shown, { timeout: 15_000 }).toEqual(['only: ', 'most: ']);
      const { gateway: after } = await forgetful.run<{ gateway: { feed: { resets: number } } }>(
        '{ gateway { feed { resets } } }',
      );
      expect(after.feed.resets).toBeGreaterThan(0);
    },
  );

  test('includes sources that went', async () => {
    const { handle } = await connected({ sourceIds: 'all' });
    await proxy.refuse();
    await gateway.run('mutation ($id: ID!) { removeSource(id: $id) { version } }', { id: sourceId });
    const next = randomUUID();
    await gateway.run('mutation ($id: ID!) { addSource(source: { id: $id }) { version } }', { id: next });
    await proxy.accept();

    const ids = () => handle.sources.map(({ id }) => id);
    await expect.poll(ids, { timeout: 15_000 }).toContain(next);
    await expect.poll(ids).not.toContain(sourceId);
    await gateway.run('mutation ($id: ID!) { removeSource(id: $id) { version } }', { id: next });
  });
});

test('an addition made while the gateway is away arrives once, when it is back', async () => {
  const { panel } = await connected();
  await proxy.refuse();

  engine.asset.addAssetToSource(sourceId, { id: 'late', label: { en: 'Late' } });
  await rename('a', 'meanwhile');
  await proxy.accept();

  await expect.poll(() => panel.shown, { timeout: 15_000 }).toContain('late: Late');
  await endsRight(panel);
});

test('an expired token is replaced, on every way', async () => {
  const keyed = await GatewayProcess.start({
    GATEWAY_API_KEYS: 'old:old-secret-of-an-app:READ+WRITE,new:new-secret-of-an-app:READ+WRITE',
  });
  onTestFinished(() => keyed.close());
  const authorization = (secret: string) => ({ authorization: `Bearer ${secret}` });
  const asNew = authorization('new-secret-of-an-app');
  await keyed.run(
    'mutation ($id: ID!) { addSource(source: { id: $id }) { version } }',
    { id: sourceId },
    asNew,
  );
  proxy.retarget(keyed.port);

  for (const transport of ['websocket', 'sse', 'poll'] as const) {
    let secret = 'a-secret-that-has-expired';
    let asked = 0;
    const handle = connectAssetGateway(engine, {
      url: `${proxy.url}/graphql`,
      timing: QUICK,
      transport,
      headers: async ({ refused }) => {
        asked += 1;
        if (refused) secret = 'new-secret-of-an-app';
        return authorization(secret);
      },
    });

    await handle.ready;
    await liveBy(handle).toBe(transport);
    expect(asked).toBeGreaterThan(1);
    expect((await engine.asset.findAssets(sourceId, { page: 0, perPage: 1 })).total).toBe(0);
    await handle.dispose();
  }
});
