import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const MAIN = fileURLToPath(new URL('../../../src/main.ts', import.meta.url));

/** The gateway as a process of its own, that can be killed and started again on the same port and database. */
export class GatewayProcess {
  readonly url: string;
  readonly #port: number;
  readonly #directory: string;
  #child: ChildProcess | undefined;

  static async start(): Promise<GatewayProcess> {
    const directory = await mkdtemp(join(tmpdir(), 'gateway-process-'));
    const gateway = new GatewayProcess(await freePort(), directory);
    onTestFinished(async () => {
      await gateway.kill();
      await rm(directory, { recursive: true, force: true });
    });
    await gateway.restart();
    return gateway;
  }

  private constructor(port: number, directory: string) {
    this.#port = port;
    this.#directory = directory;
    this.url = `http://127.0.0.1:${port}`;
  }

  /** Starts it; resolves when it listens. */
  async restart(): Promise<void> {
    const child = spawn(process.execPath, [MAIN], {
      env: {
        PATH: process.env['PATH'],
        PORT: String(this.#port),
        DATABASE_URL: `file:${join(this.#directory, 'gateway.db')}`,
        LOG_LEVEL: 'error',
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#child = child;
    const ready = once(child.stdout, 'data');
    const ended = once(child, 'exit').then(([code]) =>
      Promise.reject(new Error(`It ended with ${String(code)}.`)),
    );
    await Promise.race([ready, ended]);
    ended.catch(() => undefined);
  }

  /** kill -9: no goodbye. */
  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }

  /** Runs an operation. Rejects when nobody answers. */
  async query<T>(query: string, variables: object = {}): Promise<T> {
    const response = await fetch(`${this.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = (await response.json()) as { data?: T; errors?: unknown };
    if (errors !== undefined || data === undefined) throw new Error(JSON.stringify(errors));
    return data;
  }

  /** Tells whether everything is loaded. */
  async isReady(): Promise<boolean> {
    return (await fetch(`${this.url}/readyz`)).ok;
  }

  /** A gauge of /metrics; several, by label, are added up. */
  async metric(name: string): Promise<number> {
    const text = await (await fetch(`${this.url}/metrics`)).text();
    const lines = text
      .split('\n')
      .filter((line) => line.startsWith(`${name} `) || line.startsWith(`${name}{`));
    return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}
