import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { startGateway as start, type Gateway, type GatewayOptions } from '../../src/gateway.ts';
import { createLog } from '../../src/log.ts';

/** A gateway in this process, with its own port and database; disposed of when the test ends. */
export type TestGateway = Gateway & {
  /** Runs an operation over HTTP; returns the body. */
  query<T = Record<string, unknown>>(query: string, variables?: object): Promise<GraphQLAnswer<T>>;
  /** Runs an operation over HTTP; throws when the answer has errors. */
  run<T = Record<string, never>>(query: string, variables?: object): Promise<T>;
  /** The code of the first error that the operation ends with; undefined when it succeeds. */
  codeOf(query: string, variables?: object): Promise<string | undefined>;
  readonly databaseFile: string;
  /** Resolves when the engine holds everything: events follow their mutations at once from then on. */
  ready(): Promise<void>;
  /** Stops it and leaves its database for another. */
  stop(): Promise<void>;
};

export type GraphQLAnswer<T> = {
  readonly data?: T | null;
  readonly errors?: readonly {
    readonly message: string;
    readonly path?: readonly (string | number)[];
    readonly extensions: Readonly<Record<string, unknown>> & { readonly code: string };
  }[];
};

export type TestGatewayOptions = {
  /** Environment variables; HOST, PORT and DATABASE_URL have test values. */
  readonly environment?: Readonly<Record<string, string>>;
  /** A database that is there already, and stays. */
  readonly databaseFile?: string;
  readonly faultInjection?: boolean;
  /** The outside systems that it is connected to. */
  readonly outside?: GatewayOptions['outside'];
  readonly fetch?: GatewayOptions['fetch'];
  readonly headers?: Readonly<Record<string, string>>;
  /** Called instead of vitest's onTestFinished: for gateways that serve a whole file. */
  readonly onDone?: (dispose: () => Promise<void>) => void;
};

/** Starts a gateway. Tests that each use sources of their own can share one. */
export async function startGateway(options: TestGatewayOptions = {}): Promise<TestGateway> {
  const directory = await mkdtemp(join(tmpdir(), 'gateway-test-'));
  const databaseFile = options.databaseFile ?? join(directory, 'gateway.db');
  const config = readConfig({
    PORT: '0',
    LOG_LEVEL: 'silent',
    DATABASE_URL: `file:${databaseFile}`,
    ...options.environment,
  });
  const gateway = await start({
    config,
    log: createLog(config.logLevel, false),
    faultInjection: options.faultInjection,
    // Never a gateway.config.ts that lies about.
    outside: options.outside ?? {},
    fetch: options.fetch,
  });
  let disposed: Promise<void> | undefined;
  const stop = (): Promise<void> => (disposed ??= Promise.resolve(gateway[Symbol.asyncDispose]()));
  const dispose = async (): Promise<void> => {
    await stop();
    await rm(directory, { recursive: true, force: true });
  };
  (options.onDone ?? onTestFinished)(dispose);
  const query: TestGateway['query'] = async (text, variables = {}) => {
    const response = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...options.headers },
      body: JSON.stringify({ query: text, variables }),
    });
    return (await response.json()) as never;
  };
  return {
    ...gateway,
    get url() {
      return gateway.url;
    },
    databaseFile,
    stop,
    ready: async () => {
      await expect.poll(() => gateway.engine.status.state, { timeout: 15_000 }).toBe('READY');
    },
    query,
    run: async (text, variables) => {
      const { data, errors } = await query(text, variables);
      if (errors !== undefined) throw new Error(JSON.stringify(errors));
      return data as never;
    },
    codeOf: async (text, variables) => (await query(text, variables)).errors?.[0]?.extensions.code,
    [Symbol.asyncDispose]: dispose,
  };
}
