import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { ExecutionResult } from 'graphql';
import type { MediaType } from './media-type.ts';
import type { Refusal } from './refusal.ts';

/** An HTTP response that is complete before it is sent. */
export type Answer = {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly body: string;
};

/** The answers to GET depend on these request headers; a cache has to know. */
const VARY = 'Accept, Authorization, X-Api-Key, Origin';

const CONTENT_TYPE: Readonly<Record<MediaType, string>> = {
  'application/json': 'application/json; charset=utf-8',
  'application/graphql-response+json': 'application/graphql-response+json; charset=utf-8',
  'text/event-stream': 'application/json; charset=utf-8',
};

/** The answer to an operation. With a `tag` the client may keep it, and ask whether it still holds. */
export function answerOf(result: ExecutionResult, mediaType: MediaType, tag?: string): Answer {
  const headers: OutgoingHttpHeaders = {
    'content-type': CONTENT_TYPE[mediaType],
    'cache-control': tag === undefined ? 'no-store' : 'private, no-cache',
    vary: VARY,
  };
  if (tag !== undefined) headers['etag'] = tag;
  const body = JSON.stringify(result);
  headers['content-length'] = Buffer.byteLength(body);
  return { status: statusOf(result, mediaType), headers, body };
}

/** The answer to a request that gets no further than HTTP. The error is masked. */
export function refusalOf(
  refusal: Refusal,
  error: ExecutionResult,
  mediaType: MediaType | undefined,
): Answer {
  const answer = answerOf(error, mediaType ?? 'application/json');
  return { ...answer, status: refusal.status, headers: { ...answer.headers, ...refusal.headers } };
}

/** The client's copy is still right. */
export function notModified(tag: string): Answer {
  return { status: 304, headers: { etag: tag, 'cache-control': 'private, no-cache', vary: VARY }, body: '' };
}

/** Sends it, unless the client has left. */
export function sendAnswer(response: ServerResponse, answer: Answer): void {
  if (response.destroyed) return;
  response.writeHead(answer.status, answer.headers).end(answer.body);
}

/**
 * By the GraphQL over HTTP specification: clients that say application/json get 200 for every well-formed
 * request; the newer type says 400 when nothing was executed. When that is our fault, both get 500.
 */
function statusOf(result: ExecutionResult, mediaType: MediaType): number {
  if (result.errors === undefined || result.data !== undefined) return 200;
  if (result.errors[0]?.extensions['code'] === 'INTERNAL_SERVER_ERROR') return 500;
  return mediaType === 'application/json' ? 200 : 400;
}
