import type { SourceEvent } from '../model/event.ts';
import type { Payload } from './delivery.ts';

/** Bytes that all caches of a feed may hold together. */
export class ByteBudget {
  #free: number;

  constructor(bytes: number) {
    this.#free = bytes;
  }

  take(bytes: number): boolean {
    if (bytes > this.#free) return false;
    this.#free -= bytes;
    return true;
  }

  give(bytes: number): void {
    this.#free += bytes;
  }
}

type Kept = { readonly payload: Payload; readonly previousVersion: number };

/** A group's payloads of recent events, so that members that are behind share them too. */
export class PayloadCache {
  readonly #budget: ByteBudget;
  readonly #maxPayloads: number;
  readonly #kept = new Map<number, Kept>();

  constructor(budget: ByteBudget, maxPayloads: number) {
    this.#budget = budget;
    this.#maxPayloads = maxPayloads;
  }

  /** An event is known by where it ends and from which version it starts: merged events don't take another's place. */
  get(event: SourceEvent): Payload | undefined {
    const kept = this.#kept.get(event.position);
    return kept?.previousVersion === event.previousVersion ? kept.payload : undefined;
  }

  keep(event: SourceEvent, payload: Payload): void {
    this.#forget(event.position);
    if (this.#kept.size >= this.#maxPayloads) this.#forgetOldest();
    while (!this.#budget.take(payload.json.length)) {
      if (this.#kept.size === 0) return;
      this.#forgetOldest();
    }
    this.#kept.set(event.position, { payload, previousVersion: event.previousVersion });
  }

  clear(): void {
    while (this.#kept.size > 0) this.#forgetOldest();
  }

  #forgetOldest(): void {
    const [oldest] = this.#kept.keys();
    if (oldest !== undefined) this.#forget(oldest);
  }

  #forget(position: number): void {
    const kept = this.#kept.get(position);
    if (kept === undefined) return;
    this.#kept.delete(position);
    this.#budget.give(kept.payload.json.length);
  }
}
