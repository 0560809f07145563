import { GraphQLError } from 'graphql';
import { createYoga, type Plugin } from 'graphql-yoga';
import { type Answer, answerOf, notModified, refusalOf } from './answer.ts';
import type { EntityTags } from './entity-tags.ts';
import type { Exchange } from './exchange.ts';
import type { GraphQLPipeline, OperationParams } from './graphql-pipeline.ts';
import { operate, type Operated } from './operate.ts';
import { Refusal } from './refusal.ts';
import { readParams } from './request-params.ts';

/** What travels through Yoga with a request, and what has become of it. */
type Passenger = { readonly exchange: Exchange; params?: OperationParams; operated?: Operated };

/**
 * Answers requests by Yoga's request handling, with our own steps inside it: the parameters are read and the
 * operation is run by the same functions as on the short way. Yoga negotiates whatever the short way does
 * not speak.
 */
export function createYogaWay(
  pipeline: GraphQLPipeline,
  tags: EntityTags,
): (exchange: Exchange) => Promise<void> {
  const yoga = createYoga<Passenger>({
    schema: pipeline.schema,
    graphqlEndpoint: '/graphql',
    plugins: [stepsOf(pipeline, tags)],
    // All of these happen elsewhere, once for both ways.
    graphiql: false,
    landingPage: false,
    cors: false,
    batching: false,
    multipart: false,
    maskedErrors: false,
    maxRequestBodySize: false,
    parserAndValidationCache: false,
    logging: false,
    disposeOnProcessTerminate: false,
  });
  return async (exchange) => {
    await yoga.handle(exchange.request, exchange.response, { exchange });
  };
}

function stepsOf(pipeline: GraphQLPipeline, tags: EntityTags): Plugin<object, Passenger> {
  return {
    onRequestParse({ serverContext, setRequestParser }) {
      setRequestParser(async () => {
        serverContext.params = await readParams(serverContext.exchange.request);
        return { query: serverContext.params.query };
      });
    },
    onParams({ context, setParamsHandler }) {
      const passenger = context as Partial<Passenger>;
      setParamsHandler(async () => {
        const { exchange, params } = passenger;
        if (exchange === undefined || params === undefined) throw new Error('Yoga lost the request.');
        const operated = await operate(pipeline, tags, exchange, params);
        passenger.operated = operated;
        return operated.outcome === 'RESULT' ? operated.result : {};
      });
    },
    onResultProcess(payload) {
      const answer = answerTo(pipeline, payload.serverContext, payload.result);
      if (answer !== undefined) payload.setResultProcessor(() => responseOf(answer), 'application/json');
    },
  };
}

/** Undefined: the client accepts none of our media types, and Yoga knows what to do. */
function answerTo(
  pipeline: GraphQLPipeline,
  { exchange: { mediaType }, operated }: Passenger,
  result: unknown,
): Answer | undefined {
  if (operated?.outcome === 'UNCHANGED') return notModified(operated.tag);
  if (operated?.outcome === 'RESULT') {
    return mediaType && answerOf(operated.result, mediaType, operated.tag);
  }
  const error = thrownIn(result);
  const errors = [pipeline.mask(error instanceof Refusal ? error.cause : error)];
  if (error instanceof Refusal) return refusalOf(error, { errors }, mediaType);
  return answerOf({ errors }, mediaType ?? 'application/json');
}

/** Yoga wraps what was thrown on the way to the result. */
function thrownIn(result: unknown): unknown {
  const [error] = (result as { readonly errors?: readonly unknown[] }).errors ?? [];
  return error instanceof GraphQLError ? (error.originalError ?? error) : error;
}

function responseOf({ status, headers, body }: Answer): Response {
  return new Response(status === 304 ? null : body, { status, headers: headers as Record<string, string> });
}
