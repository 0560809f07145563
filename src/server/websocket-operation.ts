import { MessageType, type SubscribeMessage } from 'graphql-ws';
import type { ExecutionResult, GraphQLError } from 'graphql';
import type { Delivery } from '../feed/delivery.ts';
import type { Membership, Subscriber } from '../feed/subscriber.ts';
import type { Principal } from '../model/principal.ts';
import type { PreparedOperation } from './graphql-pipeline.ts';
import type { WebSocketConnection } from './websocket-connection.ts';
import { writeFrames } from './websocket-frames.ts';

/** One operation of a connection, from its `subscribe` message to its end from either side. */
export class WebSocketOperation implements Subscriber {
  readonly id: string;
  readonly #idJson: Buffer;
  readonly #connection: WebSocketConnection;
  #membership: Membership | undefined;

  constructor(connection: WebSocketConnection, id: string) {
    this.#connection = connection;
    this.id = id;
    this.#idJson = Buffer.from(JSON.stringify(id));
  }

  get writable(): boolean {
    return this.#connection.writable;
  }

  start(payload: SubscribeMessage['payload'], principal: Principal): void {
    const { pipeline } = this.#connection.parts;
    const prepared = pipeline.prepare(payload);
    if (prepared.outcome === 'REFUSED') this.#fail(prepared.errors);
    else if (prepared.operation.operation === 'subscription') void this.#join(payload, prepared, principal);
    else this.#execute(prepared, principal);
  }

  /** The client has left it. Nothing is sent any more. */
  stop(): void {
    this.#membership?.leave();
    this.#membership = undefined;
  }

  wake(): void {
    this.#membership?.wake();
  }

  deliver(delivery: Delivery): void {
    if (this.#connection.open) writeFrames(this.#connection.stream, delivery, this.#idJson);
  }

  end(error: unknown): void {
    this.#fail([this.#connection.parts.pipeline.mask(error)]);
  }

  async #join(
    payload: SubscribeMessage['payload'],
    prepared: PreparedOperation,
    principal: Principal,
  ): Promise<void> {
    const { subscriptions } = this.#connection.parts;
    const started = await subscriptions.start({ params: payload, prepared, principal }, this);
    if (started.outcome === 'FAILED') this.#fail(started.errors);
    else if (this.#connection.has(this)) this.#membership = started.membership;
    else started.membership.leave();
  }

  #execute(prepared: PreparedOperation, principal: Principal): void {
    const { pipeline } = this.#connection.parts;
    const result = pipeline.execute(prepared, pipeline.contextFor(principal));
    if (result instanceof Promise) void result.then((settled) => this.#answer(settled));
    else this.#answer(result);
  }

  #answer(payload: ExecutionResult): void {
    if (!this.#connection.forget(this)) return;
    const { id } = this;
    this.#connection.send({ id, type: MessageType.Next, payload });
    this.#connection.send({ id, type: MessageType.Complete });
  }

  #fail(payload: readonly GraphQLError[]): void {
    if (!this.#connection.forget(this)) return;
    this.#membership?.leave();
    this.#membership = undefined;
    this.#connection.send({ id: this.id, type: MessageType.Error, payload });
  }
}
