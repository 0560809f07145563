import type { Clock } from './clock.ts';
import type { Credentials, HeaderValues } from './credentials.ts';
import type { AssetInput } from './asset-input.ts';
import type { FailedOperation } from './failed-operation.ts';
import type { Connection, Transport } from './connection.ts';

/** Where the gateway is, what of it to show, and how to get there. Only `url` is needed. */
export type ConnectOptions = {
  /** Of the gateway's GraphQL endpoint: `https://assets.example.com/graphql`. In a browser it may be relative to the page. */
  readonly url: string;
  /** Which sources to show, also those that don't exist yet; `'all'`, which is the default, follows what comes and goes. */
  readonly sourceIds?: readonly string[] | 'all' | undefined;
  /** Sent with every request: a value, or a function that is asked each time and may be async. */
  readonly headers?: Credentials<HeaderValues> | undefined;
  /**
   * Sent when a WebSocket opens, which can carry no headers: a value, or a function that is asked each time and may be async.
   * Default: what `headers` gives.
   */
  readonly connectionParams?: Credentials<Readonly<Record<string, unknown>>> | undefined;
  /**
   * `'auto'`, the default: WebSocket, where that does not open server-sent events, where those don't open either polling; a
   * better one is looked for now and then. Any other: that one alone.
   */
  readonly transport?: Transport | 'auto' | undefined;
  /** Called when the connection changes. */
  readonly onStatus?: ((status: Connection) => void) | undefined;
  /** Called when the sources change: which there are, or what is said of them. */
  readonly onSources?: (() => void) | undefined;
  /** Told of failures that nobody waits for, such as an upload that the gateway refused. Default: a warning on the console. */
  readonly onError?: ((error: Error, operation: FailedOperation, sourceId?: string) => void) | undefined;
  /** True: the engine's addAssetToSource and removeAssetFromSource fail, instead of changing the gateway's source. */
  readonly readOnly?: boolean | undefined;
  /**
   * Called with an asset that the editor adds, before it goes to the gateway. The place to upload a file that only this page
   * knows (`blob:`, `buffer:`) and to put its public URI into `meta`. A rejection goes to `onError`, and nothing is added.
   */
  readonly prepareAsset?:
    | ((asset: AssetInput, sourceId: string) => AssetInput | Promise<AssetInput>)
    | undefined;
  /** Default: the global one. */
  readonly fetch?: typeof fetch | undefined;
  /** A constructor with the interface of the browser's WebSocket. Default: the global one. */
  readonly webSocketImpl?: unknown;
  /** Times, in milliseconds. */
  readonly timing?: Partial<Timing> | undefined;
  /** Timers and chance, for tests. Default: the real ones. */
  readonly clock?: Clock | undefined;
};

/** Times, in milliseconds. */
export type Timing = {
  /** How long a panel must have asked nothing before it is told of what changed while it waited for answers. Default: 60. */
  readonly quiet: number;
  /** How long one request may take. Default: 20,000. */
  readonly requestTimeout: number;
  /** How long a stream may take to open before the next transport is tried. Default: 10,000. */
  readonly openTimeout: number;
  /**
   * After how long a silence the gateway is asked whether it is there; after twice that, the stream is begun anew. Default: 15,000.
   * The gateway itself speaks up that often on event streams, where it can't be asked: with less they would start over and over.
   */
  readonly heartbeat: number;
  /** The wait after the first failed attempt to connect; doubled after each, with jitter. Default: 300. */
  readonly retryFirst: number;
  /** The longest wait between attempts to connect. Default: 20,000. */
  readonly retryLongest: number;
  /** When to look whether a better transport opens by now; doubled each time it does not. Default: 60,000. */
  readonly upgradeAfter: number;
  /** Between two looks when polling. Default: 5,000. */
  readonly pollInterval: number;
  /** How long asset panels get to let go of a source before the engine loses it. Default: 500. */
  readonly lettingGo: number;
};

export const DEFAULT_TIMING: Timing = {
  quiet: 60,
  requestTimeout: 20_000,
  openTimeout: 10_000,
  heartbeat: 15_000,
  retryFirst: 300,
  retryLongest: 20_000,
  upgradeAfter: 60_000,
  pollInterval: 5_000,
  lettingGo: 500,
};
