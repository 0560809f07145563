import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { GatewayError } from '../errors.ts';
import { ANONYMOUS, type Principal } from '../model/principal.ts';

/** A secret and whom it stands for. */
export type Key = { readonly secret: string; readonly principal: Principal };

/** Finds out who asks. Without keys, everybody is ANONYMOUS and may do everything. */
export class Authenticator {
  readonly #keys: readonly { readonly digest: Buffer; readonly principal: Principal }[];

  constructor(keys: readonly Key[]) {
    this.#keys = keys.map(({ secret, principal }) => ({ digest: digestOf(secret), principal }));
  }

  /** True when there are no keys: nothing but the network's edge protects this gateway. */
  get open(): boolean {
    return this.#keys.length === 0;
  }

  /** Whom the secret stands for. Throws UNAUTHENTICATED when it is missing or wrong. */
  principalOf(secret: string | undefined): Principal {
    if (this.open) return ANONYMOUS;
    if (secret === undefined) {
      throw new GatewayError(
        'UNAUTHENTICATED',
        {},
        'Send Authorization: Bearer SECRET, or x-api-key: SECRET.',
      );
    }
    const digest = digestOf(secret);
    let found: Principal | undefined;
    // Every key is looked at, so that time tells nothing of which one came close.
    for (const key of this.#keys) if (timingSafeEqual(key.digest, digest)) found = key.principal;
    if (found === undefined) throw new GatewayError('UNAUTHENTICATED');
    return found;
  }
}

/** The secret in a request's headers: `Authorization: Bearer SECRET` or `x-api-key: SECRET`. */
export function secretInHeaders(headers: IncomingHttpHeaders): string | undefined {
  const key = headers['x-api-key'];
  return bearer(headers.authorization) ?? (typeof key === 'string' ? key : undefined);
}

/** The secret in a WebSocket's connectionParams, under the same names as the headers, in any letter case. */
export function secretInParams(params: unknown): string | undefined {
  if (typeof params !== 'object' || params === null) return undefined;
  const strings: Record<string, string> = {};
  for (const [name, value] of Object.entries(params)) {
    if (typeof value === 'string') strings[name.toLowerCase()] = value;
  }
  return bearer(strings['authorization']) ?? strings['x-api-key'];
}

function bearer(authorization: string | undefined): string | undefined {
  return /^Bearer +(\S+) *$/i.exec(authorization ?? '')?.[1];
}

function digestOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
