import { connect } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import type { AssetChangeDraft } from '../../src/connectors/catalog-port.ts';
import type { GatewayConfig } from '../../src/connectors/config/gateway-config.ts';
import { startGateway, type TestGateway } from '../support/start-gateway.ts';
import { fakeCloudinary } from './support/fake-cloudinary.ts';

const SECRET = Buffer.from('a secret that the cms knows too!');

/** A delivery as the reference library of Standard Webhooks signs it. */
function signed(payload: unknown, { id = 'msg_1', at = Date.now(), secret = SECRET } = {}) {
  const body = typeof payload === 'string' ? payload : JSON.stringify(payload);
  const signature = new Webhook(secret, { format: 'raw' }).sign(id, new Date(at), body);
  const timestamp = String(Math.floor(at / 1_000));
  const headers = { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature };
  return { method: 'POST', body, headers };
}

function cms(
  changes: (payload: never) => readonly AssetChangeDraft[] | Promise<readonly AssetChangeDraft[]>,
): GatewayConfig {
  return {
    sources: { cms: {} },
    webhooks: {
      cms: {
        verify: { by: 'standard-webhooks', secrets: [`whsec_${SECRET.toString('base64')}`] },
        apply: 'cms',
        changes: (payload) => changes(payload as never),
        maxBytes: 10_000,
      },
    },
  };
}

const upserts = cms((payload: { id: string }) => [{ upsert: { id: payload.id } }]);

type Delivery = { id: string; status: string; attempts: number; error: string | null; body: string };

const deliveriesOf = async (gateway: TestGateway, status?: string) =>
  (
    await gateway.run<{ webhookDeliveries: Delivery[] }>(
      'query ($status: DeliveryStatus) { webhookDeliveries(status: $status) { id status attempts error body } }',
      { status },
    )
  ).webhookDeliveries;

const idsOf = async (gateway: TestGateway, sourceId = 'cms') =>
  (
    await gateway.run<{ findAssets: { assets: { id: string }[] } }>(
      'query ($id: ID!) { findAssets(sourceId: $id, query: { perPage: 200 }) { assets { id } } }',
      { id: sourceId },
    )
  ).findAssets.assets.map(({ id }) => id);

/** How deliveries fared at the door, by outcome. */
async function countsOf(gateway: TestGateway): Promise<Record<string, number>> {
  const text = await (await fetch(`${gateway.url}/metrics`)).text();
  const lines = text.matchAll(/^gateway_webhook_deliveries_total\{webhook="cms",outcome="(\w+)"\} (\d+)$/gm);
  return Object.fromEntries([...lines].map(([, outcome, count]) => [outcome, Number(count)]));
}

test('each kind of bad delivery has its status, is counted, and changes nothing', async () => {
  const gateway = await startGateway({ outside: upserts });
  const url = `${gateway.url}/webhooks/cms`;
  const status = async (request: RequestInit, path = url) => (await fetch(path, request)).status;
  const good = signed({ id: 'a' });

  expect(await status(signed({ id: 'forged' }, { secret: Buffer.from('not the secret') }))).toBe(401);
  expect(await status({ ...good, body: '{"id":"tampered"}' })).toBe(401);
  expect(await status({ method: 'POST', body: '{"id":"unsigned"}' })).toBe(401);
  expect(await status(signed({ id: 'old' }, { at: Date.now() - 3_600_000 }))).toBe(401);
  expect(await status(signed({ id: 'early' }, { at: Date.now() + 3_600_000 }))).toBe(401);
  expect(await status(signed('{"id":"truncated'))).toBe(400);
  expect(await status(signed('"text"'))).toBe(400);
  expect(await status(signed({ id: 'large', more: 'x'.repeat(20_000) }))).toBe(413);
  expect(await status({ ...good, headers: { ...good.headers, 'content-encoding': 'gzip' } })).toBe(415);
  expect(await status(good, `${gateway.url}/webhooks/unknown`)).toBe(404);
  expect(await status({ ...good, method: 'PUT' })).toBe(405);
  expect(await idsOf(gateway)).toEqual([]);
  expect(await deliveriesOf(gateway)).toEqual([]);

  expect(await status(good)).toBe(200);
  await expect.poll(() => idsOf(gateway)).toEqual(['a']);
  expect(await countsOf(gateway)).toEqual({ kept: 1, forged: 3, expired: 2, malformed: 3, too_large: 1 });
});

test('a sender learns nothing of why it was not believed', async () => {
  const gateway = await startGateway({ outside: upserts });

  const answers = [];
  for (const request of [
    signed({ id: 'a' }, { secret: Buffer.from('not the secret') }),
    signed({ id: 'a' }, { at: 0 }),
    { method: 'POST', body: '{}' },
  ]) {
    answers.push(await (await fetch(`${gateway.url}/webhooks/cms`, request)).text());
  }

  expect(new Set(answers).size).toBe(1);
});

test('the same delivery again is answered well, and worked on once', async () => {
  let worked = 0;
  const gateway = await startGateway({
    outside: cms((payload: { id: string }) => {
      worked += 1;
      return [{ upsert: { id: payload.id } }];
    }),
  });
  const delivery = signed({ id: 'a' });
  const send = async (request: RequestInit) =>
    (await (await fetch(`${gateway.url}/webhooks/cms`, request)).json()) as unknown;

  const answers = await Promise.all(Array.from({ length: 20 }, () => send(delivery)));
  await expect.poll(() => idsOf(gateway)).toEqual(['a']);
  const later = await send(delivery);
  // The same id over another body is the same delivery, too: it was signed by the sender.
  const other = await send(signed({ id: 'b' }));

  expect(answers.filter((answer) => (answer as { status: string }).status === 'kept')).toHaveLength(1);
  expect([later, other]).toEqual([{ status: 'duplicate' }, { status: 'duplicate' }]);
  expect(worked).toBe(1);
});

test('a body that is cut off is refused and kept nowhere', async () => {
  const gateway = await startGateway({ outside: upserts });
  const { port } = new URL(gateway.url);
  const socket = connect(Number(port), '127.0.0.1');
  socket.on('error', () => {});
  socket.write('POST /webhooks/cms HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 1000\r\n\r\n{"id":');
  await new Promise((resolve) => socket.once('connect', resolve));

  socket.destroy();

  await expect.poll(() => countsOf(gateway)).toEqual({ malformed: 1 });
  expect(await deliveriesOf(gateway)).toEqual([]);
});

test('a delivery whose work fails is kept with its error, tried again, and can be replayed', async () => {
  let broken = true;
  const gateway = await startGateway({
    outside: cms((payload: { id: string }) => {
      if (broken) throw new Error('secret at postgres://user:pw@db');
      return [{ upsert: { id: payload.id } }];
    }),
  });

  await fetch(`${gateway.url}/webhooks/cms`, signed({ id: 'a' }));
  await expect
    .poll(async () => (await deliveriesOf(gateway, 'PENDING'))[0]?.attempts, { timeout: 10_000 })
    .toBeGreaterThan(0);
  const [failing] = await deliveriesOf(gateway, 'PENDING');
  broken = false;
  const { replayDelivery } = await gateway.run<{ replayDelivery: Delivery }>(
    'mutation ($id: ID!) { replayDelivery(id: $id) { id status attempts } }',
    { id: failing?.id },
  );
  await expect.poll(() => idsOf(gateway)).toEqual(['a']);

  expect(failing).toMatchObject({ id: 'cms:msg_1', body: '{"id":"a"}' });
  expect(failing?.error).not.toMatch(/secret|postgres/);
  expect(replayDelivery).toEqual({ id: 'cms:msg_1', status: 'PENDING', attempts: 0 });
  await expect
    .poll(async () => (await deliveriesOf(gateway, 'DONE')).map(({ id }) => id))
    .toEqual(['cms:msg_1']);
  await gateway.run('mutation { replayDelivery(id: "cms:msg_1") { id } }');
  await expect.poll(async () => (await deliveriesOf(gateway, 'DONE')).length).toBe(1);
  expect(await gateway.codeOf('mutation { replayDelivery(id: "cms:nobody") { id } }')).toBe('BAD_USER_INPUT');
});

test('one bad delivery does not keep the others', async () => {
  const gateway = await startGateway({
    outside: cms((payload: { id: string; bad?: boolean }) => [
      payload.bad === true ? { upsert: { id: '' } } : { upsert: { id: payload.id } },
    ]),
  });

  await Promise.all(
    Array.from({ length: 30 }, (_, number) =>
      fetch(
        `${gateway.url}/webhooks/cms`,
        signed({ id: `a${number}`, bad: number === 3 }, { id: `msg_${number}` }),
      ),
    ),
  );

  await expect.poll(async () => (await idsOf(gateway)).length, { timeout: 10_000 }).toBe(29);
  const [bad] = await deliveriesOf(gateway, 'PENDING');
  expect(bad).toMatchObject({ id: 'cms:msg_3', error: expect.stringContaining('BAD_USER_INPUT') });
});

test("Cloudinary's notifications may come twice and in any order", async () => {
  const cloudinary = await fakeCloudinary([]);
  const gateway = await startGateway({
    outside: {
      sources: { photos: { mirror: cloudinary.account, refreshOnStart: false } },
      webhooks: { photos: { verify: { by: 'cloudinary', secret: cloudinary.apiSecret }, apply: 'photos' } },
    },
  });
  const resource = { resource_type: 'image', type: 'upload' };
  const at = Date.now();
  const uploaded = cloudinary.notification(
    { notification_type: 'upload', public_id: 'a', ...resource },
    { at: at - 5_000 },
  );
  const deleted = cloudinary.notification(
    { notification_type: 'delete', resources: [{ public_id: 'a', ...resource }] },
    { at: at - 3_000 },
  );
  const kept = cloudinary.notification(
    { notification_type: 'upload', public_id: 'b', ...resource },
    { at, algorithm: 'sha256' },
  );
  const send = async (notification: object) =>
    (await fetch(`${gateway.url}/webhooks/photos`, { method: 'POST', ...notification })).status;

  cloudinary.state.resources.push({ public_id: 'b' });
  const statuses = [];
  for (const notification of [deleted, uploaded, kept, deleted, uploaded, kept])
    statuses.push(await send(notification));

  expect(statuses).toEqual(Array(6).fill(200));
  await expect.poll(() => idsOf(gateway, 'photos')).toEqual(['b']);
  await expect.poll(async () => (await deliveriesOf(gateway, 'DONE')).length).toBe(3);
});

test('deliveries that only cause a refresh share it', async () => {
  const cloudinary = await fakeCloudinary([{ public_id: 'a' }]);
  const gateway = await startGateway({
    outside: {
      sources: { photos: { mirror: cloudinary.account, settleMs: 0, refreshOnStart: false } },
      webhooks: {
        photos: { verify: { by: 'token', token: 'a token of enough characters' }, refresh: ['photos'] },
      },
    },
  });
  const send = () =>
    fetch(`${gateway.url}/webhooks/photos`, {
      method: 'POST',
      body: '{"changed":true}',
      headers: { authorization: 'Bearer a token of enough characters' },
    });

  await Promise.all(Array.from({ length: 200 }, send));

  await expect.poll(async () => (await deliveriesOf(gateway, 'PENDING')).length, { timeout: 15_000 }).toBe(0);
  expect(await idsOf(gateway, 'photos')).toEqual(['a']);
  expect(cloudinary.state.calls.length).toBeLessThanOrEqual(4);
});

test('a gateway that stops waits for no work that hangs, and does it after the next start', async () => {
  let hangs = true;
  const outside = cms((payload: { id: string }) =>
    hangs ? new Promise(() => {}) : [{ upsert: { id: payload.id } }],
  );
  const first = await startGateway({ outside });
  await fetch(`${first.url}/webhooks/cms`, signed({ id: 'a' }));

  await first.stop();
  hangs = false;
  const second = await startGateway({ outside, databaseFile: first.databaseFile });

  await expect.poll(() => idsOf(second)).toEqual(['a']);
});
