import type { ServerResponse } from 'node:http';
import { cursorOf } from '../model/cursor.ts';
import type { Delivery } from '../feed/delivery.ts';
import type { Membership, Subscriber } from '../feed/subscriber.ts';
import type { GraphQLPipeline } from './graphql-pipeline.ts';
import type { DropReason } from './subscription-drops.ts';

/** What all event streams have in common. */
export type EventStreamParts = {
  readonly pipeline: GraphQLPipeline;
  readonly journalId: string;
  readonly stallMs: number;
  readonly retryMs: number;
  readonly dropped: (reason: DropReason) => void;
};

const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store, no-transform',
  // nginx collects what comes from behind it before it passes it on, unless told otherwise.
  'x-accel-buffering': 'no',
};

const PING = ':\n\n';
const COMPLETE = 'event: complete\ndata:\n\n';

/** The bytes of a delivery are the same for every event stream. */
const encoded = new WeakMap<Delivery, Buffer>();

/** One subscription as server-sent events, by the distinct connections mode of the graphql-sse protocol. */
export class SseStream implements Subscriber {
  readonly #response: ServerResponse;
  readonly #parts: EventStreamParts;
  #membership: Membership | undefined;
  #stalledAt: number | undefined;

  constructor(response: ServerResponse, parts: EventStreamParts) {
    this.#response = response;
    this.#parts = parts;
    response.writeHead(200, HEADERS);
    // Bytes at once, because some browsers take a stream for open only when they have got some.
    response.write(`retry: ${parts.retryMs}\n:\n\n`);
    response.on('drain', () => {
      this.#stalledAt = undefined;
      this.#membership?.wake();
    });
    response.on('error', ignore);
    response.once('close', () => this.#leave());
  }

  get writable(): boolean {
    return this.#open && !this.#response.writableNeedDrain;
  }

  get #open(): boolean {
    return !this.#response.writableEnded && !this.#response.destroyed;
  }

  /** Gives it its place in the feed, to be left when the stream ends. */
  join(membership: Membership): void {
    if (this.#open) this.#membership = membership;
    else membership.leave();
  }

  deliver(delivery: Delivery): void {
    if (!this.#open) return;
    let bytes = encoded.get(delivery);
    if (bytes === undefined) {
      bytes = this.#encode(delivery);
      encoded.set(delivery, bytes);
    }
    this.#response.write(bytes);
  }

  end(error: unknown): void {
    this.finish({ errors: [this.#parts.pipeline.mask(error)] });
  }

  /** Sends a last result, and ends the stream for good. */
  finish(result: object): void {
    if (!this.#open) return;
    this.#leave();
    this.#response.end(`event: next\ndata: ${JSON.stringify(result)}\n\n${COMPLETE}`);
  }

  /** Ends the stream in the way after which clients come back. */
  goAway(): void {
    if (!this.#open) return;
    this.#parts.dropped('GOING_AWAY');
    this.#leave();
    this.#response.end();
  }

  terminate(): void {
    this.#response.destroy();
  }

  /** Called at every ping interval: closes what is stalled, pings the others. */
  check(now: number): void {
    if (!this.#open) return;
    if (!this.#response.writableNeedDrain) {
      this.#response.write(PING);
      return;
    }
    this.#stalledAt ??= now;
    if (now - this.#stalledAt < this.#parts.stallMs) return;
    this.#parts.dropped('STALLED');
    this.terminate();
  }

  #encode({ payloads }: Delivery): Buffer {
    const { journalId } = this.#parts;
    const events = payloads.map(
      ({ json, position }) => `id: ${cursorOf(journalId, position)}\nevent: next\ndata: ${json}\n\n`,
    );
    const text = events.join('');
    const bytes = Buffer.allocUnsafeSlow(Buffer.byteLength(text));
    bytes.write(text);
    return bytes;
  }

  #leave(): void {
    this.#membership?.leave();
    this.#membership = undefined;
  }
}

function ignore(): void {}
