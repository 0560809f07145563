import { backoffDelay } from '../backoff.ts';
import { pause } from '../clock.ts';
import { GatewayRequestError } from '../gateway-request-error.ts';
import { request, type Endpoint } from '../gateway-request.ts';
import type { TypedDocumentString } from '../operations.generated.ts';

/** Failures after which the same request, with the same key, may succeed. */
const TRANSIENT = new Set(['UNREACHABLE', 'UNAVAILABLE', 'RATE_LIMITED', 'INTERNAL_SERVER_ERROR']);

/** How often a mutation is tried: with these waits between, for some fifteen seconds. */
const ATTEMPTS = 6;
const BACKOFF = { first: 500, longest: 8_000 };

/** Whether the same request may succeed later. */
export function isTransient(error: unknown): boolean {
  return error instanceof GatewayRequestError && TRANSIENT.has(error.code);
}

/** Runs a mutation once, however often it has to be sent: every attempt carries the same key. Rejects with GatewayRequestError. */
export async function write<Result, Variables extends { idempotencyKey: string }>(
  endpoint: Endpoint,
  document: TypedDocumentString<Result, Variables>,
  variables: Omit<Variables, 'idempotencyKey'>,
  signal: AbortSignal,
): Promise<Result> {
  const keyed = { ...variables, idempotencyKey: idempotencyKey() } as Variables;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await request(endpoint, document, keyed);
    } catch (error) {
      if (!isTransient(error) || attempt === ATTEMPTS || signal.aborted) throw error;
      await pause(endpoint.clock, backoffDelay(BACKOFF, attempt, endpoint.clock.random()), signal);
    }
  }
}

/** 128 random bits. Not `randomUUID`, which pages without TLS don't have. */
function idempotencyKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
