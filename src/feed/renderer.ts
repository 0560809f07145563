import type { SourceEvent } from '../model/event.ts';
import type { StreamItem } from '../model/stream-item.ts';
import type { Counters } from './counters.ts';
import { type Delivery, deliveryOf, type Payload } from './delivery.ts';
import type { PayloadCache } from './payload-cache.ts';

/** Makes the JSON text of the GraphQL result for one item. Failures are part of the result: it never throws. */
export type Render = (item: StreamItem) => string | Promise<string>;

/** A delivery, and where the last of its events ends. */
export type Made = { readonly delivery: Delivery; readonly to: number };

/** Turns a group's events into deliveries, each event once. Answers at once when nothing has to be waited for. */
export class Renderer {
  readonly #render: Render;
  readonly #cache: PayloadCache;
  readonly #maxBytes: number;
  readonly #counters: Counters;

  constructor(render: Render, cache: PayloadCache, maxBytes: number, counters: Counters) {
    this.#render = render;
    this.#cache = cache;
    this.#maxBytes = maxBytes;
    this.#counters = counters;
  }

  /** As many of the events as one delivery takes, at least one; all of them reach to `end`. */
  deliveryOf(events: readonly SourceEvent[], end: number): Made | Promise<Made> {
    const payloads: Payload[] = [];
    let bytes = 0;
    for (const [index, event] of events.entries()) {
      const payload = this.#payloadOf(event);
      if (payload instanceof Promise) return this.#goOn(payloads, bytes, events.slice(index), payload, end);
      payloads.push(payload);
      bytes += payload.json.length;
      if (bytes >= this.#maxBytes && index + 1 < events.length) return made(payloads, event.position);
    }
    return made(payloads, end);
  }

  /** The payload of an item that is nobody else's. */
  payloadOf(item: StreamItem): Payload | Promise<Payload> {
    this.#counters.renders += 1;
    const json = this.#render(item);
    const { position } = item;
    return json instanceof Promise ? json.then((text) => ({ json: text, position })) : { json, position };
  }

  forget(): void {
    this.#cache.clear();
  }

  async #goOn(
    payloads: Payload[],
    bytes: number,
    events: readonly SourceEvent[],
    first: Promise<Payload>,
    end: number,
  ): Promise<Made> {
    let size = bytes;
    for (const [index, event] of events.entries()) {
      const payload = await (index === 0 ? first : this.#payloadOf(event));
      payloads.push(payload);
      size += payload.json.length;
      if (size >= this.#maxBytes && index + 1 < events.length) return made(payloads, event.position);
    }
    return made(payloads, end);
  }

  #payloadOf(event: SourceEvent): Payload | Promise<Payload> {
    const kept = this.#cache.get(event);
    if (kept !== undefined) return kept;
    const payload = this.payloadOf(event);
    return payload instanceof Promise
      ? payload.then((ready) => this.#keep(event, ready))
      : this.#keep(event, payload);
  }

  #keep(event: SourceEvent, payload: Payload): Payload {
    this.#cache.keep(event, payload);
    return payload;
  }
}

function made(payloads: readonly Payload[], to: number): Made {
  return { delivery: deliveryOf(payloads), to };
}
