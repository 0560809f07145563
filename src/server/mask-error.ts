import { GraphQLError } from 'graphql';
import { type ErrorCode, GatewayError } from '../errors.ts';
import type { Log } from '../log.ts';

/** GraphQL's own messages quote what was sent; no client needs more of its own input back than this. */
const MAX_MESSAGE_LENGTH = 1_000;

/**
 * What a client sees of a failure; the one place where errors leave the gateway.
 *
 * A {@link GatewayError}, wrapped by GraphQL or not, shows its code and details. GraphQL's complaints about
 * the request itself are BAD_USER_INPUT. Everything else is logged whole and shown as nothing.
 */
export function maskError(error: unknown, log: Log): GraphQLError {
  const located = error instanceof GraphQLError ? error : undefined;
  const origin = originOf(error);
  if (origin instanceof GatewayError) {
    return shown(located, located?.message ?? origin.message, origin.code, origin.details);
  }
  if (located !== undefined && origin instanceof GraphQLError && isAboutTheRequest(located, origin)) {
    const { code, details } = codeIn(origin);
    return shown(located, located.message, code, details);
  }
  log.error({ err: origin, path: located?.path?.join('.') }, 'a request failed for a reason unknown');
  const masked = new GatewayError('INTERNAL_SERVER_ERROR');
  return shown(located, masked.message, masked.code, masked.details);
}

/** What was thrown first: GraphQL wraps errors to say where in the document they happened. */
function originOf(error: unknown): unknown {
  let origin = error;
  while (origin instanceof GraphQLError && origin.originalError !== undefined) origin = origin.originalError;
  return origin;
}

/**
 * Syntax, validation and variables fail before any field is resolved, so without a path. With one, GraphQL
 * complains of an argument (the client's fault) or of what a resolver returned (ours).
 */
function isAboutTheRequest(located: GraphQLError, origin: GraphQLError): boolean {
  return located.path === undefined || origin.message.startsWith('Argument "');
}

function codeIn(origin: GraphQLError): { code: ErrorCode; details: Readonly<Record<string, unknown>> } {
  const { code, ...details } = origin.extensions;
  // GraphQL has a budget of its own for what it compares.
  if (origin.message === 'Validation aborted.') return { code: 'LIMIT_EXCEEDED', details: {} };
  return code === 'LIMIT_EXCEEDED' ? { code, details } : { code: 'BAD_USER_INPUT', details: {} };
}

function shown(
  located: GraphQLError | undefined,
  message: string,
  code: ErrorCode,
  details: Readonly<Record<string, unknown>>,
): GraphQLError {
  return new GraphQLError(shortened(message), {
    nodes: located?.nodes ?? null,
    source: located?.source ?? null,
    positions: located?.positions ?? null,
    path: located?.path ?? null,
    extensions: { ...details, code },
  });
}

function shortened(message: string): string {
  return message.length <= MAX_MESSAGE_LENGTH ? message : `${message.slice(0, MAX_MESSAGE_LENGTH)}…`;
}
