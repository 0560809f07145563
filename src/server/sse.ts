import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { GatewayError } from '../errors.ts';
import type { StreamRequest } from './exchange.ts';
import type { GraphQLPipeline } from './graphql-pipeline.ts';
import { Refusal } from './refusal.ts';
import { type EventStreamParts, SseStream } from './sse-stream.ts';
import type { SubscriptionDrops } from './subscription-drops.ts';
import type { SubscriptionLimits } from './subscription-limits.ts';
import type { Subscriptions } from './subscriptions.ts';

export type EventStreamsOptions = {
  readonly pipeline: GraphQLPipeline;
  readonly subscriptions: Subscriptions;
  /** Ids of events are cursors of this journal. */
  readonly journalId: string;
  readonly limits: SubscriptionLimits;
  readonly drops: SubscriptionDrops;
};

/** Streams that are pinged before other work gets its turn. */
const PER_TURN = 256;

type State = { readonly phase: 'OPEN' } | { readonly phase: 'DRAINING' } | { readonly phase: 'CLOSED' };

/**
 * GraphQL as server-sent events. Every event of a subscription has its cursor as `id`, which browsers send
 * back as `Last-Event-ID` when they reconnect by themselves: an `EventSource` resumes with no code at all.
 */
export class EventStreams implements AsyncDisposable {
  readonly #options: EventStreamsOptions;
  readonly #parts: EventStreamParts;
  readonly #streams = new Set<SseStream>();
  readonly #checking: NodeJS.Timeout;
  #state: State = { phase: 'OPEN' };

  constructor(options: EventStreamsOptions) {
    const { drops, journalId, limits, pipeline } = options;
    this.#options = options;
    this.#parts = {
      pipeline,
      journalId,
      stallMs: limits.stallMs,
      retryMs: limits.retryMs,
      dropped: (reason) => drops.add(reason),
    };
    this.#checking = setInterval(() => void this.#check(), limits.pingMs).unref();
  }

  /** Open streams. */
  get size(): number {
    return this.#streams.size;
  }

  /** Answers an operation that asks for text/event-stream. Owns the response from here on. */
  async answer({ params, prepared, principal, request, response }: StreamRequest): Promise<void> {
    const { drops, limits, pipeline, subscriptions } = this.#options;
    if (this.#streams.size >= limits.sockets) {
      drops.add('TOO_MANY');
      throw new Refusal(new GatewayError('UNAVAILABLE'), 503, { 'retry-after': '1' });
    }
    const stream = new SseStream(response, this.#parts);
    this.#streams.add(stream);
    response.once('close', () => this.#streams.delete(stream));
    if (prepared.operation.operation !== 'subscription') {
      stream.finish(await pipeline.execute(prepared, pipeline.contextFor(principal)));
    } else if (this.#state.phase !== 'OPEN') {
      // A browser gives up for good on anything but a stream; when a stream ends, it tries again.
      stream.goAway();
    } else {
      const lastEventId = request.headers['last-event-id'];
      const resumeAfter = typeof lastEventId === 'string' && lastEventId !== '' ? lastEventId : undefined;
      const started = await subscriptions.start({ params, prepared, principal, resumeAfter }, stream);
      if (started.outcome === 'JOINED') stream.join(started.membership);
      else stream.finish({ errors: started.errors });
    }
  }

  /** Ends all streams, spread evenly over `windowMs`; new ones are ended as they come. */
  async drain(windowMs: number): Promise<void> {
    if (this.#state.phase === 'OPEN') this.#state = { phase: 'DRAINING' };
    const leaving = [...this.#streams];
    const begin = performance.now();
    for (const [index, stream] of leaving.entries()) {
      const early = begin + (windowMs * index) / leaving.length - performance.now();
      if (early >= 1) await sleep(early);
      else if (index % PER_TURN === 0) await nextTurn();
      stream.goAway();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#state = { phase: 'CLOSED' };
    clearInterval(this.#checking);
    for (const stream of this.#streams) stream.goAway();
    await nextTurn();
    for (const stream of this.#streams) stream.terminate();
  }

  async #check(): Promise<void> {
    const now = performance.now();
    let checked = 0;
    for (const stream of this.#streams) {
      stream.check(now);
      checked += 1;
      if (checked % PER_TURN === 0) await nextTurn();
    }
  }
}
