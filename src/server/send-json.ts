import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { GatewayError } from '../errors.ts';
import type { Log } from '../log.ts';
import { HTTP_STATUS } from './http-status.ts';
import { Refusal } from './refusal.ts';

/** Sends a JSON document outside of GraphQL. Not stored by anyone, unless `headers` say otherwise. */
export function sendJson(
  response: ServerResponse,
  status: number,
  document: unknown,
  headers: OutgoingHttpHeaders = {},
): void {
  if (response.destroyed) return;
  const body = `${JSON.stringify(document)}\n`;
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    ...headers,
  });
  response.end(body);
}

/**
 * Sends a failure outside of GraphQL: `{"error": {"code", "message", …details}}` with the code's status.
 * Anything without a code is logged whole and shown as nothing. Cuts the connection when the response has
 * begun already, so that nobody takes half of it for all.
 */
export function sendError(response: ServerResponse, error: unknown, log: Log): void {
  const refusal = error instanceof Refusal ? error : undefined;
  const known = refusal?.cause ?? error;
  const shown = known instanceof GatewayError ? known : new GatewayError('INTERNAL_SERVER_ERROR');
  if (shown !== known) log.error({ err: known }, 'a request failed for a reason unknown');
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const { code, message, details } = shown;
  const headers: OutgoingHttpHeaders = { ...refusal?.headers };
  if (code === 'UNAUTHENTICATED') headers['www-authenticate'] = 'Bearer';
  sendJson(response, refusal?.status ?? HTTP_STATUS[code], { error: { ...details, code, message } }, headers);
}
