import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const MAIN = new URL('../../../src/main.ts', import.meta.url).pathname;

/** A gateway in a process of its own, that can be killed and started again with its data. Whoever starts it closes it. */
export class GatewayProcess {
  readonly #directory: string;
  readonly #environment: Readonly<Record<string, string>>;
  #child: ChildProcess;
  /** `http://127.0.0.1:PORT`; another one after a restart. */
  url: string;

  private constructor(directory: string, environment: Readonly<Record<string, string>>, running: Running) {
    this.#directory = directory;
    this.#environment = environment;
    this.#child = running.child;
    this.url = running.url;
  }

  static async start(environment: Readonly<Record<string, string>> = {}): Promise<GatewayProcess> {
    const directory = await mkdtemp(join(tmpdir(), 'gateway-process-'));
    return new GatewayProcess(directory, environment, await run(directory, environment));
  }

  get port(): number {
    return Number(new URL(this.url).port);
  }

  /** Ends it as a power cut would. */
  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#child.kill('SIGKILL');
    await once(this.#child, 'exit');
  }

  /** Starts it again after {@link GatewayProcess.kill}, by default with nothing changed. */
  async restart(environment: Readonly<Record<string, string>> = this.#environment): Promise<void> {
    const { child, url } = await run(this.#directory, environment);
    this.#child = child;
    this.url = url;
  }

  async close(): Promise<void> {
    await this.kill();
    await rm(this.#directory, { recursive: true, force: true });
  }

  /** Runs an operation; throws when the answer has errors. */
  async run<T = Record<string, never>>(
    query: string,
    variables: object = {},
    headers: Readonly<Record<string, string>> = {},
  ): Promise<T> {
    const response = await fetch(`${this.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = (await response.json()) as { data: T; errors?: unknown };
    if (errors !== undefined) throw new Error(JSON.stringify(errors));
    return data;
  }
}

type Running = { readonly child: ChildProcess; readonly url: string };

async function run(directory: string, environment: Readonly<Record<string, string>>): Promise<Running> {
  const child = spawn(process.execPath, [MAIN], {
    cwd: directory,
    env: {
      ...process.env,
      PORT: '0',
      DATABASE_URL: `file:${join(directory, 'gateway.db')}`,
      LOG_LEVEL: 'silent',
      DRAIN_MS: '0',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /(http:\/\/[^/\s]+)\/graphql/.exec(line)?.[1];
    if (url !== undefined) return { child, url };
  }
  throw new Error('The gateway did not start.');
}
