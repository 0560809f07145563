import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { expect, onTestFinished, test } from 'vitest';

const SECRET = Buffer.from('a secret that the cms knows too!');

const CONFIG = `import { existsSync } from 'node:fs';
export default {
  sources: { cms: {} },
  webhooks: {
    cms: {
      verify: { by: 'standard-webhooks', secrets: ['whsec_${SECRET.toString('base64')}'] },
      apply: 'cms',
      changes: async (payload) => {
        while (existsSync(new URL('hold', import.meta.url))) await new Promise((resolve) => setTimeout(resolve, 20));
        return [{ upsert: { id: payload.id } }];
      },
    },
  },
};`;

type Running = { readonly url: string; kill(): Promise<void> };

async function gatewayIn(directory: string): Promise<Running> {
  const child: ChildProcessByStdio<null, Readable, null> = spawn(process.execPath, ['src/main.ts'], {
    cwd: join(import.meta.dirname, '../..'),
    env: {
      ...process.env,
      PORT: '0',
      LOG_LEVEL: 'silent',
      DATABASE_URL: `file:${join(directory, 'gateway.db')}`,
      GATEWAY_CONFIG: join(directory, 'gateway.config.ts'),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  };
  onTestFinished(kill);
  const lines = createInterface({ input: child.stdout });
  const [line] = (await once(lines, 'line')) as [string];
  const url = /http:\/\/\S+(?=\/graphql)/.exec(line)?.[0];
  if (url === undefined) throw new Error(line);
  return { url, kill };
}

async function deliver(url: string, id: string): Promise<number> {
  const body = JSON.stringify({ id });
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const signature = createHmac('sha256', SECRET).update(`msg_${id}.${timestamp}.${body}`).digest('base64');
  const headers = {
    'webhook-id': `msg_${id}`,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${signature}`,
  };
  return (await fetch(`${url}/webhooks/cms`, { method: 'POST', body, headers })).status;
}

async function query<T>(url: string, text: string): Promise<T> {
  const request = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: text }),
  };
  return ((await (await fetch(`${url}/graphql`, request)).json()) as { data: T }).data;
}

test('a kill -9 between answer and work loses no delivery', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'gateway-kill-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  await writeFile(join(directory, 'gateway.config.ts'), CONFIG);
  await writeFile(join(directory, 'hold'), '');
  const ids = Array.from({ length: 40 }, (_, number) => `asset-${String(number).padStart(2, '0')}`);

  const first = await gatewayIn(directory);
  expect(await Promise.all(ids.slice(0, 30).map((id) => deliver(first.url, id)))).toEqual(
    Array(30).fill(200),
  );
  await first.kill();
  const second = await gatewayIn(directory);
  expect(await Promise.all(ids.slice(20).map((id) => deliver(second.url, id)))).toEqual(Array(20).fill(200));
  await second.kill();
  await rm(join(directory, 'hold'));
  const third = await gatewayIn(directory);

  const found = async () => {
    const { findAssets } = await query<{ findAssets: { assets: { id: string }[] } }>(
      third.url,
      '{ findAssets(sourceId: "cms", query: { perPage: 100 }) { assets { id } } }',
    );
    return findAssets.assets.map(({ id }) => id).toSorted();
  };
  await expect.poll(found, { timeout: 15_000 }).toEqual(ids);
  const { webhookDeliveries } = await query<{ webhookDeliveries: { status: string }[] }>(
    third.url,
    '{ webhookDeliveries(first: 200) { status } }',
  );
  expect(webhookDeliveries).toHaveLength(40);
}, 60_000);
