import { createSourceEventStream, execute, type ExecutionResult, type GraphQLError } from 'graphql';
import { GatewayError } from '../errors.ts';
import type { Feed } from '../feed/feed.ts';
import { FeedSubscription } from '../feed/feed-subscription.ts';
import type { Membership, Subscriber } from '../feed/subscriber.ts';
import type { Cursor } from '../model/cursor.ts';
import type { Principal } from '../model/principal.ts';
import type { StreamItem } from '../model/stream-item.ts';
import type { GraphQLPipeline, OperationParams, PreparedOperation } from './graphql-pipeline.ts';
import { subscriptionKey } from './subscription-key.ts';
import type { SubscriptionLimits } from './subscription-limits.ts';

/** A subscription that a client asks for, on any transport. */
export type SubscriptionStart = {
  readonly params: OperationParams;
  readonly prepared: PreparedOperation;
  readonly principal: Principal;
  /** Goes before the operation's own `after`: the place that the client's transport remembers. */
  readonly resumeAfter?: Cursor | undefined;
};

/** What starting came to. The errors are masked: send them as they are. */
export type Started =
  | { readonly outcome: 'JOINED'; readonly membership: Membership }
  | { readonly outcome: 'FAILED'; readonly errors: readonly GraphQLError[] };

/** Where GraphQL subscriptions meet the feed; the same for every transport. */
export class Subscriptions {
  readonly #pipeline: GraphQLPipeline;
  readonly #feed: Feed;
  readonly #limits: SubscriptionLimits;
  readonly #perPrincipal = new Map<string, number>();

  constructor(pipeline: GraphQLPipeline, feed: Feed, limits: SubscriptionLimits) {
    this.#pipeline = pipeline;
    this.#feed = feed;
    this.#limits = limits;
  }

  /** Runs the subscription's resolver, and makes `subscriber` a member of the group that it belongs to. Never rejects. */
  async start(start: SubscriptionStart, subscriber: Subscriber): Promise<Started> {
    try {
      const { params, prepared, principal, resumeAfter } = start;
      const subscribed = await createSourceEventStream({
        schema: this.#pipeline.schema,
        document: prepared.document,
        operationName: prepared.operationName,
        variableValues: prepared.variables,
        contextValue: this.#pipeline.contextFor(principal),
      });
      if (!(Symbol.asyncIterator in subscribed)) {
        return { outcome: 'FAILED', errors: this.#pipeline.maskResult(subscribed).errors ?? [] };
      }
      if (!(subscribed instanceof FeedSubscription))
        throw new TypeError('A subscription is not of the feed.');
      const wanted = resumeAfter === undefined ? subscribed : subscribed.resumedAfter(resumeAfter);
      const key = subscriptionKey(params, prepared, principal);
      return { outcome: 'JOINED', membership: this.#join(wanted, key, start, subscriber) };
    } catch (error) {
      return { outcome: 'FAILED', errors: [this.#pipeline.mask(error)] };
    }
  }

  #join(
    wanted: FeedSubscription,
    key: string,
    { prepared, principal }: SubscriptionStart,
    subscriber: Subscriber,
  ): Membership {
    const release = this.#admit(principal.name);
    try {
      const render = this.#renderer(prepared, principal);
      return new Place(this.#feed.join(wanted, key, render, subscriber), release);
    } catch (error) {
      release();
      throw error;
    }
  }

  /**
   * Executes the document for an item. What members share must not depend on who they are, so resolvers get
   * a principal that has the members' permissions and no name.
   */
  #renderer(
    prepared: PreparedOperation,
    { permissions }: Principal,
  ): (item: StreamItem) => string | Promise<string> {
    const pipeline = this.#pipeline;
    const everybody: Principal = { name: '', permissions };
    const shown = (result: ExecutionResult): string => this.#textOf(pipeline.maskResult(result));
    const failed = (error: unknown): string => this.#textOf({ errors: [pipeline.mask(error)] });
    return (rootValue) => {
      try {
        const result = execute({
          schema: pipeline.schema,
          document: prepared.document,
          operationName: prepared.operationName,
          variableValues: prepared.variables,
          contextValue: pipeline.contextFor(everybody),
          rootValue,
        });
        return result instanceof Promise ? result.then(shown).catch(failed) : shown(result);
      } catch (error) {
        return failed(error);
      }
    };
  }

  #textOf(result: ExecutionResult): string {
    const text = JSON.stringify(result);
    const limit = this.#limits.payloadLength;
    if (text.length <= limit) return text;
    const message = `The event's result has more than ${limit} characters. Select less of it.`;
    const error = new GatewayError('LIMIT_EXCEEDED', { limit }, message);
    return JSON.stringify({ errors: [this.#pipeline.mask(error)] });
  }

  /** Counts one more for the principal; the returned function counts it off, once. */
  #admit(principal: string): () => void {
    const count = this.#perPrincipal.get(principal) ?? 0;
    const limit = this.#limits.subscriptionsPerPrincipal;
    if (count >= limit) {
      throw new GatewayError(
        'LIMIT_EXCEEDED',
        { limit },
        `At most ${limit} subscriptions are open for one principal.`,
      );
    }
    this.#perPrincipal.set(principal, count + 1);
    return () => {
      const left = (this.#perPrincipal.get(principal) ?? 1) - 1;
      if (left > 0) this.#perPrincipal.set(principal, left);
      else this.#perPrincipal.delete(principal);
    };
  }
}

/** A membership that gives its place in the principal's count back. */
class Place implements Membership {
  readonly #membership: Membership;
  #release: (() => void) | undefined;

  constructor(membership: Membership, release: () => void) {
    this.#membership = membership;
    this.#release = release;
  }

  wake(): void {
    this.#membership.wake();
  }

  leave(): void {
    this.#membership.leave();
    this.#release?.();
    this.#release = undefined;
  }
}
