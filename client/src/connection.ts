/** How news of the gateway travels. */
export type Transport = 'websocket' | 'sse' | 'poll';

/** How a gateway is connected. */
export type Connection =
  | { readonly state: 'connecting' }
  /** Changes are told as they happen; with `poll`, as they are seen. */
  | { readonly state: 'live'; readonly transport: Transport }
  /** No transport opened, or the one that was open ended. The next attempt is `retryIn` milliseconds after this. */
  | {
      readonly state: 'waiting';
      readonly error: Error;
      /** How many attempts have failed since the last connection that held. */
      readonly attempt: number;
      readonly retryIn: number;
    }
  | { readonly state: 'disposed' };
