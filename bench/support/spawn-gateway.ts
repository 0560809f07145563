import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

/** A gateway in a process of its own, as `npm start` runs it, that is ready. */
export type SpawnedGateway = AsyncDisposable & { readonly url: string; readonly pid: number };

/** Starts one on a free port, with a database that goes when it is disposed of. */
export async function spawnGateway(
  environment: Readonly<Record<string, string>> = {},
): Promise<SpawnedGateway> {
  const directory = await mkdtemp(join(tmpdir(), 'gateway-bench-'));
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
  while ((await fetch(`${url}/readyz`)).status !== 200)
    await new Promise((resolve) => setTimeout(resolve, 20));
  return {
    url,
    pid: child.pid,
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGTERM');
      await exited;
      await rm(directory, { recursive: true, force: true });
    },
  };
}
