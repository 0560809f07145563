import { createClient } from 'graphql-ws/client';

import { deadline, type Clock } from '../clock.ts';
import { credentialsFor, type Credentials } from '../credentials.ts';
import { errorFromGraphQL, errorOf, GatewayRequestError, isRecord } from '../gateway-request-error.ts';
import { EventsDocument } from '../operations.generated.ts';
import { itemOfResult } from './events-result.ts';
import type { Stream, StreamItem, StreamRequest } from './stream.ts';

export type WebSocketStreamOptions = {
  /** `ws:` or `wss:`. */
  readonly url: string;
  readonly sourceIds: readonly string[] | undefined;
  readonly connectionParams: Credentials<Readonly<Record<string, unknown>>> | undefined;
  /** A constructor with the interface of the browser's WebSocket; undefined: the global one. */
  readonly webSocketImpl: unknown;
  readonly clock: Clock;
  /** After how many milliseconds of silence to ask whether the gateway is there, and how long to wait for its answer. */
  readonly heartbeat: number;
};

/** Close codes with which a gateway says that credentials are missing or were not accepted. */
const REFUSED = new Set([4401, 4403]);

/**
 * The subscription over graphql-transport-ws. Each call of follow has a connection of its own: after some close codes a
 * graphql-ws client never comes back, and its retries repeat the cursor that they began with.
 */
export function webSocketStream(options: WebSocketStreamOptions): Stream {
  return {
    transport: 'websocket',
    follow: (request, onItem, signal) => follow(options, request, onItem, signal),
  };
}

function follow(
  options: WebSocketStreamOptions,
  request: StreamRequest,
  onItem: (item: StreamItem) => void,
  signal: AbortSignal,
): Promise<Error> {
  const { clock, heartbeat } = options;
  return new Promise((resolve) => {
    let ended = false;
    let acknowledged = false;
    let unanswered: (() => void) | undefined;

    const client = createClient({
      url: options.url,
      connectionParams: async () =>
        credentialsFor(options.connectionParams, { refused: request.refused }, signal),
      webSocketImpl: options.webSocketImpl,
      retryAttempts: 0,
      keepAlive: heartbeat,
      on: {
        connected: () => {
          acknowledged = true;
        },
        ping: (received) => {
          if (!received) unanswered ??= deadline(clock, heartbeat, silent);
        },
        message: () => {
          unanswered?.();
          unanswered = undefined;
        },
        closed: (event) => end(closeError(event)),
      },
    });
    const unsubscribe = client.subscribe(
      { query: EventsDocument.toString(), variables: { sourceIds: options.sourceIds, after: request.after } },
      {
        next: (result) => {
          try {
            if (!ended) onItem(itemOfResult(result));
          } catch (error) {
            end(errorOf(error));
          }
        },
        error: (error) => end(Array.isArray(error) ? errorFromGraphQL(error) : closeError(error)),
        complete: () => end(new GatewayRequestError('UNREACHABLE', 'The gateway ended the stream.')),
      },
    );

    function silent() {
      end(
        new GatewayRequestError('UNREACHABLE', `The gateway was silent for ${2 * heartbeat} ms.`),
        'terminate',
      );
    }

    function aborted() {
      end(new GatewayRequestError('UNREACHABLE', 'Closed.'));
    }

    function end(error: Error, farewell: 'complete' | 'terminate' = 'complete') {
      if (ended) return;
      ended = true;
      unanswered?.();
      signal.removeEventListener('abort', aborted);
      unsubscribe();
      // Nobody is there to say goodbye to, or the connection is still being made and would outlive us.
      if (farewell === 'terminate' || !acknowledged) client.terminate();
      resolve(error);
    }

    if (signal.aborted) aborted();
    else signal.addEventListener('abort', aborted);
  });
}

function closeError(event: unknown): Error {
  if (isRecord(event) && typeof event['code'] === 'number') {
    const code = event['code'];
    const reason =
      typeof event['reason'] === 'string' && event['reason'] !== '' ? `: ${event['reason']}` : '';
    return new GatewayRequestError(
      REFUSED.has(code) ? 'UNAUTHENTICATED' : 'UNREACHABLE',
      `The WebSocket closed with ${code}${reason}.`,
      { closeCode: code },
    );
  }
  if (event instanceof Error) return event;
  return new GatewayRequestError('UNREACHABLE', 'The WebSocket could not be opened, or broke.');
}
