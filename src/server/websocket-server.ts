import { STATUS_CODES, type IncomingMessage, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { CloseCode, GRAPHQL_TRANSPORT_WS_PROTOCOL } from 'graphql-ws';
import { type WebSocket, WebSocketServer } from 'ws';
import { LIMITS } from '../catalog/limits.ts';
import type { Principal } from '../model/principal.ts';
import type { CorsPolicy } from './cors.ts';
import type { GraphQLPipeline } from './graphql-pipeline.ts';
import type { DropReason, SubscriptionDrops } from './subscription-drops.ts';
import type { SubscriptionLimits } from './subscription-limits.ts';
import type { Subscriptions } from './subscriptions.ts';
import { CLOSE_TIMEOUT_MS, type ConnectionParts, WebSocketConnection } from './websocket-connection.ts';

export type GraphQLWebSocketsOptions = {
  readonly pipeline: GraphQLPipeline;
  readonly subscriptions: Subscriptions;
  readonly limits: SubscriptionLimits;
  readonly drops: SubscriptionDrops;
  readonly cors: Pick<CorsPolicy, 'servesHost' | 'allowsOrigin'>;
  /** Who connects, by the request's headers and the payload of connection_init. Throws UNAUTHENTICATED. */
  readonly authenticate: (request: IncomingMessage, params: unknown) => Principal;
};

type State = { readonly phase: 'OPEN' } | { readonly phase: 'DRAINING' } | { readonly phase: 'CLOSED' };

/** Connections that are pinged, or closed, before other work gets its turn. */
const PER_TURN = 256;

/**
 * GraphQL over WebSocket at /graphql, by the graphql-transport-ws protocol.
 *
 * To stop: {@link drain}, so that clients come back spread over a while; disposing ends at once what is left.
 */
export class GraphQLWebSockets implements AsyncDisposable {
  readonly #options: GraphQLWebSocketsOptions;
  readonly #parts: ConnectionParts;
  readonly #server: WebSocketServer;
  readonly #connections = new Set<WebSocketConnection>();
  readonly #checking: NodeJS.Timeout;
  #state: State = { phase: 'OPEN' };

  constructor(options: GraphQLWebSocketsOptions) {
    const { authenticate, drops, limits, pipeline, subscriptions } = options;
    this.#options = options;
    this.#parts = {
      authenticate,
      limits,
      pipeline,
      subscriptions,
      draining: () => this.#state.phase !== 'OPEN',
      dropped: (reason) => drops.add(reason),
    };
    this.#server = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      // Compression costs five times the sending, and frames are shared between sockets.
      perMessageDeflate: false,
      maxPayload: LIMITS.bodyBytes,
      handleProtocols: (protocols) =>
        protocols.has(GRAPHQL_TRANSPORT_WS_PROTOCOL) ? GRAPHQL_TRANSPORT_WS_PROTOCOL : false,
    });
    this.#checking = setInterval(() => void this.#check(), limits.pingMs).unref();
  }

  /** Takes the upgrades of an HTTP server from now on. */
  attach(server: Server): void {
    server.on('upgrade', (request, stream, head) => this.upgrade(request, stream, head));
  }

  /** Open WebSockets. */
  get size(): number {
    return this.#connections.size;
  }

  upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    const { cors, limits } = this.#options;
    const path = /^[^?]*/.exec(request.url ?? '')?.[0];
    if (path !== '/graphql') this.#turnAway(stream, 404);
    else if (!cors.servesHost(request)) this.#turnAway(stream, 421, 'FOREIGN_ORIGIN');
    else if (!cors.allowsOrigin(request)) this.#turnAway(stream, 403, 'FOREIGN_ORIGIN');
    else if (this.#state.phase !== 'OPEN') this.#turnAway(stream, 503, 'GOING_AWAY');
    else if (this.#connections.size >= limits.sockets) this.#turnAway(stream, 503, 'TOO_MANY');
    else this.#server.handleUpgrade(request, stream, head, (socket) => this.#accept(socket, stream, request));
  }

  /** Refuses what is new, and sends everybody away, spread evenly over `windowMs`. Resolves when all are gone. */
  async drain(windowMs: number): Promise<void> {
    if (this.#state.phase === 'OPEN') this.#state = { phase: 'DRAINING' };
    const leaving = [...this.#connections];
    const begin = performance.now();
    for (const [index, connection] of leaving.entries()) {
      const due = begin + (windowMs * index) / leaving.length;
      const early = due - performance.now();
      if (early >= 1) await sleep(early);
      else if (index % PER_TURN === 0) await nextTurn();
      connection.goAway();
    }
    const deadline = performance.now() + CLOSE_TIMEOUT_MS;
    while (this.#connections.size > 0 && performance.now() < deadline) await sleep(10);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#state.phase === 'CLOSED') return;
    this.#state = { phase: 'CLOSED' };
    clearInterval(this.#checking);
    for (const connection of this.#connections) connection.goAway();
    await nextTurn();
    for (const connection of this.#connections) connection.terminate();
  }

  #accept(socket: WebSocket, stream: Duplex, request: IncomingMessage): void {
    if (socket.protocol !== GRAPHQL_TRANSPORT_WS_PROTOCOL) {
      this.#options.drops.add('BAD_MESSAGE');
      socket.on('error', ignore);
      socket.close(CloseCode.SubprotocolNotAcceptable, 'Subprotocol not acceptable');
      return;
    }
    const connection = new WebSocketConnection(socket, stream, request, this.#parts);
    this.#connections.add(connection);
    socket.once('close', () => this.#connections.delete(connection));
  }

  #turnAway(stream: Duplex, status: number, reason?: DropReason): void {
    if (reason !== undefined) this.#options.drops.add(reason);
    stream.on('error', ignore);
    const retry = status === 503 ? 'Retry-After: 1\r\n' : '';
    stream.end(
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${retry}Connection: close\r\nContent-Length: 0\r\n\r\n`,
    );
  }

  async #check(): Promise<void> {
    const now = performance.now();
    let checked = 0;
    for (const connection of this.#connections) {
      connection.check(now);
      checked += 1;
      if (checked % PER_TURN === 0) await nextTurn();
    }
  }
}

function ignore(): void {}
