import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { CloseCode, type Message, MessageType, parseMessage, type SubscribeMessage } from 'graphql-ws';
import type { RawData, WebSocket } from 'ws';
import { GatewayError } from '../errors.ts';
import type { Principal } from '../model/principal.ts';
import type { GraphQLPipeline } from './graphql-pipeline.ts';
import type { DropReason } from './subscription-drops.ts';
import type { SubscriptionLimits } from './subscription-limits.ts';
import type { Subscriptions } from './subscriptions.ts';
import type { ServerMessage } from './websocket-message.ts';
import { WebSocketOperation } from './websocket-operation.ts';

/** What all connections of a server have in common. */
export type ConnectionParts = {
  readonly pipeline: GraphQLPipeline;
  readonly subscriptions: Subscriptions;
  readonly limits: SubscriptionLimits;
  /** Who connects, by the request's headers and the payload of connection_init. Throws when nobody we know. */
  readonly authenticate: (request: IncomingMessage, params: unknown) => Principal;
  /** True: clients are sent elsewhere when they subscribe. */
  readonly draining: () => boolean;
  readonly dropped: (reason: DropReason) => void;
};

type State =
  | { readonly phase: 'NEW'; readonly initTimeout: NodeJS.Timeout }
  | { readonly phase: 'ACKNOWLEDGED'; readonly principal: Principal }
  | { readonly phase: 'CLOSED' };

/** Close codes of RFC 6455 and its registry. Clients of graphql-ws come back after each of these. */
const GOING_AWAY = 1001;
const TRY_AGAIN_LATER = 1013;

/** A client gets this long to answer a close. */
export const CLOSE_TIMEOUT_MS = 5_000;

/**
 * One client by the graphql-transport-ws protocol.
 *
 * Reading stops while what was answered is not read: a client that asks and never listens fills no memory of
 * ours. Close codes in the protocol's range are for clients that break it, and final; everything that a
 * client can come back from gets another.
 */
export class WebSocketConnection {
  readonly #socket: WebSocket;
  /** What the WebSocket was upgraded from. */
  readonly stream: Duplex;
  readonly #request: IncomingMessage;
  readonly parts: ConnectionParts;
  readonly #operations = new Map<string, WebSocketOperation>();
  #state: State;
  /** When it last said something, or read from a full buffer. */
  #aliveAt = performance.now();

  constructor(socket: WebSocket, stream: Duplex, request: IncomingMessage, parts: ConnectionParts) {
    this.#socket = socket;
    this.stream = stream;
    this.#request = request;
    this.parts = parts;
    const initTimeout = setTimeout(() => {
      this.close(
        CloseCode.ConnectionInitialisationTimeout,
        'Connection initialisation timeout',
        'INIT_TIMEOUT',
      );
    }, parts.limits.initTimeoutMs);
    this.#state = { phase: 'NEW', initTimeout };
    socket.on('message', (bytes, binary) => this.#onMessage(bytes, binary));
    socket.on('pong', () => {
      this.#aliveAt = performance.now();
    });
    // The close that follows says all there is to say.
    socket.on('error', ignore);
    socket.once('close', () => this.#onClose());
    stream.on('drain', () => this.#onDrain());
  }

  /** False once it is closing: nothing but the close may be written then. */
  get open(): boolean {
    return this.#socket.readyState === this.#socket.OPEN;
  }

  /** False while the socket has enough to do, or is closing. */
  get writable(): boolean {
    return this.open && !this.stream.writableNeedDrain;
  }

  send(message: ServerMessage): void {
    if (!this.open) return;
    this.#socket.send(JSON.stringify(message));
    if (this.stream.writableNeedDrain) this.#socket.pause();
  }

  /** Tells whether the operation is still the one with its id. */
  has(operation: WebSocketOperation): boolean {
    return this.#operations.get(operation.id) === operation;
  }

  /** Forgets an operation; true when it was still the one with this id. */
  forget(operation: WebSocketOperation): boolean {
    return this.has(operation) && this.#operations.delete(operation.id);
  }

  goAway(): void {
    this.close(GOING_AWAY, 'Going away', 'GOING_AWAY');
  }

  close(code: number, reason: string, why: DropReason): void {
    if (!this.open) return;
    this.parts.dropped(why);
    this.#leaveAll();
    this.#socket.resume();
    this.#socket.close(code, reason);
    const cut = setTimeout(() => this.terminate(), CLOSE_TIMEOUT_MS);
    this.#socket.once('close', () => clearTimeout(cut));
  }

  terminate(): void {
    this.#socket.terminate();
  }

  /** Called at every ping interval: closes what is stalled or silent, pings the others. */
  check(now: number): void {
    if (!this.open) return;
    const full = this.stream.writableNeedDrain;
    if (now - this.#aliveAt < this.parts.limits.stallMs) {
      if (!full) this.#socket.ping();
    } else if (full) {
      this.close(TRY_AGAIN_LATER, 'Read nothing for too long', 'STALLED');
    } else {
      this.parts.dropped('SILENT');
      this.terminate();
    }
  }

  #onMessage(bytes: RawData, binary: boolean): void {
    if (!this.open) return;
    this.#aliveAt = performance.now();
    let message: Message;
    try {
      if (binary) throw new TypeError('Messages are text.');
      message = parseMessage((bytes as Buffer).toString());
    } catch {
      this.#refuse(CloseCode.BadRequest, 'Invalid message received');
      return;
    }
    switch (message.type) {
      case MessageType.ConnectionInit:
        this.#onInit(message.payload);
        break;
      case MessageType.Ping:
        this.send({ type: MessageType.Pong, ...(message.payload ? { payload: message.payload } : {}) });
        break;
      case MessageType.Pong:
        break;
      case MessageType.Subscribe:
        this.#onSubscribe(message);
        break;
      case MessageType.Complete:
        this.#onComplete(message.id);
        break;
      case MessageType.ConnectionAck:
      case MessageType.Next:
      case MessageType.Error:
        this.#refuse(CloseCode.BadRequest, `Unexpected message of type ${message.type}`);
        break;
    }
  }

  #onInit(params: unknown): void {
    if (this.#state.phase !== 'NEW') {
      this.#refuse(CloseCode.TooManyInitialisationRequests, 'Too many initialisation requests');
      return;
    }
    clearTimeout(this.#state.initTimeout);
    try {
      const principal = this.parts.authenticate(this.#request, params);
      this.#state = { phase: 'ACKNOWLEDGED', principal };
      this.send({ type: MessageType.ConnectionAck });
    } catch (error) {
      const known = error instanceof GatewayError && error.code === 'UNAUTHENTICATED';
      if (known) this.close(CloseCode.Forbidden, 'Forbidden', 'UNAUTHORIZED');
      else this.close(TRY_AGAIN_LATER, 'Try again later', 'UNAUTHORIZED');
    }
  }

  #onSubscribe({ id, payload }: SubscribeMessage): void {
    const { limits, draining, pipeline } = this.parts;
    if (this.#state.phase !== 'ACKNOWLEDGED') {
      this.#refuse(CloseCode.Unauthorized, 'Unauthorized');
    } else if (this.#operations.has(id)) {
      this.#refuse(CloseCode.SubscriberAlreadyExists, `Subscriber for ${shortened(id)} already exists`);
    } else if (draining()) {
      this.goAway();
    } else if (Buffer.byteLength(id) > limits.operationIdBytes) {
      this.#refuse(CloseCode.BadRequest, 'The id is too long');
    } else if (this.#operations.size >= limits.operationsPerSocket) {
      const limit = limits.operationsPerSocket;
      const error = new GatewayError(
        'LIMIT_EXCEEDED',
        { limit },
        `At most ${limit} operations run on one socket.`,
      );
      this.send({ id, type: MessageType.Error, payload: [pipeline.mask(error)] });
    } else {
      const operation = new WebSocketOperation(this, id);
      this.#operations.set(id, operation);
      operation.start(payload, this.#state.principal);
    }
  }

  #onComplete(id: string): void {
    const operation = this.#operations.get(id);
    this.#operations.delete(id);
    operation?.stop();
  }

  #onDrain(): void {
    this.#aliveAt = performance.now();
    this.#socket.resume();
    for (const operation of this.#operations.values()) operation.wake();
  }

  #onClose(): void {
    if (this.#state.phase === 'NEW') clearTimeout(this.#state.initTimeout);
    this.#state = { phase: 'CLOSED' };
    this.#leaveAll();
  }

  #refuse(code: CloseCode, reason: string): void {
    this.close(code, reason, 'BAD_MESSAGE');
  }

  #leaveAll(): void {
    const operations = [...this.#operations.values()];
    this.#operations.clear();
    for (const operation of operations) operation.stop();
  }
}

/** A close reason has room for 123 bytes. */
function shortened(id: string): string {
  return id.length <= 32 ? id.replace(/[^\x20-\x7e]/g, '?') : 'this id';
}

function ignore(): void {}
