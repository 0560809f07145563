import { randomBytes, randomUUID } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { documentOf } from './document.ts';

/** What the coordinator asks of the process with the subscribers. */
export type SubscribersOrder =
  | {
      readonly type: 'CONNECT';
      readonly port: number;
      readonly subscribers: number;
      readonly documents: number;
    }
  /** How many subscribers have got anything yet? */
  | { readonly type: 'REACHED' }
  /** Report when every subscriber has got so many more messages. */
  | { readonly type: 'EXPECT'; readonly messages: number }
  | { readonly type: 'LATENCIES'; readonly publishedAtNs: string }
  /** From now on, remember when each subscriber gets its first, second… message. */
  | { readonly type: 'TRACE'; readonly events: number }
  /** Compare that with when they were due. The subscribers up to `stalled` don't count. */
  | { readonly type: 'TRACED'; readonly dueNs: readonly string[]; readonly stalled: number }
  /** The first so many stop reading, or go on. */
  | { readonly type: 'STALL' | 'GO_ON'; readonly subscribers: number }
  | { readonly type: 'DISCONNECT' };

export type SubscribersReport =
  | { readonly type: 'CONNECTED' }
  | { readonly type: 'REACHED'; readonly subscribers: number }
  | { readonly type: 'EXPECTING' }
  | { readonly type: 'TRACING' }
  | { readonly type: 'GOT_ALL' }
  | { readonly type: 'LATENCIES'; readonly millis: readonly number[] }
  /** `lost`: messages that have not come. */
  | {
      readonly type: 'TRACED';
      readonly lost: number;
      readonly p50: number;
      readonly p99: number;
      readonly max: number;
    }
  | { readonly type: 'DISCONNECTED' };

let sockets: Socket[] = [];
const reached = new Set<number>();
let expected = 0;
let got = 0;
let arrivals: bigint[] = [];
let traces: { readonly arrivals: Float64Array; got: number }[] = [];
let traceBegin = 0n;

process.on('message', (order: SubscribersOrder) => {
  switch (order.type) {
    case 'CONNECT':
      void connectAll(order.port, order.subscribers, order.documents).then(() =>
        report({ type: 'CONNECTED' }),
      );
      break;
    case 'REACHED':
      report({ type: 'REACHED', subscribers: reached.size });
      break;
    case 'EXPECT':
      expected = order.messages * sockets.length;
      got = 0;
      arrivals = [];
      report({ type: 'EXPECTING' });
      break;
    case 'LATENCIES': {
      const published = BigInt(order.publishedAtNs);
      report({ type: 'LATENCIES', millis: arrivals.map((at) => Number(at - published) / 1e6) });
      break;
    }
    case 'TRACE':
      traces = sockets.map(() => ({ arrivals: new Float64Array(order.events), got: 0 }));
      traceBegin = process.hrtime.bigint();
      report({ type: 'TRACING' });
      break;
    case 'TRACED':
      report(traced(order.dueNs, order.stalled));
      break;
    case 'STALL':
      for (const socket of sockets.slice(0, order.subscribers)) socket.pause();
      break;
    case 'GO_ON':
      for (const socket of sockets.slice(0, order.subscribers)) socket.resume();
      break;
    case 'DISCONNECT':
      traces = [];
      reached.clear();
      for (const socket of sockets) socket.destroy();
      sockets = [];
      report({ type: 'DISCONNECTED' });
      break;
  }
});
process.on('disconnect', () => process.exit());

async function connectAll(port: number, subscribers: number, documents: number): Promise<void> {
  sockets = [];
  for (let index = 0; index < subscribers; index += 50) {
    const some = Array.from({ length: Math.min(50, subscribers - index) }, (_, offset) =>
      subscriber(port, index + offset, documents),
    );
    sockets.push(...(await Promise.all(some)));
  }
}

/**
 * A client that does as little as possible: a handshake, two messages, and then frames are counted. Resolves
 * when it has asked for its subscription and got the answer to a ping behind it.
 */
function subscriber(port: number, place: number, documents: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', reject);
    socket.write(
      'GET /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
        `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\nSec-WebSocket-Version: 13\r\n` +
        'Sec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n',
    );
    const counter = new FrameCounter(() => socket.write(PONG));
    let phase: 'HANDSHAKE' | 'ACK' | 'LIVE' = 'HANDSHAKE';
    socket.on('data', (chunk: Buffer) => {
      if (phase === 'HANDSHAKE') {
        if (!chunk.includes('\r\n\r\n')) return;
        phase = 'ACK';
        socket.write(frame(JSON.stringify({ type: 'connection_init' })));
        return;
      }
      const frames = counter.count(chunk);
      if (phase === 'ACK') {
        phase = 'LIVE';
        const payload = { query: documentOf(place % documents) };
        socket.write(frame(JSON.stringify({ id: randomUUID(), type: 'subscribe', payload })));
        resolve(socket);
        return;
      }
      const now = process.hrtime.bigint();
      if (frames > 0) reached.add(place);
      const trace = traces[place];
      if (trace !== undefined) {
        const at = Number(now - traceBegin) / 1e6;
        trace.arrivals.fill(at, trace.got, trace.got + frames);
        trace.got += frames;
        return;
      }
      for (let index = 0; index < frames; index += 1) arrivals.push(now);
      got += frames;
      if (got === expected) report({ type: 'GOT_ALL' });
    });
  });
}

/** A masked pong without a payload (RFC 6455, 5.5.3): a server may drop clients that never send one. */
const PONG = Uint8Array.of(0x8a, 0x80, 0, 0, 0, 0);

/** Counts the WebSocket text frames that begin in a stream of bytes, and tells of pings. No other control frame is told of. */
class FrameCounter {
  readonly #onPing: () => void;
  #skip = 0;
  #rest: Buffer = Buffer.alloc(0);

  constructor(onPing: () => void) {
    this.#onPing = onPing;
  }

  count(chunk: Buffer): number {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    this.#rest = Buffer.alloc(0);
    let frames = 0;
    let offset = this.#skip;
    while (offset < bytes.length) {
      const length = bytes[offset + 1];
      const header = length === 127 ? 10 : length === 126 ? 4 : 2;
      if (length === undefined || offset + header > bytes.length) {
        this.#rest = Buffer.from(bytes.subarray(offset));
        this.#skip = 0;
        return frames;
      }
      if (bytes[offset] === 0x81) frames += 1;
      else if (bytes[offset] === 0x89) this.#onPing();
      const size =
        length === 127
          ? Number(bytes.readBigUInt64BE(offset + 2))
          : length === 126
            ? bytes.readUInt16BE(offset + 2)
            : length;
      offset += header + size;
    }
    this.#skip = offset - bytes.length;
    return frames;
  }
}

/** A text frame as clients send it: masked, with a mask of zeroes, which masks nothing. */
function frame(text: string): Buffer {
  const body = Buffer.from(text);
  const head =
    body.length < 126
      ? Buffer.from([0x81, 0x80 | body.length])
      : Buffer.from([0x81, 0x80 | 126, body.length >> 8, body.length & 0xff]);
  return Buffer.concat([head, Buffer.alloc(4), body]);
}

function traced(dueNs: readonly string[], stalled: number): Extract<SubscribersReport, { type: 'TRACED' }> {
  const due = dueNs.map((ns) => Number(BigInt(ns) - traceBegin) / 1e6);
  const latencies = new Float64Array(due.length * (traces.length - stalled));
  let count = 0;
  for (const trace of traces.slice(stalled)) {
    for (let event = 0; event < trace.got && event < due.length; event += 1) {
      latencies[count] = (trace.arrivals[event] ?? 0) - (due[event] ?? 0);
      count += 1;
    }
  }
  const sorted = latencies.subarray(0, count).sort();
  const at = (share: number): number => sorted[Math.min(count - 1, Math.floor(count * share))] ?? Number.NaN;
  return { type: 'TRACED', lost: latencies.length - count, p50: at(0.5), p99: at(0.99), max: at(1) };
}

function report(message: SubscribersReport): void {
  process.send?.(message);
}
