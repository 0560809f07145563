import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';

const run = promisify(execFile);
const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));
const ROOT = path('../../node_modules');

/** An app of the size of a README. */
const APP = `
import { addGatewayLibraryEntry, connectAssetGateway, type AssetGateway, type Connection } from '@asset-gateway/client';

declare const cesdk: Parameters<typeof addGatewayLibraryEntry>[0] & { engine: Parameters<typeof connectAssetGateway>[0] };

export const gateway: AssetGateway = connectAssetGateway(cesdk.engine, {
  url: 'https://assets.example.com/graphql',
  headers: async ({ refused }) => ({ authorization: refused ? 'new' : 'old' }),
  onStatus: (status: Connection) => status.state === 'waiting' && status.error.message,
});
export const remove: () => void = addGatewayLibraryEntry(cesdk, gateway, { title: 'Photos' });

// @ts-expect-error there is no such transport
connectAssetGateway(cesdk.engine, { url: '/graphql', transport: 'carrier pigeon' });
`;

/** Packs the client and puts it, with what it needs, into an empty project; returns the project's folder. */
async function installed(): Promise<string> {
  const project = await mkdtemp(join(tmpdir(), 'client-package-'));
  onTestFinished(() => rm(project, { recursive: true, force: true }));
  // Built from a copy: the tests that run beside this one use the client's own folder.
  const copy = join(project, 'packing');
  await mkdir(copy);
  for (const part of ['package.json', 'tsconfig.build.json', 'README.md', 'src']) {
    await cp(path(`../${part}`), join(copy, part), { recursive: true });
  }
  await cp(path('../../tsconfig.json'), join(project, 'tsconfig.json'));
  await symlink(ROOT, join(copy, 'node_modules'));
  await run(process.execPath, [join(ROOT, 'typescript/bin/tsc'), '-p', 'tsconfig.build.json'], { cwd: copy });
  await run('npm', ['pack', '--ignore-scripts', '--pack-destination', project], { cwd: copy });

  const modules = join(project, 'node_modules');
  await mkdir(join(modules, '@asset-gateway/client'), { recursive: true });
  const tarball = join(project, 'asset-gateway-client-0.1.0.tgz');
  await run('tar', ['-xzf', tarball, '--strip-components=1', '-C', join(modules, '@asset-gateway/client')]);
  // What npm would fetch: the dependency, and the peer that comes with it.
  for (const dependency of ['graphql-ws', 'graphql']) {
    await symlink(join(ROOT, dependency), join(modules, dependency));
  }
  return project;
}

test('the package that npm packs installs, type-checks to the last declaration, and is small', async () => {
  const project = await installed();
  await writeFile(join(project, 'package.json'), '{ "type": "module" }');
  await writeFile(join(project, 'app.ts'), APP);
  const strict =
    '--strict --exactOptionalPropertyTypes --noEmit --module nodenext --target es2022 --lib es2022,dom';

  await run(
    process.execPath,
    [
      join(ROOT, 'typescript/bin/tsc'),
      ...strict.split(' '),
      '--skipLibCheck',
      'false',
      '--ignoreConfig',
      'app.ts',
    ],
    { cwd: project },
  );

  await writeFile(
    join(project, 'entry.js'),
    "export { addGatewayLibraryEntry, connectAssetGateway } from '@asset-gateway/client';",
  );
  await run(
    process.execPath,
    [
      join(ROOT, 'rolldown/bin/cli.mjs'),
      'entry.js',
      '--file',
      'bundle.js',
      '--format',
      'esm',
      '--minify',
      '--platform',
      'browser',
    ],
    { cwd: project },
  );
  const bundle = await readFile(join(project, 'bundle.js'));
  const [minified, zipped] = [bundle.length, gzipSync(bundle).length];
  console.log(`tree-shaken and minified: ${minified} bytes, ${zipped} with gzip`);
  // The parser of GraphQL is no part of it.
  expect(bundle.toString()).not.toContain('Syntax Error');
  expect(zipped).toBeLessThan(20_000);
});
