import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startGateway, type TestGateway } from '../support/start-gateway.ts';
import { addSource, caughtUp, engineIdsOf, follow, idsOf } from './support/writes.ts';

let gateway: TestGateway;
let stop: () => Promise<void>;
beforeAll(async () => {
  gateway = await startGateway({ onDone: (dispose) => (stop = dispose) });
});
afterAll(() => stop());

type Answer = { readonly status: number; readonly body: Record<string, unknown> };

async function put(
  sourceId: string,
  body: string | object,
  query = '',
  headers: Record<string, string> = {},
): Promise<Answer> {
  const url = `${gateway.url}/sources/${encodeURIComponent(sourceId)}/content.json${query}`;
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(url, { method: 'PUT', body: text, headers });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

const assets = (...ids: string[]): object[] => ids.map((id) => ({ id, meta: { uri: `{{base_url}}/${id}` } }));

test('an upload creates a source, then makes it equal, each time told as one event', async () => {
  const first = await put('up', { version: '2.0.0', id: 'whatever', assets: assets('a', 'b', 'c') });
  const events = await follow(gateway, 'up');
  const second = await put('up', { assets: assets('c', 'a', 'd') });
  const third = await put('up', { assets: assets('c', 'a', 'd') });

  expect(first).toMatchObject({
    status: 200,
    body: { sourceId: 'up', added: 3, changed: true, version: 4, dryRun: false },
  });
  expect(second.body).toMatchObject({ added: 1, removed: 1, moved: 1, unchanged: 1, version: 7 });
  expect(third.body).toMatchObject({ changed: false, unchanged: 3, version: 7 });
  expect(await idsOf(gateway, 'up')).toEqual(['c', 'a', 'd']);
  await expect.poll(() => events.length).toBe(1);
  expect(events[0]).toMatchObject({ changeCount: 3, cause: { kind: 'IMPORT', operation: 'putContentJson' } });
  await caughtUp(gateway);
  expect(await engineIdsOf(gateway, 'up')).toEqual(['a', 'c', 'd']);
});

test('what is uploaded can be downloaded as it was', async () => {
  const given = [
    { id: 'a', label: { en: 'A', de: 'Ä' }, meta: { n: 1.5, no: false, list: [1, null], deep: { x: null } } },
    { id: '__proto__', tags: { en: ['x'] }, payload: { stylePreset: { any: [true] } } },
  ];
  await put('round trip / and more', { assets: given });
  const url = `${gateway.url}/sources/${encodeURIComponent('round trip / and more')}/content.json?exact=true`;
  const content = (await (await fetch(url)).json()) as { assets: unknown };

  expect(content.assets).toEqual(given);
});

test('options come in the query and the header', async () => {
  const key = { 'idempotency-key': 'upload-1' };
  const planned = await put('options', { assets: assets('a', 'b') }, '?dryRun=true');
  const query = '?basePath=https://cdn.example.com/x/';
  const first = await put('options', { assets: assets('a', 'b') }, query, key);
  const again = await put('options', { assets: assets('a', 'b') }, query, key);
  const other = await put('options', { assets: assets('c') }, query, key);
  const merged = await put('options', { assets: assets('c') }, '?mode=merge&expectedVersion=3');
  const late = await put('options', { assets: assets('d') }, '?mode=merge&expectedVersion=3');
  const emptied = await put('options', { assets: [] });
  const meant = await put('options', { assets: [] }, '?removalLimit=1');

  expect(planned).toMatchObject({ status: 200, body: { dryRun: true, added: 2, version: 0 } });
  expect(first).toMatchObject({ status: 200, body: { added: 2, version: 3 } });
  expect(again).toEqual(first);
  expect(other).toMatchObject({ status: 422, body: { error: { code: 'IDEMPOTENCY_KEY_REUSED' } } });
  expect(merged).toMatchObject({ status: 200, body: { added: 1, removed: 0, version: 4 } });
  expect(late).toMatchObject({
    status: 412,
    body: { error: { code: 'VERSION_CONFLICT', actualVersion: 4 } },
  });
  expect(emptied).toMatchObject({ status: 422, body: { error: { code: 'REMOVAL_LIMIT_EXCEEDED' } } });
  expect(meant).toMatchObject({ status: 200, body: { removed: 3 } });
});

test.each([
  ['not JSON', '{"assets":[{"id":"a"},{"id":]}', '', 400, 'BAD_USER_INPUT', 'assets.1'],
  ['no list of assets', '{}', '', 400, 'BAD_USER_INPUT', 'assets'],
  [
    'an asset that is wrong',
    '{"assets":[{"id":"a","tags":{"en":[5]}}]}',
    '',
    400,
    'BAD_USER_INPUT',
    'assets.0.tags.en.0',
  ],
  ['an id that comes twice', '{"assets":[{"id":"a"},{"id":"a"}]}', '', 400, 'BAD_USER_INPUT', 'assets.1.id'],
  ['a misspelt option', '{"assets":[]}', '?dryrun=true', 400, 'BAD_USER_INPUT', 'dryrun'],
  [
    'an option that makes no sense',
    '{"assets":[]}',
    '?removalLimit=2',
    400,
    'BAD_USER_INPUT',
    'removalLimit',
  ],
])('%s is refused and changes nothing', async (name, body, query, status, code, field) => {
  const sourceId = `refused: ${name}`;
  const answer = await put(sourceId, body, query);

  expect(answer).toMatchObject({ status, body: { error: { code, field } } });
  expect(
    await gateway.codeOf('query ($id: ID!) { findAssets(sourceId: $id) { total } }', { id: sourceId }),
  ).toBe('SOURCE_NOT_FOUND');
});

test('more than 64 MB are refused, told beforehand or not', async () => {
  const asset = JSON.stringify({ id: 'x', meta: { text: 'y'.repeat(9_000) } });
  function* endless(): Generator<Uint8Array> {
    yield Buffer.from('{"assets":[');
    for (let index = 0; index < 8_000; index += 1) {
      yield Buffer.from(`${asset.replace('"x"', `"${index}"`)},`);
    }
  }
  const response = await fetch(`${gateway.url}/sources/endless/content.json`, {
    method: 'PUT',
    body: Readable.toWeb(Readable.from(endless())),
    duplex: 'half',
  } as RequestInit);
  const told = await new Promise<string>((resolve) => {
    const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1');
    socket.write(
      'PUT /sources/endless/content.json HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 67108865\r\n\r\n',
    );
    socket.once('data', (bytes) => {
      resolve(bytes.toString());
      socket.destroy();
    });
  });

  expect(response.status).toBe(413);
  expect(await response.json()).toMatchObject({ error: { code: 'LIMIT_EXCEEDED', limit: 67_108_864 } });
  expect(told).toMatch(/^HTTP\/1.1 413 /);
});

test('an upload that is cut off changes nothing', async () => {
  await addSource(gateway, 'cut', ['a']);
  const { promise: sent, resolve } = Promise.withResolvers<void>();
  const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1');
  socket.write(
    'PUT /sources/cut/content.json HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 1000\r\n\r\n{"assets":[{"id":"b"},',
    () => resolve(),
  );
  await sent;
  socket.destroy();
  const next = await put('cut', { assets: assets('a', 'c') }, '?mode=merge');

  expect(next.status).toBe(200);
  expect(await idsOf(gateway, 'cut')).toEqual(['a', 'c']);
});

test('credentials without WRITE may not upload', async () => {
  const guarded = await startGateway({
    environment: { GATEWAY_API_KEYS: 'reader:secret-of-a-reader:READ' },
  });
  const send = (headers: Record<string, string>): Promise<Response> =>
    fetch(`${guarded.url}/sources/s/content.json`, { method: 'PUT', body: '{"assets":[]}', headers });

  expect((await send({})).status).toBe(401);
  expect((await send({ 'x-api-key': 'secret-of-a-reader' })).status).toBe(403);
});

test('others are served while a large upload runs', async () => {
  const large = Array.from({ length: 20_000 }, (_, index) => ({
    id: `asset-${index}`,
    label: { en: `Asset number ${index}` },
    meta: { uri: `https://example.com/${index}.jpg`, width: index },
  }));
  await addSource(gateway, 'small');
  let done = false;
  const upload = put('large', { assets: large }).finally(() => (done = true));
  let served = 0;
  while (!done) {
    await gateway.run('mutation { addAsset(sourceId: "small", asset: {}) { version } }');
    served += 1;
  }

  expect((await upload).body).toMatchObject({ added: 20_000, version: 20_001 });
  expect(served).toBeGreaterThan(10);
});

test('the cursor of a change can be resumed from at once, whatever else is being written', async () => {
  const large = Array.from({ length: 20_000 }, (_, index) => ({ id: `asset-${index}`, groups: ['g'] }));
  await addSource(gateway, 'beside');
  let done = false;
  const upload = put('large beside', { assets: large }).finally(() => (done = true));
  const statuses = new Set<string>();
  while (!done) {
    const { addAsset } = await gateway.run<{ addAsset: { cursor: string } }>(
      'mutation { addAsset(sourceId: "beside", asset: {}) { cursor } }',
    );
    statuses.add(await statusAfter(addAsset.cursor));
  }
  await upload;

  expect([...statuses]).toEqual(['RESUMED']);
});

/** How a stream opens that resumes from this cursor. */
async function statusAfter(cursor: string): Promise<string> {
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify({
      query:
        'subscription ($after: Cursor) { assetSourceEvents(after: $after) { ... on StreamOpened { status } } }',
      variables: { after: cursor },
    }),
  });
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += Buffer.from(chunk as Uint8Array).toString();
    const status = /"status":"(\w+)"/.exec(text)?.[1];
    // Leaving the loop leaves the stream.
    if (status !== undefined) return status;
  }
  throw new Error(`the stream ended: ${text}`);
}
