import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

/** A gateway in a process of its own, as `npm start` runs it. Disposed of, it stops gracefully. */
export type RunningGateway = AsyncDisposable & { readonly url: string; readonly pid: number };

/** Starts one on a free port, with its database in `directory`. Resolves when it listens. */
export async function runGateway(
  directory: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<RunningGateway> {
  const child = spawn(process.execPath, [MAIN], {
    env: {
      ...process.env,
      PORT: '0',
      LOG_LEVEL: 'error',
      DRAIN_MS: '0',
      DATABASE_URL: `file:${join(directory, 'gateway.db')}`,
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const [line] = (await Promise.race([
    once(createInterface(child.stdout), 'line'),
    exited.then(() => Promise.reject(new Error('the gateway did not start'))),
  ])) as [string];
  const url = /http:\/\/[^/\s]+/.exec(line)?.[0];
  if (url === undefined || child.pid === undefined) throw new Error(`no address in: ${line}`);
  return {
    url,
    pid: child.pid,
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGTERM');
      await exited;
    },
  };
}
