import { callBack } from './call-back.ts';
import { systemClock } from './clock.ts';
import type { Connection, Transport } from './connection.ts';
import { credentialsFor, type CredentialsOccasion } from './credentials.ts';
import type { AssetEngine } from './engine.ts';
import type { Endpoint } from './gateway-request.ts';
import { DEFAULT_TIMING, type ConnectOptions } from './options.ts';
import type { ConnectedSource } from './source/connected-source.ts';
import { GatewaySources } from './source/gateway-sources.ts';
import { Follower } from './stream/follower.ts';
import { pollStream } from './stream/poll-stream.ts';
import { sseStream } from './stream/sse-stream.ts';
import type { Stream } from './stream/stream.ts';
import { webSocketStream } from './stream/websocket-stream.ts';
import { onReturn } from './on-return.ts';
import { warn } from './warn.ts';

/** A gateway in an engine. Whoever connected it disposes of it: before the engine, when both end. */
export interface AssetGateway {
  /** How it is connected now. */
  readonly status: Connection;
  /** The gateway's sources that are in the engine, by id. */
  readonly sources: readonly ConnectedSource[];
  /**
   * Resolves when the sources that the gateway has are in the engine. While the gateway can't be reached it stays pending, and
   * never rejects.
   */
  readonly ready: Promise<void>;
  /** Calls `listener` when sources come, go, or get another name, until the function that it returns is called. */
  onSources(listener: () => void): () => void;
  /** Has every panel ask the gateway anew, and reads the sources again. For the impatient: no change needs it. */
  refresh(): void;
  /**
   * Closes what is open and takes the sources out of the engine. Queries under way still get their answers. Resolves when the
   * sources are out, after half a second: asset panels that show them have to let go first. May be called more than once.
   */
  dispose(): Promise<void>;
}

/**
 * Puts a gateway's asset sources into an engine and keeps its asset panels fresh, whatever becomes of the connection. Returns at
 * once; the sources appear as soon as the gateway answers. Throws when `url` is none.
 */
export function connectAssetGateway(engine: AssetEngine, options: ConnectOptions): AssetGateway {
  const timing = { ...DEFAULT_TIMING, ...options.timing };
  const clock = options.clock ?? systemClock;
  const backoff = { first: timing.retryFirst, longest: timing.retryLongest };
  const sourceIds = options.sourceIds === 'all' ? undefined : options.sourceIds;
  const fetchNow = options.fetch ?? fetch;
  const endpoint: Endpoint = {
    url: absolute(options.url).href,
    headers: options.headers,
    fetch: async (input, init) => {
      // Called as a function: the browser's fetch refuses to be a method of anything else.
      const response = await fetchNow(input, init);
      // Whoever asks finds out first that the gateway is back.
      if (response.ok && follower.connection.state === 'waiting') follower.wake();
      return response;
    },
    clock,
    requestTimeout: timing.requestTimeout,
  };

  const listeners = new Set<() => void>();
  if (options.onSources !== undefined) listeners.add(options.onSources);
  const sources = new GatewaySources({
    engine,
    endpoint,
    sourceIds,
    backoff,
    refresh: { quiet: timing.quiet, patience: 2_000, retry: 2_000 },
    lettingGo: timing.lettingGo,
    readOnly: options.readOnly ?? false,
    prepareAsset: options.prepareAsset,
    onError: (...failure) => callBack(options.onError ?? warn, ...failure),
    onSources: () => {
      for (const listener of listeners) callBack(listener);
    },
  });
  const follower: Follower = new Follower({
    streams: streamsFor(options, endpoint, sourceIds, timing),
    backoff,
    openTimeout: timing.openTimeout,
    upgradeAfter: { first: timing.upgradeAfter, longest: 10 * timing.upgradeAfter },
    clock,
    onItem: (item) => sources.take(item),
    onConnection: (connection) => callBack(options.onStatus, connection),
  });
  const stopListening = onReturn({ online: () => follower.renew(), visible: () => follower.wake() });

  return {
    get status() {
      return follower.connection;
    },
    get sources() {
      return sources.list;
    },
    ready: sources.ready,
    onSources(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    refresh() {
      follower.wake();
      sources.refresh();
      sources.reread('VERSIONS');
    },
    async dispose() {
      stopListening();
      follower.stop();
      const out = sources.dispose();
      listeners.clear();
      await out;
    },
  };
}

function streamsFor(
  options: ConnectOptions,
  endpoint: Endpoint,
  sourceIds: readonly string[] | undefined,
  timing: typeof DEFAULT_TIMING,
): readonly Stream[] {
  const { transport = 'auto' } = options;
  const make: Record<Transport, () => Stream> = {
    websocket: () =>
      webSocketStream({
        url: endpoint.url.replace(/^http/, 'ws'),
        sourceIds,
        connectionParams:
          options.connectionParams ??
          (async (occasion: CredentialsOccasion) => (await credentialsFor(options.headers, occasion)) ?? {}),
        webSocketImpl: options.webSocketImpl,
        clock: endpoint.clock,
        heartbeat: timing.heartbeat,
      }),
    sse: () => sseStream({ ...endpoint, sourceIds, silence: 2 * timing.heartbeat }),
    poll: () => pollStream({ ...endpoint, interval: timing.pollInterval }),
  };
  if (transport !== 'auto') return [make[transport]()];
  const hasWebSocket = options.webSocketImpl !== undefined || typeof WebSocket !== 'undefined';
  return [...(hasWebSocket ? [make.websocket()] : []), make.sse(), make.poll()];
}

function absolute(url: string): URL {
  return new URL(url, typeof location === 'undefined' ? undefined : location.href);
}
