import { EventEmitter } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient, type Client } from 'graphql-ws';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { startGateway, type TestGateway } from '../support/start-gateway.ts';
import { fakeCloudinary } from './support/fake-cloudinary.ts';
import { s3Event, s3Server } from './support/s3-server.ts';
import { snsTopic } from './support/sns-topic.ts';

type Event = {
  readonly kind: string;
  readonly cause: { readonly kind: string; readonly operation: string };
  readonly changes: readonly {
    readonly kind: string;
    readonly assetId: string;
    readonly asset: { label: string } | null;
  }[];
};

/** The events of one source from now on, as a subscriber over WebSocket sees them. */
async function eventsOf(gateway: TestGateway, sourceId: string): Promise<Event[]> {
  const client: Client = createClient({
    url: gateway.url.replace('http', 'ws') + '/graphql',
    webSocketImpl: WebSocket,
    retryAttempts: 0,
  });
  onTestFinished(() => client.dispose());
  const events: Event[] = [];
  const opened = Promise.withResolvers<void>();
  client.subscribe<{ assetSourceEvents: { __typename: string } & Event }>(
    {
      query: `subscription ($ids: [ID!]) { assetSourceEvents(sourceIds: $ids) { __typename ... on AssetSourceUpdated {
        cause { kind operation } changes { kind assetId asset { label } } } } }`,
      variables: { ids: [sourceId] },
    },
    {
      next: ({ data }) => {
        const item = data?.assetSourceEvents;
        if (item?.__typename === 'StreamOpened') opened.resolve();
        else if (item !== undefined && item !== null) events.push(item);
      },
      error: opened.reject,
      complete: () => {},
    },
  );
  await opened.promise;
  return events;
}

async function labelsOf(gateway: TestGateway, sourceId: string): Promise<(string | null)[]> {
  const { findAssets } = await gateway.run<{ findAssets: { assets: { label: string | null }[] } }>(
    'query ($id: ID!) { findAssets(sourceId: $id, query: { perPage: 100 }) { assets { label } } }',
    { id: sourceId },
  );
  return findAssets.assets.map(({ label }) => label);
}

const synced = (gateway: TestGateway, sourceId: string) =>
  expect
    .poll(
      async () => {
        const { assetSource } = await gateway.run<{ assetSource: { mirror: { lastSync: object | null } } }>(
          'query ($id: ID!) { assetSource(id: $id) { mirror { lastSync { at } } } }',
          { id: sourceId },
        );
        return assetSource.mirror.lastSync;
      },
      { timeout: 10_000 },
    )
    .not.toBeNull();

/** The guide's own source over an external store, unchanged. */
function guideSource(externalAssets: { id: string; url: string; name: string }[]) {
  return {
    id: 'cloudinary-images',
    async findAssets(queryData: { query?: string; page: number }) {
      const filteredAssets = externalAssets.filter(
        (asset) => !queryData.query || asset.name.toLowerCase().includes(queryData.query.toLowerCase()),
      );
      return {
        assets: filteredAssets.map((asset) => ({
          id: asset.id,
          label: asset.name,
          meta: { uri: asset.url, thumbUri: asset.url, blockType: '//ly.img.ubq/graphic' },
        })),
        total: filteredAssets.length,
        currentPage: queryData.page,
        nextPage: undefined,
      };
    },
  };
}

test('an outside store is asked each time; uploads, modifications and deletions are told and seen (rows 9 to 12, 15)', async () => {
  const store = [
    { id: 'cloud-1', url: 'https://img.ly/1.jpg', name: 'Mountain Landscape' },
    { id: 'cloud-2', url: 'https://img.ly/2.jpg', name: 'Ocean Sunset' },
  ];
  const database = new EventEmitter();
  const gateway = await startGateway({
    outside: {
      sources: { 'cloudinary-images': { external: guideSource(store), minIntervalMs: 0, settleMs: 0 } },
      triggers: [
        {
          on: (notify) => {
            database.on('assets:changed', notify);
            return () => database.off('assets:changed', notify);
          },
        },
      ],
    },
  });
  const events = await eventsOf(gateway, 'cloudinary-images');
  const told = async () => {
    const before = events.length;
    database.emit('assets:changed', 'cloudinary-images');
    await expect.poll(() => events.length, { timeout: 10_000 }).toBe(before + 1);
    return await labelsOf(gateway, 'cloudinary-images');
  };

  expect(await labelsOf(gateway, 'cloudinary-images')).toEqual(['Mountain Landscape', 'Ocean Sunset']);
  store.push({ id: 'cloud-3', url: 'https://img.ly/3.jpg', name: 'Forest Path' });
  expect(await told()).toEqual(['Mountain Landscape', 'Ocean Sunset', 'Forest Path']);
  store[0] = { ...store[0]!, name: 'Modified: Mountain Landscape' };
  expect(await told()).toEqual(['Modified: Mountain Landscape', 'Ocean Sunset', 'Forest Path']);
  store.pop();
  expect(await told()).toEqual(['Modified: Mountain Landscape', 'Ocean Sunset']);
  expect(events.map(({ cause }) => cause)).toEqual(Array(3).fill({ kind: 'TRIGGER', operation: 'emitter' }));
  const { findAssets } = await gateway.run<{ findAssets: { total: number } }>(
    '{ findAssets(sourceId: "cloudinary-images", query: { query: "ocean" }) { total } }',
  );
  expect(findAssets.total).toBe(1);
  expect(
    await gateway.codeOf(
      'mutation { addAsset(sourceId: "cloudinary-images", asset: { id: "x" }) { changed } }',
    ),
  ).toBe('SOURCE_READ_ONLY');
  await gateway.stop();
  expect(database.listenerCount('assets:changed')).toBe(0);
});

test("Cloudinary's notifications change the assets that they name (row 13)", async () => {
  const cloudinary = await fakeCloudinary([
    { public_id: 'shop/chair', context: { custom: { caption: 'Chair' } } },
    { public_id: 'shop/lamp', context: { custom: { caption: 'Lamp' } } },
  ]);
  const gateway = await startGateway({
    outside: {
      sources: { shop: { mirror: { ...cloudinary.account, prefix: 'shop/' }, settleMs: 0 } },
      webhooks: { cloudinary: { verify: { by: 'cloudinary', secret: cloudinary.apiSecret }, apply: 'shop' } },
    },
  });
  await synced(gateway, 'shop');
  const events = await eventsOf(gateway, 'shop');
  const { resources } = cloudinary.state;
  const deliver = async (payload: object): Promise<Event | undefined> => {
    const before = events.length;
    const { headers, body } = cloudinary.notification(payload);
    const response = await fetch(`${gateway.url}/webhooks/cloudinary`, { method: 'POST', headers, body });
    expect(response.status).toBe(200);
    await expect.poll(() => events.length, { timeout: 10_000 }).toBe(before + 1);
    return events.at(-1);
  };
  const resource = { resource_type: 'image', type: 'upload' };

  resources.push({ public_id: 'shop/table', context: { custom: { caption: 'Table' } } });
  const uploaded = await deliver({ notification_type: 'upload', public_id: 'shop/table', ...resource });
  expect(uploaded?.changes).toEqual([{ kind: 'ADDED', assetId: 'shop/table', asset: { label: 'Table' } }]);
  expect(uploaded?.cause).toEqual({ kind: 'WEBHOOK', operation: 'cloudinary' });

  resources[0] = { public_id: 'shop/chair', context: { custom: { caption: 'Armchair' } }, tags: ['soft'] };
  const tagged = await deliver({
    notification_type: 'resource_tags_changed',
    resources: [{ public_id: 'shop/chair', ...resource, added: ['soft'] }],
  });
  expect(tagged?.changes).toEqual([{ kind: 'UPDATED', assetId: 'shop/chair', asset: { label: 'Armchair' } }]);

  resources[0] = { public_id: 'shop/seat', context: { custom: { caption: 'Seat' } } };
  await deliver({
    notification_type: 'rename',
    from_public_id: 'shop/chair',
    to_public_id: 'shop/seat',
    ...resource,
  });
  expect(await labelsOf(gateway, 'shop')).toEqual(['Seat', 'Lamp', 'Table']);

  resources.splice(1, 1);
  const deleted = await deliver({
    notification_type: 'delete',
    resources: [{ public_id: 'shop/lamp', ...resource }],
  });
  expect(deleted?.changes).toEqual([{ kind: 'REMOVED', assetId: 'shop/lamp', asset: null }]);
  expect(await labelsOf(gateway, 'shop')).toEqual(['Seat', 'Table']);
});

test("a bucket's events come through SNS, and those that come late change nothing (rows 10 to 13)", async () => {
  const s3 = await s3Server();
  await s3.put('a.png');
  const topicArn = 'arn:aws:sns:us-east-1:123456789012:media';
  const topic = snsTopic(topicArn);
  const gateway = await startGateway({
    fetch: topic.serve,
    outside: {
      sources: { media: { mirror: s3.config, settleMs: 0 } },
      webhooks: { bucket: { verify: { by: 'sns', topicArns: [topicArn] }, apply: 'media' } },
    },
  });
  await synced(gateway, 'media');
  const events = await eventsOf(gateway, 'media');
  const deliver = async (event: object) => {
    const body = JSON.stringify(topic.message({ Message: JSON.stringify(event) }));
    return (await fetch(`${gateway.url}/webhooks/bucket`, { method: 'POST', body })).status;
  };

  await s3.put('new photo.png');
  expect(await deliver(s3Event('new photo.png', '0A'))).toBe(200);
  await expect.poll(() => labelsOf(gateway, 'media'), { timeout: 10_000 }).toEqual(['a', 'new photo']);
  await s3.remove('a.png');
  await deliver(s3Event('a.png', '0C', { name: 'ObjectRemoved:Delete' }));
  await expect.poll(() => labelsOf(gateway, 'media'), { timeout: 10_000 }).toEqual(['new photo']);
  // Created before it was removed, told after it.
  await deliver(s3Event('a.png', '0B'));
  await deliver(s3Event('b.png', '01'));

  await expect
    .poll(async () => {
      const { webhookDeliveries } = await gateway.run<{ webhookDeliveries: { status: string }[] }>(
        '{ webhookDeliveries { status } }',
      );
      return webhookDeliveries.map(({ status }) => status);
    })
    .toEqual(['DONE', 'DONE', 'DONE', 'DONE']);
  const seen = () =>
    events.flatMap(({ changes }) => changes.map(({ kind, assetId }) => `${kind} ${assetId}`));
  await expect.poll(seen).toEqual(['ADDED new photo.png', 'REMOVED a.png']);
});

test('what an event adds to a mirrored bucket stands where the next sync would have it', async () => {
  const s3 = await s3Server();
  for (const key of ['b.png', 'd.png', 'f.png']) await s3.put(key);
  const token = 'a token of enough characters';
  const gateway = await startGateway({
    outside: {
      sources: { media: { mirror: s3.config, settleMs: 0, minIntervalMs: 0 } },
      webhooks: { minio: { verify: { by: 'token', token }, apply: 'media' } },
    },
  });
  await synced(gateway, 'media');

  for (const key of ['e.png', 'c.png', 'a.png', 'g.png']) await s3.put(key);
  const Records = ['e.png', 'c.png', 'a.png', 'g.png'].flatMap((key) => s3Event(key, '01').Records);
  const headers = { authorization: `Bearer ${token}` };
  await fetch(`${gateway.url}/webhooks/minio`, {
    method: 'POST',
    body: JSON.stringify({ Records }),
    headers,
  });
  await expect.poll(() => labelsOf(gateway, 'media')).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g']);
  const { refreshSource } = await gateway.run<{ refreshSource: { mirror: { lastSync: object } } }>(
    'mutation { refreshSource(sourceId: "media") { mirror { lastSync { added updated removed moved unchanged } } } }',
  );

  expect(refreshSource.mirror.lastSync).toEqual({ added: 0, updated: 0, removed: 0, moved: 0, unchanged: 7 });
});

test('a schedule finds what a lost webhook would have told (row 14)', async () => {
  const cloudinary = await fakeCloudinary([{ public_id: 'a' }, { public_id: 'b' }]);
  const gateway = await startGateway({
    outside: {
      sources: { photos: { mirror: cloudinary.account, settleMs: 0, minIntervalMs: 0 } },
      triggers: [{ cron: '* * * * * *', refresh: ['photos'] }],
    },
  });
  await synced(gateway, 'photos');
  const events = await eventsOf(gateway, 'photos');

  cloudinary.state.resources.push({ public_id: 'c' });
  await expect.poll(() => labelsOf(gateway, 'photos'), { timeout: 10_000 }).toEqual(['a', 'b', 'c']);
  cloudinary.state.resources.splice(0, 1);
  await expect.poll(() => labelsOf(gateway, 'photos'), { timeout: 10_000 }).toEqual(['b', 'c']);

  await expect.poll(() => events.length).toBe(2);
  expect(events.map(({ cause }) => cause)).toEqual(
    Array(2).fill({ kind: 'SCHEDULE', operation: 'cron * * * * * *' }),
  );
  const { assetSource } = await gateway.run<{ assetSource: { mirror: { nextRun: string } } }>(
    '{ assetSource(id: "photos") { mirror { nextRun } } }',
  );
  expect(Date.parse(assetSource.mirror.nextRun)).toBeGreaterThan(Date.now() - 2_000);
});

test('an outside system that answers with an empty list removes nothing, and that shows', async () => {
  const cloudinary = await fakeCloudinary([{ public_id: 'a' }, { public_id: 'b' }, { public_id: 'c' }]);
  const gateway = await startGateway({
    outside: { sources: { photos: { mirror: cloudinary.account, settleMs: 0, minIntervalMs: 0 } } },
  });
  await synced(gateway, 'photos');
  const mirror = async () =>
    (
      await gateway.run<{
        assetSource: {
          assetCount: number;
          mirror: { phase: string; error: { code: string } | null; lastSync: { added: number } };
        };
      }>('{ assetSource(id: "photos") { assetCount mirror { phase error { code } lastSync { added } } } }')
    ).assetSource;
  const [a, ...others] = cloudinary.state.resources;

  cloudinary.state.resources.length = 0;
  expect(await gateway.codeOf('mutation { refreshSource(sourceId: "photos") { id } }')).toBe(
    'REMOVAL_LIMIT_EXCEEDED',
  );
  expect(await mirror()).toEqual({
    assetCount: 3,
    mirror: { phase: 'FAILED', error: { code: 'REMOVAL_LIMIT_EXCEEDED' }, lastSync: { added: 3 } },
  });

  cloudinary.state.resources.push(a!, ...others);
  await gateway.run('mutation { refreshSource(sourceId: "photos") { id } }');
  expect(await mirror()).toMatchObject({ assetCount: 3, mirror: { phase: 'IDLE', error: null } });

  cloudinary.state.status = 500;
  expect(await gateway.codeOf('mutation { refreshSource(sourceId: "photos") { id } }')).toBe(
    'EXTERNAL_SOURCE_FAILED',
  );
  expect(await mirror()).toMatchObject({
    assetCount: 3,
    mirror: { phase: 'FAILED', error: { code: 'EXTERNAL_SOURCE_FAILED' } },
  });
  cloudinary.state.status = 200;
  await expect.poll(async () => (await mirror()).mirror.phase, { timeout: 15_000 }).toBe('IDLE');
});

test('a watched folder follows the disk', async () => {
  const root = await mkdtemp(join(tmpdir(), 'gateway-folder-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  await writeFile(join(root, 'one.png'), '1');
  const gateway = await startGateway({
    outside: {
      sources: {
        files: {
          mirror: { from: 'folder', path: root, baseUrl: 'https://cdn.example.com' },
          settleMs: 20,
          minIntervalMs: 0,
        },
      },
    },
  });
  await synced(gateway, 'files');
  const events = await eventsOf(gateway, 'files');

  await writeFile(join(root, 'two.png'), '2');

  await expect.poll(() => labelsOf(gateway, 'files'), { timeout: 10_000 }).toEqual(['one', 'two']);
  await expect.poll(() => events.length).toBeGreaterThan(0);
  expect(events[0]?.cause).toEqual({ kind: 'TRIGGER', operation: 'watch' });
});

test('a change that is announced before it shows is found by a second look', async () => {
  const cloudinary = await fakeCloudinary([{ public_id: 'a' }]);
  let notify = (): void => {};
  const gateway = await startGateway({
    outside: {
      sources: { photos: { mirror: cloudinary.account, settleMs: 1_500, minIntervalMs: 0 } },
      triggers: [{ on: (call) => ((notify = call), () => {}), refresh: ['photos'] }],
    },
  });
  await synced(gateway, 'photos');
  const listings = () => cloudinary.state.calls.length;
  const before = listings();

  notify();
  await expect.poll(listings).toBe(before + 1);
  cloudinary.state.resources.push({ public_id: 'late' });

  await expect.poll(() => labelsOf(gateway, 'photos'), { timeout: 10_000 }).toEqual(['a', 'late']);
  expect(listings()).toBe(before + 2);
});

test('a thousand triggers in a second are a handful of listings, and the end is right', async () => {
  const cloudinary = await fakeCloudinary([{ public_id: 'a' }]);
  let notify = (): void => {};
  const gateway = await startGateway({
    outside: {
      sources: { photos: { mirror: cloudinary.account, settleMs: 200 } },
      triggers: [{ on: (call) => ((notify = call), () => {}), refresh: ['photos'] }],
    },
  });
  await synced(gateway, 'photos');
  const before = cloudinary.state.calls.length;

  for (let count = 0; count < 1_000; count += 1) {
    notify();
    if (count % 10 === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  }
  cloudinary.state.resources.push({ public_id: 'last' });
  notify();

  await expect.poll(() => labelsOf(gateway, 'photos'), { timeout: 10_000 }).toEqual(['a', 'last']);
  expect(cloudinary.state.calls.length - before).toBeLessThanOrEqual(8);
});

test('a page of another company may be let notify, and nothing else (row 16)', async () => {
  const gateway = await startGateway({
    environment: { GATEWAY_API_KEYS: 'widget:secret-of-the-widget-page:NOTIFY' },
    headers: { authorization: 'Bearer secret-of-the-widget-page' },
    outside: { sources: { 'cloudinary-images': { external: guideSource([]), settleMs: 0 } } },
  });

  const { assetSourceContentsChanged } = await gateway.run<{
    assetSourceContentsChanged: { version: number };
  }>('mutation { assetSourceContentsChanged(sourceId: "cloudinary-images") { version } }');

  expect(assetSourceContentsChanged.version).toBe(2);
  expect(
    await gateway.codeOf('mutation { refreshSource(sourceId: "cloudinary-images") { id } }'),
  ).toBeUndefined();
  expect(await gateway.codeOf('mutation { removeSource(id: "cloudinary-images") { version } }')).toBe(
    'FORBIDDEN',
  );
  expect(await gateway.codeOf('{ assetSources { id } }')).toBe('FORBIDDEN');
  expect(await gateway.codeOf('{ webhookDeliveries { id } }')).toBe('FORBIDDEN');
  expect(await gateway.codeOf('mutation { replayDelivery(id: "x") { id } }')).toBe('FORBIDDEN');
});

test('a listing with one bad asset changes nothing, and says which', async () => {
  const listed: unknown[] = [{ id: 'a' }, { id: 'b', label: { en: 5 } }];
  const gateway = await startGateway({
    outside: {
      sources: {
        cms: {
          mirror: {
            from: 'custom',
            list: async function* () {
              yield listed as never;
            },
          },
          refreshOnStart: false,
          settleMs: 0,
          minIntervalMs: 0,
        },
      },
    },
  });

  const { errors } = await gateway.query('mutation { refreshSource(sourceId: "cms") { id } }');
  expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'assets.1.label.en' });
  expect(await labelsOf(gateway, 'cms')).toEqual([]);
  expect(await (await fetch(`${gateway.url}/metrics`)).text()).toContain(
    'gateway_mirror_failures{source="cms"} 1',
  );

  listed[1] = { id: 'b', label: { en: 'B' } };
  await gateway.run('mutation { refreshSource(sourceId: "cms") { id } }');
  expect(await labelsOf(gateway, 'cms')).toEqual([null, 'B']);
  const { journal } = await gateway.run<{
    journal: { entries: { principal: string; cause: { kind: string; operation: string } }[] };
  }>('{ journal(last: 2) { entries { principal cause { kind operation } } } }');
  expect(journal.entries).toEqual(
    Array(2).fill({ principal: 'gateway', cause: { kind: 'MUTATION', operation: 'refreshSource' } }),
  );
});

test('a webhook wakes the subscribers of an external source, once more when the change has settled', async () => {
  const token = 'a token of enough characters';
  const gateway = await startGateway({
    outside: {
      sources: { 'cloudinary-images': { external: guideSource([]), settleMs: 50, minIntervalMs: 0 } },
      webhooks: { ping: { verify: { by: 'token', token }, refresh: ['cloudinary-images'] } },
    },
  });
  const events = await eventsOf(gateway, 'cloudinary-images');

  const headers = { authorization: `Bearer ${token}` };
  await fetch(`${gateway.url}/webhooks/ping`, { method: 'POST', body: '{}', headers });

  await expect.poll(() => events.length, { timeout: 10_000 }).toBe(2);
  expect(events.map(({ cause }) => cause)).toEqual(Array(2).fill({ kind: 'WEBHOOK', operation: 'ping' }));
});

test('refreshing a source that is not there names the one that may be meant', async () => {
  const gateway = await startGateway({ outside: { sources: { photos: {} } } });

  const { errors } = await gateway.query('mutation { refreshSource(sourceId: "Photos") { id } }');

  expect(errors?.[0]?.extensions).toMatchObject({ code: 'SOURCE_NOT_FOUND', similar: ['photos'] });
});

test('a source that the config says otherwise than the database keeps the gateway from starting', async () => {
  const first = await startGateway({ outside: { sources: { photos: {} } } });
  await first.stop();

  const second = startGateway({
    databaseFile: first.databaseFile,
    outside: { sources: { photos: { external: { ...guideSource([]), id: 'photos' } } } },
  });

  await expect(second).rejects.toMatchObject({ code: 'SOURCE_ALREADY_EXISTS' });
});

test('an external source that left the config is removed at the next start, a local one stays', async () => {
  const external = { 'cloudinary-images': { external: guideSource([]) } };
  const first = await startGateway({ outside: { sources: { ...external, photos: {} } } });
  await first.stop();

  const second = await startGateway({ databaseFile: first.databaseFile, outside: {} });

  const { assetSources } = await second.run<{ assetSources: { id: string }[] }>('{ assetSources { id } }');
  expect(assetSources).toEqual([{ id: 'photos' }]);
});
