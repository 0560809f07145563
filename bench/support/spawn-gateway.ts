import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runGateway, type RunningGateway } from './run-gateway.ts';

/** A gateway that is ready, with a database that goes when it is disposed of. */
export async function spawnGateway(
  environment: Readonly<Record<string, string>> = {},
): Promise<RunningGateway> {
  const directory = await mkdtemp(join(tmpdir(), 'gateway-bench-'));
  const { url, pid, [Symbol.asyncDispose]: stop } = await runGateway(directory, environment);
  while ((await fetch(`${url}/readyz`)).status !== 200) await sleep(20);
  return {
    url,
    pid,
    [Symbol.asyncDispose]: async () => {
      await stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
