import { deadline } from '../clock.ts';
import { credentialsFor } from '../credentials.ts';
import { errorFromGraphQL, errorOf, GatewayRequestError, isRecord } from '../gateway-request-error.ts';
import type { Endpoint } from '../gateway-request.ts';
import { EventsDocument } from '../operations.generated.ts';
import { itemOfResult } from './events-result.ts';
import { eventStreamParser } from './event-stream-parser.ts';
import type { Stream, StreamItem, StreamRequest } from './stream.ts';

export type SseStreamOptions = Endpoint & {
  readonly sourceIds: readonly string[] | undefined;
  /** How many milliseconds the gateway may say nothing, not even that it is there. */
  readonly silence: number;
};

/** The subscription over server-sent events: by fetch and not by EventSource, which can send no headers. */
export function sseStream(options: SseStreamOptions): Stream {
  return {
    transport: 'sse',
    follow: async (request, onItem, signal) => {
      const connection = new AbortController();
      const abort = () => connection.abort();
      if (signal.aborted) abort();
      signal.addEventListener('abort', abort);
      const watchdog = silenceWatchdog(options, abort);
      try {
        watchdog.heard();
        await read(options, request, onItem, connection.signal, () => watchdog.heard());
        return new GatewayRequestError('UNREACHABLE', 'The gateway ended the stream.');
      } catch (error) {
        if (error instanceof GatewayRequestError) return error;
        return new GatewayRequestError(
          'UNREACHABLE',
          `The event stream broke: ${errorOf(error).message}.`,
          {},
          {
            cause: error,
          },
        );
      } finally {
        watchdog.stop();
        signal.removeEventListener('abort', abort);
        connection.abort();
      }
    },
  };
}

async function read(
  options: SseStreamOptions,
  request: StreamRequest,
  onItem: (item: StreamItem) => void,
  signal: AbortSignal,
  heard: () => void,
): Promise<void> {
  const response = await options.fetch(options.url, {
    method: 'POST',
    headers: {
      ...(await credentialsFor(options.headers, { refused: request.refused }, signal)),
      'content-type': 'application/json',
      accept: 'text/event-stream',
    },
    body: JSON.stringify({
      query: EventsDocument.toString(),
      variables: { sourceIds: options.sourceIds, after: request.after },
    }),
    cache: 'no-store',
    signal,
  });
  if (!response.headers.get('content-type')?.startsWith('text/event-stream') || response.body === null) {
    throw refusal(response, await response.text());
  }

  let completed = false;
  const parse = eventStreamParser(({ event, data }) => {
    if (event === 'complete') completed = true;
    if (event === 'next' && !signal.aborted) onItem(itemOfResult(JSON.parse(data)));
  });
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  while (!completed) {
    const { done, value } = await reader.read();
    if (done) return;
    heard();
    parse(decoder.decode(value, { stream: true }));
  }
}

function refusal(response: Response, text: string): GatewayRequestError {
  try {
    const answer: unknown = JSON.parse(text);
    if (isRecord(answer) && Array.isArray(answer['errors'])) return errorFromGraphQL(answer['errors']);
  } catch {
    // Not ours: a proxy's page.
  }
  return new GatewayRequestError(
    response.status === 401 ? 'UNAUTHENTICATED' : 'UNREACHABLE',
    `${response.url} answered ${response.status} and no event stream.`,
    { status: response.status },
  );
}

function silenceWatchdog({ clock, silence }: SseStreamOptions, bite: () => void) {
  let stop = () => {};
  return {
    heard() {
      stop();
      stop = deadline(clock, silence, bite);
    },
    stop: () => stop(),
  };
}
