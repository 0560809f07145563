import type { ExecutionResult } from 'graphql';
import { GatewayError } from '../errors.ts';
import type { EntityTags } from './entity-tags.ts';
import type { Exchange } from './exchange.ts';
import type { GraphQLPipeline, OperationParams, PreparedOperation } from './graphql-pipeline.ts';
import { badRequest, Refusal } from './refusal.ts';

/** What an operation came to. */
export type Operated =
  | { readonly outcome: 'RESULT'; readonly result: ExecutionResult; readonly tag?: string | undefined }
  /** The client's copy, which it named, still holds. Nothing was executed. */
  | { readonly outcome: 'UNCHANGED'; readonly tag: string };

/**
 * Runs one operation that came by HTTP and is answered at once; the same for every way that leads here.
 * Throws a {@link Refusal} for what HTTP does not allow.
 */
export function operate(
  pipeline: GraphQLPipeline,
  tags: EntityTags,
  exchange: Exchange,
  params: OperationParams,
): Operated | Promise<Operated> {
  const prepared = pipeline.prepare(params);
  if (prepared.outcome === 'REFUSED') return { outcome: 'RESULT', result: { errors: prepared.errors } };
  refuseUnsafe(exchange, prepared);
  if (prepared.operation.operation === 'subscription') {
    const message = 'Subscriptions are served over WebSocket, or with Accept: text/event-stream.';
    throw new Refusal(new GatewayError('BAD_USER_INPUT', {}, message), 406);
  }
  const context = pipeline.contextFor(exchange.principal);
  if (exchange.request.method !== 'GET') {
    const result = pipeline.execute(prepared, context);
    return result instanceof Promise ? result.then(resultOf) : resultOf(result);
  }
  const tag = tags.tagOf(prepared, params.query, exchange);
  if (tag !== undefined && tags.isKnown(tag, exchange.request.headers['if-none-match'])) {
    return { outcome: 'UNCHANGED', tag };
  }
  return (async () => {
    const result = await pipeline.execute(prepared, context);
    // Something may have changed while the operation ran: only what holds before and after is said.
    const holds = result.errors === undefined && tag === tags.tagOf(prepared, params.query, exchange);
    return { outcome: 'RESULT', result, tag: holds ? tag : undefined };
  })();
}

/** Links and images must not be able to change anything: mutations come by POST. */
export function refuseUnsafe(exchange: Exchange, prepared: PreparedOperation): void {
  if (prepared.operation.operation !== 'mutation' || exchange.request.method === 'POST') return;
  throw badRequest('Send mutations by POST.', 405, { allow: 'POST' });
}

function resultOf(result: ExecutionResult): Operated {
  return { outcome: 'RESULT', result };
}
