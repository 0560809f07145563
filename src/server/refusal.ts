import type { OutgoingHttpHeaders } from 'node:http';
import { GatewayError } from '../errors.ts';
import { HTTP_STATUS } from './http-status.ts';

/** A request that HTTP itself turns away: answered with this status whatever the client accepts. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  override readonly cause: GatewayError;

  constructor(
    cause: GatewayError,
    status: number = HTTP_STATUS[cause.code],
    headers: OutgoingHttpHeaders = {},
  ) {
    super(cause.message);
    this.cause = cause;
    this.status = status;
    this.headers = headers;
  }
}

/** The request makes no sense as it is. */
export function badRequest(message: string, status = 400, headers: OutgoingHttpHeaders = {}): Refusal {
  return new Refusal(new GatewayError('BAD_USER_INPUT', {}, message), status, headers);
}
