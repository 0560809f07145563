import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { type FeedServer, startFeed } from './support/start-feed.ts';

const CYCLES = Number(process.env['CYCLES'] ?? 100_000);
const SOCKET_CYCLES = CYCLES / 20;

const LIVE = 'subscription { assetSourceEvents { __typename } }';
const NEVER_BEGINS = 'subscription { onAssetSourceRemoved { version } }';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function open(server: FeedServer): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    socket.on('error', reject);
    socket.on('open', () => socket.send('{"type":"connection_init"}'));
    socket.once('message', () => resolve(socket));
  });
}

function subscribe(socket: WebSocket, id: string, query: string): void {
  socket.send(JSON.stringify({ id, type: 'subscribe', payload: { query } }));
}

/** A round trip: what was sent before has been taken in. */
function settled(socket: WebSocket): Promise<void> {
  return new Promise((resolve) => {
    const listen = (bytes: Buffer) => {
      if (!bytes.includes('"pong"')) return;
      socket.off('message', listen);
      resolve();
    };
    socket.on('message', listen);
    socket.send('{"type":"ping"}');
  });
}

/** Subscriptions that are ended by their client, every other one before its first event. */
async function cycleOperations(socket: WebSocket, cycles: number): Promise<void> {
  for (let cycle = 0; cycle < cycles; cycle += 1) {
    subscribe(socket, `${cycle}`, cycle % 2 === 0 ? LIVE : NEVER_BEGINS);
    if (cycle % 4 < 2) await settled(socket);
    socket.send(JSON.stringify({ id: `${cycle}`, type: 'complete' }));
    if (cycle % 100 === 99) await settled(socket);
  }
}

/** Sockets that are dropped with their subscription, every other one at once. */
async function cycleSockets(server: FeedServer, cycles: number): Promise<void> {
  for (let cycle = 0; cycle < cycles; cycle += 10) {
    const sockets = await Promise.all(Array.from({ length: 10 }, () => open(server)));
    for (const [index, socket] of sockets.entries()) {
      subscribe(socket, '1', index % 2 === 0 ? LIVE : NEVER_BEGINS);
      if (index % 2 === 0) socket.terminate();
      else socket.close(1000);
    }
  }
  await expect.poll(() => server.transports.open().webSockets, { timeout: 30_000 }).toBe(1);
}

function heapBytes(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

test(`${CYCLES} subscriptions that come and go leave nothing`, async () => {
  const server = await startFeed();
  const socket = await open(server);
  await cycleOperations(socket, CYCLES / 10);
  await cycleSockets(server, SOCKET_CYCLES / 10);
  const before = heapBytes();

  await cycleOperations(socket, CYCLES);
  await cycleSockets(server, SOCKET_CYCLES);

  await settled(socket);
  expect(server.feed.status()).toMatchObject({ groups: 0, subscribers: 0 });
  expect(server.transports.open()).toEqual({ webSockets: 1, eventStreams: 0 });
  const growth = heapBytes() - before;
  console.log('heap growth', growth, 'bytes after', CYCLES + SOCKET_CYCLES, 'cycles');
  // A leak of one small object per cycle would be several times this.
  expect(growth).toBeLessThan(2_000_000 + CYCLES * 8);
  socket.terminate();
});
