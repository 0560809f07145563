import { GatewayError } from '../errors.ts';

/** Disk, database or thread failed: clients may try again. What exactly went wrong is for the log, in `cause`. */
export function storeFailure(cause: unknown): GatewayError {
  return new GatewayError('UNAVAILABLE', {}, undefined, { cause });
}
