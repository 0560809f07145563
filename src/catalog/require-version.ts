import { GatewayError, type ErrorDetails } from '../errors.ts';

/** Throws VERSION_CONFLICT, with the version that it has, unless it is the expected one. */
export function requireVersion(actual: number, expected: number | undefined, details: ErrorDetails): void {
  if (expected === undefined || expected === actual) return;
  throw new GatewayError(
    'VERSION_CONFLICT',
    { ...details, expectedVersion: expected, actualVersion: actual },
    `Version ${expected} was expected; it has version ${actual}. Read it again, then decide.`,
  );
}
