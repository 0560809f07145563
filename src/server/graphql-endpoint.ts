import type { IncomingMessage, ServerResponse } from 'node:http';
import { GatewayError } from '../errors.ts';
import type { GraphQLOutcome, Metrics } from '../metrics.ts';
import { answerOf, refusalOf, sendAnswer } from './answer.ts';
import { type Authenticator, secretInHeaders } from './auth.ts';
import type { EntityTags } from './entity-tags.ts';
import type { EventStream, Exchange } from './exchange.ts';
import { GraphiQLPage } from './graphiql-page.ts';
import type { GraphQLPipeline } from './graphql-pipeline.ts';
import { mediaTypeFor, wantsHtml } from './media-type.ts';
import { refuseUnsafe } from './operate.ts';
import { badRequest, Refusal } from './refusal.ts';
import { readParams } from './request-params.ts';
import { takeShortWay } from './short-way.ts';
import { createYogaWay } from './yoga-way.ts';

export type GraphQLEndpointOptions = {
  readonly pipeline: GraphQLPipeline;
  readonly authenticator: Authenticator;
  readonly tags: EntityTags;
  /** Answers what asks for text/event-stream. */
  readonly eventStream?: EventStream | undefined;
  readonly metrics: Metrics;
  /** False sends every request through Yoga. Default: true. */
  readonly shortWay?: boolean | undefined;
};

const ALLOW = 'GET, HEAD, POST, OPTIONS';

/** Everything that happens at /graphql by HTTP. */
export class GraphQLEndpoint {
  readonly #options: GraphQLEndpointOptions;
  readonly #page: GraphiQLPage;
  readonly #clocks: Readonly<Record<GraphQLOutcome, (seconds: number) => void>>;
  readonly #yogaWay: (exchange: Exchange) => Promise<void>;

  constructor(options: GraphQLEndpointOptions) {
    const { authenticator, metrics } = options;
    this.#options = options;
    // What is written in the page's headers tab goes with event streams, and not with its WebSockets.
    this.#page = new GraphiQLPage(authenticator.open ? 'WS' : 'GRAPHQL_SSE');
    this.#clocks = {
      answered: metrics.graphqlClock('answered'),
      unchanged: metrics.graphqlClock('unchanged'),
      refused: metrics.graphqlClock('refused'),
    };
    this.#yogaWay = createYogaWay(options.pipeline, options.tags);
  }

  /** Answers the request. Rejects only when not even an error can be sent. */
  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method, headers } = request;
    const asksForPage = wantsHtml(headers.accept) && !hasQuery(request);
    if (method === 'HEAD' && !asksForPage) {
      // What can be done here, for those who only look whether somebody is there.
      response.writeHead(200, { allow: ALLOW, 'cache-control': 'no-store' }).end();
      return;
    }
    if ((method === 'GET' || method === 'HEAD') && asksForPage) return this.#page.serve(request, response);
    const mediaType = mediaTypeFor(headers.accept);
    const started = performance.now();
    try {
      if (method !== 'GET' && method !== 'POST') {
        throw badRequest('Use GET or POST.', 405, { allow: ALLOW });
      }
      const principal = this.#principalOf(request, mediaType === 'text/event-stream');
      const exchange: Exchange = { request, response, principal, mediaType };
      if (mediaType === 'text/event-stream' && this.#options.eventStream !== undefined) {
        await this.#stream(exchange, this.#options.eventStream);
        return;
      }
      if (mediaType === undefined || this.#options.shortWay === false) {
        await this.#yogaWay(exchange);
      } else {
        await takeShortWay(this.#options.pipeline, this.#options.tags, exchange);
      }
    } catch (error) {
      this.#refuse(response, error, mediaType);
    }
    this.#clocks[outcomeOf(response.statusCode)]((performance.now() - started) / 1_000);
  }

  async #stream(exchange: Exchange, eventStream: EventStream): Promise<void> {
    const params = await readParams(exchange.request);
    const prepared = this.#options.pipeline.prepare(params);
    if (prepared.outcome === 'REFUSED') {
      sendAnswer(exchange.response, {
        ...answerOf({ errors: prepared.errors }, 'application/json'),
        status: 400,
      });
      return;
    }
    refuseUnsafe(exchange, prepared);
    await eventStream({ ...exchange, params, prepared });
  }

  #principalOf(request: IncomingMessage, streaming: boolean) {
    const secret = secretInHeaders(request.headers);
    try {
      return this.#options.authenticator.principalOf(secret ?? (streaming ? tokenInUrl(request) : undefined));
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      throw new Refusal(error, 401, { 'www-authenticate': 'Bearer' });
    }
  }

  #refuse(response: ServerResponse, error: unknown, mediaType: Exchange['mediaType']): void {
    const { pipeline } = this.#options;
    if (response.headersSent) {
      pipeline.mask(error);
      response.destroy();
      return;
    }
    if (error instanceof Refusal) {
      sendAnswer(response, refusalOf(error, { errors: [pipeline.mask(error.cause)] }, mediaType));
      return;
    }
    sendAnswer(response, answerOf({ errors: [pipeline.mask(error)] }, mediaType ?? 'application/json'));
  }
}

function outcomeOf(status: number): GraphQLOutcome {
  if (status < 300) return 'answered';
  return status === 304 ? 'unchanged' : 'refused';
}

/** EventSource can't send headers; what it asks for is the one thing where a token may stand in the address. */
function tokenInUrl(request: IncomingMessage): string | undefined {
  return new URLSearchParams(/\?.*/.exec(request.url ?? '')?.[0] ?? '').get('access_token') ?? undefined;
}

function hasQuery(request: IncomingMessage): boolean {
  return /[?&]query=/.test(request.url ?? '') && request.headers.accept?.startsWith('text/html') !== true;
}
