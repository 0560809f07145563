import { connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { startGateway, type TestGateway } from '../support/start-gateway.ts';
import { addSource, changeAssets, follow, idsOf, versionOf, type Written } from './support/writes.ts';

const ADD = /* GraphQL */ `
  mutation ($sourceId: ID!, $asset: AssetInput!, $key: String) {
    addAsset(sourceId: $sourceId, asset: $asset, idempotencyKey: $key) {
      version
      cursor
      changed
      asset {
        id
        version
        meta
        createdAt
      }
    }
  }
`;

type Added = Written & { readonly asset: { readonly id: string } };

async function add(gateway: TestGateway, sourceId: string, asset: object, key: string): Promise<Added> {
  const { addAsset } = await gateway.run<{ addAsset: Added }>(ADD, { sourceId, asset, key });
  return addAsset;
}

test('a retry gets the first answer back, cursor included, whatever happened meanwhile', async () => {
  const gateway = await startGateway();
  await addSource(gateway, 's');
  const first = await add(gateway, 's', { id: 'a', meta: { n: 1.5, deep: { list: [null, true] } } }, 'k');
  await changeAssets(gateway, 's', [{ remove: { id: 'a' } }]);

  const again = await add(gateway, 's', { meta: { deep: { list: [null, true] }, n: 1.5 }, id: 'a' }, 'k');

  expect(again).toEqual(first);
  expect(await idsOf(gateway, 's')).toEqual([]);
  expect(await versionOf(gateway, 's')).toBe(3);
});

test('a retry without an id gets the id that was made the first time', async () => {
  const gateway = await startGateway();
  await addSource(gateway, 's');
  const first = await add(gateway, 's', { meta: { n: 1 } }, 'k');
  const again = await add(gateway, 's', { meta: { n: 1 } }, 'k');

  expect(again.asset.id).toBe(first.asset.id);
  expect(await idsOf(gateway, 's')).toEqual([first.asset.id]);
});

test('the same key with other input is refused, and changes nothing', async () => {
  const gateway = await startGateway();
  await addSource(gateway, 's');
  await addSource(gateway, 'other');
  await add(gateway, 's', { id: 'a' }, 'k');

  expect(await gateway.codeOf(ADD, { sourceId: 's', asset: { id: 'b' }, key: 'k' })).toBe(
    'IDEMPOTENCY_KEY_REUSED',
  );
  expect(await gateway.codeOf(ADD, { sourceId: 'other', asset: { id: 'a' }, key: 'k' })).toBe(
    'IDEMPOTENCY_KEY_REUSED',
  );
  expect(
    await gateway.codeOf('mutation { removeAsset(sourceId: "s", id: "a", idempotencyKey: "k") { version } }'),
  ).toBe('IDEMPOTENCY_KEY_REUSED');
  expect(await idsOf(gateway, 's')).toEqual(['a']);
  expect(await idsOf(gateway, 'other')).toEqual([]);
});

test('calls with the same key that race write once and all get the same answer', async () => {
  const gateway = await startGateway();
  await addSource(gateway, 's');
  const events = await follow(gateway, 's');

  const answers = await Promise.all(
    Array.from({ length: 50 }, () => add(gateway, 's', { meta: { n: 1 } }, 'k')),
  );

  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  expect(await versionOf(gateway, 's')).toBe(2);
  await expect.poll(() => events.length).toBe(1);
  expect(events[0]?.cause).toEqual({ kind: 'MUTATION', operation: 'addAsset', idempotencyKey: 'k' });
});

test('of calls with the same key for different sources one wins', async () => {
  const gateway = await startGateway();
  const sources = ['s0', 's1', 's2', 's3', 's4', 's5'];
  for (const id of sources) await addSource(gateway, id);

  const codes = await Promise.all(
    sources.map((sourceId) => gateway.codeOf(ADD, { sourceId, asset: { id: 'a' }, key: 'k' })),
  );

  expect(codes.toSorted((a, b) => String(a).localeCompare(String(b)))).toEqual([
    ...Array.from({ length: 5 }, () => 'IDEMPOTENCY_KEY_REUSED'),
    undefined,
  ]);
  const holders = await Promise.all(sources.map((id) => idsOf(gateway, id)));
  expect(holders.flat()).toEqual(['a']);
});

test('an answer that never arrived is there for the retry', async () => {
  const gateway = await startGateway();
  await addSource(gateway, 's');
  const body = JSON.stringify({ query: ADD, variables: { sourceId: 's', asset: { meta: {} }, key: 'k' } });
  const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1');
  socket.write(
    `POST /graphql HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    () => socket.destroy(),
  );
  await expect.poll(() => versionOf(gateway, 's')).toBe(2);

  const answer = await add(gateway, 's', { meta: {} }, 'k');

  expect(answer.version).toBe(2);
  expect(await idsOf(gateway, 's')).toEqual([answer.asset.id]);
});

test('keys are remembered across a restart', async () => {
  const before = await startGateway();
  await addSource(before, 's');
  const first = await add(before, 's', { meta: { n: 1 } }, 'k');
  const nothing = await changeAssets(before, 's', [], { idempotencyKey: 'nothing' });
  await before.stop();
  const after = await startGateway({ databaseFile: before.databaseFile });

  const again = await add(after, 's', { meta: { n: 1 } }, 'k');
  const nothingAgain = await changeAssets(after, 's', [], { idempotencyKey: 'nothing' });

  expect(again).toEqual(first);
  expect(nothingAgain).toEqual(nothing);
  expect(await versionOf(after, 's')).toBe(2);
});

test('a change that came to nothing is remembered as that, cursor included', async () => {
  const gateway = await startGateway();
  await addSource(gateway, 's', ['a']);
  const same = { upsert: { id: 'a', label: { en: 'Asset a' } } };
  // Others write at the same time, so that the journal moves on between decision and commit.
  await addSource(gateway, 'noise');
  const noise = Array.from({ length: 20 }, (_, index) =>
    changeAssets(gateway, 'noise', [{ add: { id: `n${index}` } }]),
  );
  const [first] = await Promise.all([
    changeAssets(gateway, 's', [same], { idempotencyKey: 'k' }),
    Promise.all(noise),
  ]);
  await changeAssets(gateway, 's', [{ remove: { id: 'a' } }]);

  const again = await changeAssets(gateway, 's', [same], { idempotencyKey: 'k' });

  expect(first.changed).toBe(false);
  expect(again).toEqual(first);
  expect(await idsOf(gateway, 's')).toEqual([]);
});

test('a call that failed may be tried again with the same key', async () => {
  const gateway = await startGateway();
  await addSource(gateway, 's', ['a']);
  const refused = await gateway.codeOf(ADD, { sourceId: 's', asset: { id: 'a' }, key: 'k' });
  await changeAssets(gateway, 's', [{ remove: { id: 'a' } }]);

  const answer = await add(gateway, 's', { id: 'a' }, 'k');

  expect(refused).toBe('ASSET_ALREADY_EXISTS');
  expect(answer.changed).toBe(true);
});

test('every caller has keys of its own', async () => {
  const keys = {
    GATEWAY_API_KEYS: 'one:secret-number-one-1:READ+WRITE,two:secret-number-two-2:READ+WRITE',
  };
  const one = await startGateway({
    environment: keys,
    headers: { authorization: 'Bearer secret-number-one-1' },
  });
  await addSource(one, 's');
  await add(one, 's', { id: 'a' }, 'k');
  const response = await fetch(`${one.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': 'secret-number-two-2' },
    body: JSON.stringify({ query: ADD, variables: { sourceId: 's', asset: { id: 'b' }, key: 'k' } }),
  });

  expect(await response.json()).toMatchObject({ data: { addAsset: { asset: { id: 'b' }, changed: true } } });
});

test('two gateways on one database agree on a key', async () => {
  const one = await startGateway();
  const two = await startGateway({
    databaseFile: one.databaseFile,
    onDone: (dispose) => onTestFinished(dispose),
  });
  await addSource(one, 's');
  await expect.poll(() => two.codeOf('{ findAssets(sourceId: "s") { total } }')).toBeUndefined();

  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, index) => add(index % 2 === 0 ? one : two, 's', { meta: {} }, 'k')),
  );

  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  expect(await versionOf(one, 's')).toBe(2);
});

test.each([
  ['empty', ''],
  ['longer than 255 characters', 'k'.repeat(256)],
  ['ill-formed', '\ud800'],
])('a key that is %s is refused', async (_, key) => {
  const gateway = await startGateway();
  await addSource(gateway, 's');

  expect(await gateway.codeOf(ADD, { sourceId: 's', asset: { id: 'a' }, key })).toBe('BAD_USER_INPUT');
  expect(await idsOf(gateway, 's')).toEqual([]);
});
