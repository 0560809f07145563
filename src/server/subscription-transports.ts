import type { IncomingMessage, Server } from 'node:http';
import type { Feed } from '../feed/feed.ts';
import { type Authenticator, secretInHeaders, secretInParams } from './auth.ts';
import type { CorsPolicy } from './cors.ts';
import type { EventStream } from './exchange.ts';
import type { GraphQLPipeline } from './graphql-pipeline.ts';
import { EventStreams } from './sse.ts';
import { type DropReason, SubscriptionDrops } from './subscription-drops.ts';
import { SUBSCRIPTION_LIMITS, type SubscriptionLimits } from './subscription-limits.ts';
import { Subscriptions } from './subscriptions.ts';
import { GraphQLWebSockets } from './websocket-server.ts';

export type SubscriptionTransportsOptions = {
  readonly pipeline: GraphQLPipeline;
  readonly feed: Feed;
  readonly authenticator: Authenticator;
  readonly cors: CorsPolicy;
  readonly limits?: Partial<SubscriptionLimits> | undefined;
};

/**
 * Every way in which a subscription reaches a client: WebSocket and server-sent events, fed by one feed and
 * bounded together. Whoever made it disposes of it, after {@link drain} and before the HTTP server closes.
 */
export class SubscriptionTransports implements AsyncDisposable {
  readonly #webSockets: GraphQLWebSockets;
  readonly #eventStreams: EventStreams;
  readonly #drops = new SubscriptionDrops();

  constructor({ pipeline, feed, authenticator, cors, limits = {} }: SubscriptionTransportsOptions) {
    const all = { ...SUBSCRIPTION_LIMITS, ...limits };
    const subscriptions = new Subscriptions(pipeline, feed, all);
    const common = { pipeline, subscriptions, limits: all, drops: this.#drops };
    this.#webSockets = new GraphQLWebSockets({
      ...common,
      cors,
      authenticate: (request: IncomingMessage, params: unknown) =>
        authenticator.principalOf(secretInParams(params) ?? secretInHeaders(request.headers)),
    });
    this.#eventStreams = new EventStreams({ ...common, journalId: feed.journalId });
  }

  /** Answers what asks for text/event-stream at /graphql. */
  get eventStream(): EventStream {
    return (request) => this.#eventStreams.answer(request);
  }

  /** Takes the upgrades of the HTTP server from now on. */
  attach(server: Server): void {
    this.#webSockets.attach(server);
  }

  /** Open connections. */
  open(): { readonly webSockets: number; readonly eventStreams: number } {
    return { webSockets: this.#webSockets.size, eventStreams: this.#eventStreams.size };
  }

  /** How many connections the gateway has ended, by reason. */
  dropped(): Readonly<Partial<Record<DropReason, number>>> {
    return this.#drops.counts();
  }

  /**
   * Sends everybody away, spread evenly over `windowMs`, so that they don't all come back at one moment; who
   * comes meanwhile is sent away at once, in a way after which clients try again. Resolves when all are gone.
   */
  async drain(windowMs: number): Promise<void> {
    await Promise.all([this.#webSockets.drain(windowMs), this.#eventStreams.drain(windowMs)]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.#webSockets[Symbol.asyncDispose](), this.#eventStreams[Symbol.asyncDispose]()]);
  }
}
