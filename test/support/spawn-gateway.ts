import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { EngineContent, GatewayChildMessage, GatewayChildRequest } from './gateway-child.ts';

const CHILD = fileURLToPath(new URL('./gateway-child.ts', import.meta.url));

/** A gateway in a process of its own. */
export type SpawnedGateway = {
  readonly url: string;
  /** kill -9; resolves when the process is gone. */
  kill(): Promise<void>;
  killEngine(): Promise<void>;
  engineContent(): Promise<EngineContent>;
};

/** Starts one on a database file; rejects when the process ends before it listens. Killed when the test ends. */
export async function spawnGateway(
  databaseFile: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<SpawnedGateway> {
  const child = fork(CHILD, {
    env: { PORT: '0', LOG_LEVEL: 'silent', DATABASE_URL: `file:${databaseFile}`, ...environment },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const gone = once(child, 'exit').then(() => undefined);
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await gone;
  };
  onTestFinished(kill);
  const waiting = new Map<number, (content: EngineContent) => void>();
  const ready = new Promise<string>((resolve, reject) => {
    child.on('message', (message: GatewayChildMessage) => {
      if (message.type === 'READY') resolve(message.url);
      else waiting.get(message.id)?.(message.content);
    });
    void gone.then(() => {
      for (const resolveWaiting of waiting.values()) resolveWaiting(undefined);
      reject(new Error('The gateway ended before it listened.'));
    });
  });
  const url = await ready;
  let asked = 0;
  const ask = (type: GatewayChildRequest['type']): Promise<EngineContent> => {
    asked += 1;
    const id = asked;
    return new Promise((resolve) => {
      waiting.set(id, resolve);
      child.send({ id, type } satisfies GatewayChildRequest, (error) => {
        if (error !== null) resolve(undefined);
      });
    });
  };
  return {
    url,
    kill,
    killEngine: async () => void (await ask('KILL_ENGINE')),
    engineContent: () => ask('ENGINE_CONTENT'),
  };
}
