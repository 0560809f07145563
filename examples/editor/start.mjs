// Starts gateway and page, by the Node that the gateway brings along where this one is too old for it.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

for (const [folder, where] of [
  ['../../node_modules/graphql-ws', 'the root of this repository'],
  ['node_modules/@cesdk/cesdk-js', 'examples/editor'],
]) {
  if (existsSync(path(folder))) continue;
  process.stderr.write(`Run npm ci in ${where} first.\n`);
  process.exit(1);
}

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major > 22 || (major === 22 && minor >= 18)) {
  await import('./start.ts');
} else {
  const child = spawn(path('../../node_modules/node/bin/node'), [path('start.ts')], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  child.once('exit', (code) => process.exit(code ?? 0));
}
