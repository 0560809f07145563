import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { addDemoSource } from './demo-source.ts';
import { servePage } from './page-server.ts';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

/** Builds the client, starts a gateway with its data beside this file, and serves the page. */
async function main(): Promise<void> {
  const built = spawnSync(
    path('../../node_modules/.bin/tsc'),
    ['-p', path('../../client/tsconfig.build.json')],
    {
      stdio: 'inherit',
    },
  );
  if (built.status !== 0) throw new Error('The client could not be built.');

  const page = await servePage({ port: Number(process.env['PORT'] ?? 8080), gatewayUrl: () => gatewayUrl });
  let gatewayUrl = '';
  mkdirSync(path('data'), { recursive: true });
  const gateway = spawn(process.execPath, [path('../../src/main.ts')], {
    env: {
      ...process.env,
      PORT: process.env['GATEWAY_PORT'] ?? '4000',
      DATABASE_URL: `file:${path('data/gateway.db')}`,
      CORS_ORIGINS: page.url,
      LOG_LEVEL: 'warn',
      DRAIN_MS: '0',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  gateway.once('exit', (code) => process.exit(code ?? 0));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => gateway.kill(signal));
  for await (const line of createInterface({ input: gateway.stdout })) {
    gatewayUrl = /http:\S+\/graphql/.exec(line)?.[0] ?? gatewayUrl;
    if (gatewayUrl !== '') break;
  }
  await addDemoSource(gatewayUrl);
  process.stdout.write(`Editor:  ${page.url}\nGateway: ${gatewayUrl}\n`);
}

await main();
