import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import { type Authenticator, secretInHeaders } from './auth.ts';
import type { CorsPolicy } from './cors.ts';
import type { GraphQLEndpoint } from './graphql-endpoint.ts';
import { badRequest } from './refusal.ts';
import { type Route, RouteTable } from './route.ts';
import { sendError, sendJson } from './send-json.ts';

export type HttpServerOptions = {
  readonly host: string;
  /** 0 picks a free port. */
  readonly port: number;
  readonly cors: CorsPolicy;
  readonly authenticator: Authenticator;
  readonly endpoint: GraphQLEndpoint;
  /** Paths beside /graphql, health and metrics. */
  readonly routes?: readonly Route[] | undefined;
  /** Why the gateway is not ready yet, in words; empty when it is. Asked at every probe. */
  readonly readiness: () => readonly string[];
  readonly metrics: Metrics;
  readonly log: Log;
};

/** A client gets this long to send its headers, and this long for the whole request. Uploads of 64 MB fit in. */
const HEADERS_TIMEOUT_MS = 15_000;
const REQUEST_TIMEOUT_MS = 120_000;
const TIMEOUT_CHECK_MS = 5_000;
/** Longer than the sixty seconds after which most proxies drop idle connections: they should be first. */
const KEEP_ALIVE_TIMEOUT_MS = 65_000;
/** How long requests in flight may take to end when the server closes and nobody says otherwise. */
const CLOSE_GRACE_MS = 5_000;
/** How often idle connections are looked for while the server closes. */
const SWEEP_MS = 20;
const MAX_HEADER_BYTES = 32 * 1024;

type State = { readonly phase: 'OPEN' } | { readonly phase: 'DRAINING' } | { readonly phase: 'CLOSED' };

/**
 * The gateway's one port: /graphql, health, metrics, and the routes that others bring. WebSockets attach
 * themselves to {@link HttpServer.node}.
 *
 * It owns the port. To stop: {@link HttpServer.drain}, then {@link HttpServer.close}. Both may be called again.
 */
export class HttpServer implements AsyncDisposable {
  /** The server underneath, for those who upgrade connections. */
  readonly node: Server;
  readonly #options: HttpServerOptions;
  readonly #routes: RouteTable;
  #state: State = { phase: 'OPEN' };

  /** Listens. Rejects when the port is taken or the host is not ours. */
  static async listen(options: HttpServerOptions): Promise<HttpServer> {
    const server = new HttpServer(options);
    server.node.listen(options.port, options.host);
    await once(server.node, 'listening');
    return server;
  }

  private constructor(options: HttpServerOptions) {
    this.#options = options;
    this.#routes = new RouteTable([...this.#ownRoutes(), ...(options.routes ?? [])]);
    this.node = createServer(
      {
        headersTimeout: HEADERS_TIMEOUT_MS,
        requestTimeout: REQUEST_TIMEOUT_MS,
        connectionsCheckingInterval: TIMEOUT_CHECK_MS,
        keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
        maxHeaderSize: MAX_HEADER_BYTES,
        noDelay: true,
        // Clients that offer HTTP/2 by an upgrade, as Java's do, are answered in HTTP/1.1. Node 22 turns them away.
        shouldUpgradeCallback: ({ headers }) => headers.upgrade?.toLowerCase() === 'websocket',
      },
      (request, response) => this.#onRequest(request, response),
    );
  }

  /** Where it can be reached: `http://127.0.0.1:4000`. */
  get url(): string {
    const { address, family, port } = this.node.address() as AddressInfo;
    return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
  }

  /** Turns readiness false and asks clients to leave: each answer from now on is its connection's last. */
  drain(): void {
    if (this.#state.phase === 'OPEN') this.#state = { phase: 'DRAINING' };
  }

  /**
   * Stops accepting, lets requests in flight end for at most `graceMs`, then cuts what is left. Upgraded
   * connections belong to whoever upgraded them: close those first.
   */
  async close(graceMs = CLOSE_GRACE_MS): Promise<void> {
    if (this.#state.phase === 'CLOSED') return;
    this.#state = { phase: 'CLOSED' };
    const closed = once(this.node, 'close');
    this.node.close();
    // A connection whose request ends only now stays open for the next one, which nobody will answer.
    const sweep = setInterval(() => this.node.closeIdleConnections(), SWEEP_MS);
    const cut = setTimeout(() => this.node.closeAllConnections(), graceMs);
    await closed;
    clearInterval(sweep);
    clearTimeout(cut);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #onRequest(request: IncomingMessage, response: ServerResponse): void {
    const { cors, log } = this.#options;
    if (this.#state.phase !== 'OPEN') response.shouldKeepAlive = false;
    if (!cors.servesHost(request)) {
      const message = 'This gateway asks for no credentials, so it answers to names of this machine only.';
      sendError(
        response,
        badRequest(`${message} Set GATEWAY_API_KEYS, or list the origin in CORS_ORIGINS.`, 421),
        log,
      );
      return;
    }
    cors.apply(request, response);
    this.#answer(request, response).catch((error: unknown) => sendError(response, error, log));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '/' } = request;
    const end = url.indexOf('?');
    const path = end === -1 ? url : url.slice(0, end);
    if (method === 'OPTIONS') response.writeHead(204, { allow: 'GET, HEAD, POST, PUT, OPTIONS' }).end();
    else if (path === '/graphql') await this.#options.endpoint.answer(request, response);
    else await this.#answerRoute(request, response, method, path);
  }

  async #answerRoute(
    request: IncomingMessage,
    response: ServerResponse,
    method: string,
    path: string,
  ): Promise<void> {
    const match = this.#routes.find(method, path);
    switch (match.outcome) {
      case 'FOUND': {
        const { authenticator } = this.#options;
        const search = new URLSearchParams(request.url?.slice(path.length));
        const principal = () => authenticator.principalOf(secretInHeaders(request.headers));
        await match.route.answer({ request, response, params: match.params, search, principal });
        return;
      }
      case 'OTHER_METHOD':
        throw badRequest(`Use ${match.allow.join(' or ')}.`, 405, { allow: match.allow.join(', ') });
      case 'UNKNOWN': {
        const message = 'Nothing is here.';
        const paths = ['/graphql', ...this.#routes.paths];
        sendJson(response, 404, { error: { code: 'BAD_USER_INPUT', message, paths } });
      }
    }
  }

  #ownRoutes(): Route[] {
    const { metrics } = this.#options;
    return [
      {
        method: 'GET',
        path: '/',
        answer: ({ response }) => void response.writeHead(302, { location: '/graphql' }).end(),
      },
      { method: 'GET', path: '/livez', answer: ({ response }) => sendJson(response, 200, { alive: true }) },
      { method: 'GET', path: '/readyz', answer: ({ response }) => this.#answerReadiness(response) },
      {
        method: 'GET',
        path: '/metrics',
        answer: async ({ response }) => {
          const text = await metrics.text();
          response
            .writeHead(200, { 'content-type': metrics.contentType, 'cache-control': 'no-store' })
            .end(text);
        },
      },
    ];
  }

  #answerReadiness(response: ServerResponse): void {
    const reasons = this.#state.phase === 'OPEN' ? this.#options.readiness() : ['the gateway is stopping'];
    const ready = reasons.length === 0;
    sendJson(response, ready ? 200 : 503, { ready, reasons }, ready ? {} : { 'retry-after': '1' });
  }
}
