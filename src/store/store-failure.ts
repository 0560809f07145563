import { GatewayError } from '../errors.ts';

/** What the store reports to the log; a pino logger fits. */
export interface StoreLog {
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** For tests and programs that don't care. */
export const SILENT_LOG: StoreLog = { warn: () => undefined, error: () => undefined };

/** Disk, database or thread failed: clients may try again. What exactly went wrong is for the log, in `cause`. */
export function storeFailure(cause: unknown): GatewayError {
  return new GatewayError('UNAVAILABLE', {}, undefined, { cause });
}
