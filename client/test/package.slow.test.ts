import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
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

/** What a stranger does with the package: packs nothing but it, and installs it where there is nothing. */
async function installed(): Promise<string> {
  const place = await mkdtemp(join(tmpdir(), 'client-package-'));
  onTestFinished(() => rm(place, { recursive: true, force: true }));
  // Built from a copy: the client's own folder is in use by others.
  const copy = join(place, 'client');
  await mkdir(copy);
  for (const part of ['package.json', 'tsconfig.build.json', 'README.md', 'LICENSE', 'src']) {
    await cp(path(`../${part}`), join(copy, part), { recursive: true });
  }
  await cp(path('../../tsconfig.json'), join(place, 'tsconfig.json'));
  await symlink(ROOT, join(copy, 'node_modules'));
  await run(process.execPath, [join(ROOT, 'typescript/bin/tsc'), '-p', 'tsconfig.build.json'], { cwd: copy });
  await run('npm', ['pack', '--ignore-scripts', '--pack-destination', place], { cwd: copy });

  const project = join(place, 'project');
  await mkdir(project);
  await writeFile(join(project, 'package.json'), '{ "name": "app", "private": true, "type": "module" }');
  const tarball = (await readdir(place)).find((name) => name.endsWith('.tgz'));
  await run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', `../${tarball}`], {
    cwd: project,
  });
  return project;
}

test('the package that npm packs installs, type-checks to the last declaration, and is small', async () => {
  const project = await installed();
  const { dependencies } = JSON.parse(await readFile(join(project, 'package.json'), 'utf8')) as {
    readonly dependencies: Readonly<Record<string, string>>;
  };
  expect(Object.keys(dependencies)).toEqual(['@asset-gateway/client']);
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
