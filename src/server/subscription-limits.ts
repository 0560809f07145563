/** What bounds the connections that stay open. */
export type SubscriptionLimits = {
  /** WebSockets and event streams at one time, each. */
  readonly sockets: number;
  /** Operations under way on one WebSocket. */
  readonly operationsPerSocket: number;
  readonly subscriptionsPerPrincipal: number;
  /** Length of an operation's id in bytes. */
  readonly operationIdBytes: number;
  /** Length of the JSON of one event's result; a larger one becomes an error. */
  readonly payloadLength: number;
  /** A WebSocket's client has this long to say connection_init. */
  readonly initTimeoutMs: number;
  /** How often connections are pinged. */
  readonly pingMs: number;
  /** A WebSocket that has answered no ping, or an event stream that has read nothing of a full buffer, for this long is closed. */
  readonly stallMs: number;
  /** How long a client is asked to wait before it reconnects an event stream. */
  readonly retryMs: number;
};

export const SUBSCRIPTION_LIMITS: SubscriptionLimits = {
  sockets: 20_000,
  operationsPerSocket: 200,
  subscriptionsPerPrincipal: 20_000,
  operationIdBytes: 256,
  payloadLength: 8 * 1024 * 1024,
  initTimeoutMs: 5_000,
  pingMs: 15_000,
  stallMs: 60_000,
  retryMs: 1_000,
};
