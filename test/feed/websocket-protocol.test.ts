import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { beforeAll, expect, test } from 'vitest';
import { startGateway, type TestGateway } from '../support/start-gateway.ts';
import { RawClient } from './support/raw-client.ts';

const LIVE = 'subscription { assetSourceEvents { __typename } }';

let gateway: TestGateway;

beforeAll(async () => {
  const ending: (() => Promise<void>)[] = [];
  gateway = await startGateway({ onDone: (dispose) => ending.push(dispose) });
  return async () => {
    for (const dispose of ending) await dispose();
  };
});

const open = (options?: Parameters<typeof RawClient.open>[1]) => RawClient.open(gateway.url, options);

test('a client that speaks no known protocol is told so', async () => {
  const client = await open({ protocol: 'graphql-ws', init: false });
  // The handshake names no protocol, which this client takes for a failure of its own.
  expect([1006, 4406]).toContain((await client.closing()).code);
});

test('connection_init is acknowledged', async () => {
  const client = await open({ init: false });
  client.send({ type: 'connection_init' });
  await expect.poll(() => client.messages).toEqual([{ type: 'connection_ack' }]);
});

test('a second connection_init closes with 4429', async () => {
  const client = await open();
  client.send({ type: 'connection_init' });
  expect(await client.closing()).toEqual({ code: 4429, reason: 'Too many initialisation requests' });
});

test('an operation before the acknowledgement closes with 4401', async () => {
  const client = await open({ init: false });
  client.subscribe('1', LIVE);
  expect(await client.closing()).toEqual({ code: 4401, reason: 'Unauthorized' });
});

test('an id that is in use closes with 4409', async () => {
  const client = await open();
  client.subscribe('same', LIVE);
  client.subscribe('same', LIVE);
  expect(await client.closing()).toEqual({ code: 4409, reason: 'Subscriber for same already exists' });
});

test('an id can be used again once its operation has ended, and gets nothing of the first', async () => {
  const client = await open();
  client.subscribe('1', '{ gateway { version } }');
  await expect.poll(() => client.messages.at(-1)).toEqual({ type: 'complete', id: '1' });
  client.subscribe('1', LIVE);
  client.send({ id: '1', type: 'complete' });
  client.subscribe('1', '{ __typename }');
  await expect
    .poll(() => client.messages.at(-2))
    .toMatchObject({ payload: { data: { __typename: 'Query' } } });
  expect(client.messages.at(-1)).toEqual({ type: 'complete', id: '1' });
  expect(client.closed).toBeUndefined();
});

test.each([
  ['not JSON', '{'],
  ['no type', '{}'],
  ['an unknown type', '{"type":"hello"}'],
  ['subscribe without an id', '{"type":"subscribe","payload":{"query":"{ __typename }"}}'],
  ['subscribe without a query', '{"type":"subscribe","id":"1","payload":{}}'],
  ['an empty id', '{"type":"subscribe","id":"","payload":{"query":"{ __typename }"}}'],
  [
    'variables that are a list',
    '{"type":"subscribe","id":"1","payload":{"query":"{ __typename }","variables":[]}}',
  ],
  ['a message that only servers send', '{"type":"next","id":"1","payload":{}}'],
  ['a list', '[]'],
  ['null', 'null'],
])('%s closes with 4400', async (_name, message) => {
  const client = await open();
  client.send(message);
  expect(await client.closing()).toMatchObject({ code: 4400 });
});

test('binary messages close with 4400', async () => {
  const client = await open();
  client.socket.send(Buffer.from('{"type":"ping"}'), { binary: true });
  expect(await client.closing()).toMatchObject({ code: 4400 });
});

test('ping is answered with pong and the same payload, at any time', async () => {
  const client = await open({ init: false });
  client.send({ type: 'ping' });
  client.send({ type: 'ping', payload: { at: 1 } });
  client.send({ type: 'pong' });
  await expect.poll(() => client.messages).toEqual([{ type: 'pong' }, { type: 'pong', payload: { at: 1 } }]);
  expect(client.closed).toBeUndefined();
});

test('a query is answered with next and complete', async () => {
  const client = await open();
  client.subscribe('q', '{ __typename }');
  await expect
    .poll(() => client.messages.slice(1))
    .toEqual([
      { id: 'q', type: 'next', payload: { data: { __typename: 'Query' } } },
      { id: 'q', type: 'complete' },
    ]);
});

test('a document that does not parse is answered with error, and the socket stays open', async () => {
  const client = await open();
  client.subscribe('1', 'subscription {');
  await expect.poll(() => client.messages.at(-1)?.type).toBe('error');
  expect(client.messages.at(-1)).toMatchObject({
    id: '1',
    payload: [{ extensions: { code: 'BAD_USER_INPUT' } }],
  });
  client.subscribe('1', '{ __typename }');
  expect(await client.waitFor('1', 1)).toEqual([{ data: { __typename: 'Query' } }]);
});

test('a subscription that the client completes is over, and leaves nothing', async () => {
  const client = await open();
  client.subscribe('1', LIVE);
  await client.waitFor('1', 1);
  client.send({ id: '1', type: 'complete' });
  await expect.poll(() => gateway.feed.status().subscribers).toBe(0);
  await gateway.run('mutation { addSource(source: { id: "after-complete" }) { version } }');
  client.subscribe('2', '{ __typename }');
  await client.waitFor('2', 1);
  expect(client.results('1')).toHaveLength(1);
});

test('completing what is not there does no harm', async () => {
  const client = await open();
  client.send({ id: 'nobody', type: 'complete' });
  client.subscribe('1', '{ __typename }');
  await client.waitFor('1', 1);
});

test('an operation can have any id, also one of an object’s own properties', async () => {
  const client = await open();
  for (const id of ['__proto__', 'constructor', '"quoted"', 'Ünïcode 🙂', '\u2028']) {
    client.subscribe(id, LIVE);
    expect(await client.waitFor(id, 1)).toEqual([
      { data: { assetSourceEvents: { __typename: 'StreamOpened' } } },
    ]);
  }
});

test('a client that leaves before its first event is forgotten', async () => {
  await expect.poll(() => gateway.feed.status().subscribers).toBe(0);
  for (let round = 0; round < 20; round += 1) {
    const client = await open();
    client.subscribe('1', LIVE);
    client.socket.terminate();
  }
  const last = await open();
  last.subscribe('1', LIVE);
  await last.waitFor('1', 1);
  await expect.poll(() => gateway.feed.status()).toMatchObject({ subscribers: 1, groups: 1 });
});

test('a page of a foreign origin can not connect', async () => {
  const client = await open({ headers: { origin: 'https://evil.example' }, init: false });
  expect(client.refused).toBe(403);
});

test('a client that offers HTTP/2 by an upgrade is answered in HTTP/1.1', async () => {
  const { hostname, port } = new URL(gateway.url);
  const sent = request({
    hostname,
    port,
    path: '/graphql?query=%7B__typename%7D',
    headers: {
      connection: 'Upgrade, HTTP2-Settings',
      upgrade: 'h2c',
      'http2-settings': 'AAMAAABkAAQAoAAAAAIAAAAA',
    },
  });
  sent.end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  expect(response.statusCode).toBe(200);
  response.resume();
});

test('other paths do not upgrade', async () => {
  const client = await RawClient.open(`${gateway.url}/elsewhere`, { init: false });
  expect(client.refused).toBe(404);
});

test('an operation beyond the limit of one socket is refused, and the socket stays open', async () => {
  const client = await open();
  for (let id = 0; id < 201; id += 1) client.subscribe(String(id), LIVE);
  await expect
    .poll(() => client.messages.find(({ type }) => type === 'error'))
    .toMatchObject({
      id: '200',
      payload: [{ extensions: { code: 'LIMIT_EXCEEDED', limit: 200 } }],
    });
  client.send({ id: '0', type: 'complete' });
  client.subscribe('200', LIVE);
  await client.waitFor('200', 1);
});
