import type { IncomingMessage, ServerResponse } from 'node:http';

/** Which pages of other origins may read what the gateway answers. */
export type AllowedOrigins =
  | { readonly kind: 'SAME_ORIGIN' }
  | { readonly kind: 'LIST'; readonly origins: readonly string[] }
  | { readonly kind: 'ANY' };

const ALLOWED_METHODS = 'GET, HEAD, POST, PUT, OPTIONS';
const ALLOWED_HEADERS =
  'Content-Type, Accept, Authorization, X-Api-Key, If-None-Match, If-Match, Idempotency-Key, Last-Event-ID, Cache-Control';
const EXPOSED_HEADERS = 'ETag, Retry-After, Location';
const PREFLIGHT_SECONDS = 86_400;

const LOOPBACK_NAME = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/i;

/** Keeps pages of foreign origins away from the gateway. */
export class CorsPolicy {
  readonly #allowed: AllowedOrigins;
  readonly #loopbackOnly: boolean;

  /**
   * `loopbackOnly`: no credentials are asked for, and only this machine is served. Then a request must name
   * this machine in its Host header, or a page could reach the gateway by pointing its own name at it.
   */
  constructor(allowed: AllowedOrigins, loopbackOnly: boolean) {
    this.#allowed = allowed;
    this.#loopbackOnly = loopbackOnly;
  }

  /** Tells whether the request names a host that this gateway answers for. */
  servesHost({ headers }: IncomingMessage): boolean {
    if (!this.#loopbackOnly || this.#allowed.kind === 'ANY') return true;
    const { host = '' } = headers;
    return (
      LOOPBACK_NAME.test(nameOf(host)) || this.#listed(`http://${host}`) || this.#listed(`https://${host}`)
    );
  }

  /**
   * Tells whether the page that sends the request, if one does, may use the gateway. WebSockets need this:
   * browsers open them across origins without asking, and let pages read them.
   */
  allowsOrigin({ headers }: IncomingMessage): boolean {
    const { host, origin } = headers;
    const forwarded = headers['x-forwarded-host'];
    if (origin === undefined || this.#allowed.kind === 'ANY' || this.#listed(origin)) return true;
    return isSameOrigin(origin, host) || (typeof forwarded === 'string' && isSameOrigin(origin, forwarded));
  }

  /** Writes what browsers need to know to the response. Same-origin requests need nothing. */
  apply({ headers, method }: IncomingMessage, response: ServerResponse): void {
    const { origin } = headers;
    if (origin === undefined) return;
    switch (this.#allowed.kind) {
      case 'SAME_ORIGIN':
        return;
      case 'ANY':
        response.setHeader('access-control-allow-origin', '*');
        break;
      case 'LIST':
        if (!this.#listed(origin)) return;
        response.setHeader('access-control-allow-origin', origin);
        response.setHeader('access-control-allow-credentials', 'true');
        break;
    }
    response.setHeader('access-control-expose-headers', EXPOSED_HEADERS);
    if (method !== 'OPTIONS') return;
    response.setHeader('access-control-allow-methods', ALLOWED_METHODS);
    response.setHeader('access-control-allow-headers', ALLOWED_HEADERS);
    response.setHeader('access-control-max-age', PREFLIGHT_SECONDS);
  }

  #listed(origin: string): boolean {
    return this.#allowed.kind === 'LIST' && this.#allowed.origins.includes(origin);
  }
}

function isSameOrigin(origin: string, host: string | undefined): boolean {
  return origin === `http://${host}` || origin === `https://${host}`;
}

function nameOf(host: string): string {
  return host.replace(/:\d*$/, '');
}
