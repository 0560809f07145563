import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';

const run = promisify(execFile);

test('the oldest Node that package.json names runs the gateway, its example and its command line', async () => {
  const { engines } = JSON.parse(readFileSync('package.json', 'utf8')) as { engines: { node: string } };
  const floor = `${engines.node.replace('>=', '')}.0`;
  const directory = await mkdtemp(join(tmpdir(), 'gateway-floor-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  await run('npm', ['install', '--prefix', directory, '--no-audit', '--no-fund', `node@${floor}`]);
  const node = join(directory, 'node_modules', '.bin', 'node');
  const environment = {
    ...process.env,
    PORT: '0',
    LOG_LEVEL: 'error',
    NODE_NO_WARNINGS: '1',
    DATABASE_URL: `file:${join(directory, 'gateway.db')}`,
  };

  const gateway = spawn(node, ['src/main.ts'], { env: environment, stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void gateway.kill('SIGKILL'));
  const exited = once(gateway, 'exit');
  const [ready] = (await once(createInterface(gateway.stdout), 'line')) as [string];
  const url = /http\S+/.exec(ready)?.[0];
  const example = await run(node, ['examples/edit-or-remove-assets/edit-or-remove-assets.ts'], {
    env: { ...environment, GATEWAY_URL: url },
  });
  const check = await run(node, ['src/cli/main.ts', 'check'], { env: environment });
  gateway.kill('SIGTERM');

  expect((await run(node, ['--version'])).stdout.trim()).toBe(`v${floor}`);
  expect(example.stdout).toContain('✓ Heard 3 events');
  expect(check.stdout).toContain('Everything agrees');
  expect(await exited).toEqual([0, null]);
});
