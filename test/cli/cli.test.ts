import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startGateway } from '../support/start-gateway.ts';
import { addSource, changeAssets, follow, idsOf } from '../api/support/writes.ts';
import { runCli } from './run-cli.ts';

async function scratch(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'cli-test-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

const content = (id: string, ...ids: string[]): string =>
  JSON.stringify({
    id,
    assets: ids.map((assetId) => ({ id: assetId, meta: { uri: `{{base_url}}/${assetId}` } })),
  });

test.each([[[]], [['start']], [['import']], [['export']], [['backup']], [['check']], [['check-config']]])(
  'asset-gateway %s --help tells what it does, with examples',
  async (command) => {
    const { code, stdout } = await runCli([...command, '--help']);

    expect(code).toBe(0);
    expect(stdout).toContain('Usage: asset-gateway');
    expect(stdout).toMatch(/Examples:\n {2}\$ asset-gateway/);
  },
);

test.each([
  ['an unknown command', ['nonsense'], {}],
  ['a missing argument', ['import'], {}],
  ['an option out of bounds', ['import', '.', '--removal-limit', '2'], {}],
  ['an environment that is wrong', ['check'], { DATABASE_URL: 'mysql://x' }],
  ['a database that is not there', ['check'], { DATABASE_URL: 'file:/nowhere/at/all.db' }],
])('%s ends with 2 and a sentence', async (_, args, environment) => {
  const { code, stdout, stderr } = await runCli(args, environment);

  expect(code).toBe(2);
  expect(stdout).toBe('');
  expect(stderr.trim()).not.toBe('');
});

test('a directory is imported into a running gateway, told as events, and exported again', async () => {
  const directory = await scratch();
  for (const id of ['one', 'two']) {
    await mkdir(join(directory, id));
    await writeFile(join(directory, id, 'content.json'), content(id, 'a', 'b'));
  }
  const gateway = await startGateway();
  const events = await follow(gateway, 'one');
  const environment = { DATABASE_URL: `file:${gateway.databaseFile}` };

  const planned = await runCli(['import', directory, '--dry-run'], environment);
  const imported = await runCli(['import', directory, '--base-path', 'https://x.example/'], environment);
  const again = await runCli(['import', directory, '--base-path', 'https://x.example'], environment);
  const exported = await runCli(['export', 'one'], environment);
  const toFile = await runCli(['export', 'two', '--out', join(directory, 'two.json')], environment);

  expect(planned.stdout).toContain('planned; nothing was changed');
  expect(imported).toMatchObject({ code: 0, stderr: '' });
  expect(imported.stdout).toContain('2 added, 0 updated, 0 removed, 0 moved, 0 unchanged (two, version 3)');
  expect(again.stdout).toContain('0 added, 0 updated, 0 removed, 0 moved, 2 unchanged (one, version 3)');
  await expect.poll(() => events.map(({ version }) => version), { timeout: 10_000 }).toEqual([1, 3]);
  expect(events[1]?.cause).toMatchObject({ kind: 'COMMAND_LINE', operation: 'import' });
  expect(await idsOf(gateway, 'one')).toEqual(['a', 'b']);
  expect(JSON.parse(exported.stdout)).toMatchObject({
    id: 'one',
    assets: [{ id: 'a', meta: { uri: 'https://x.example/a' } }, { id: 'b' }],
  });
  expect(toFile).toMatchObject({ code: 0, stdout: '' });
  expect(JSON.parse(await readFile(join(directory, 'two.json'), 'utf8'))).toMatchObject({ id: 'two' });
});

test('an import that would remove too much changes nothing and ends with 1', async () => {
  const directory = await scratch();
  const file = join(directory, 'content.json');
  const environment = { DATABASE_URL: `file:${join(directory, 'gateway.db')}` };
  await writeFile(file, content('s', 'a', 'b', 'c'));
  await runCli(['import', file], environment);
  await writeFile(file, content('s'));

  const refused = await runCli(['import', file], environment);
  const exported = await runCli(['export', 's'], environment);
  const meant = await runCli(['import', file, '--removal-limit', '1'], environment);

  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain('would remove 3 of 3 assets');
  expect(JSON.parse(exported.stdout)).toMatchObject({ assets: [{ id: 'a' }, { id: 'b' }, { id: 'c' }] });
  expect(meant).toMatchObject({ code: 0 });
});

test('a file that is wrong is named with the place, and the others are imported', async () => {
  const directory = await scratch();
  for (const [id, text] of [
    ['bad', '{"id":"bad","assets":[{"id":"a"},{"id":5}]}'],
    ['good', content('good', 'a')],
  ] as const) {
    await mkdir(join(directory, id));
    await writeFile(join(directory, id, 'content.json'), text);
  }
  const environment = { DATABASE_URL: `file:${join(directory, 'gateway.db')}` };

  const { code, stdout, stderr } = await runCli(['import', directory], environment);

  expect(code).toBe(1);
  expect(stderr).toMatch(/bad\/content\.json: assets\.1\.id: expected a string/);
  expect(stdout).toMatch(/good\/content\.json: 1 added/);
});

test('a backup of a gateway at work is whole, and a gateway starts from it', async () => {
  const directory = await scratch();
  const gateway = await startGateway();
  await addSource(gateway, 's');
  let writing = true;
  const writer = (async () => {
    for (let index = 0; writing; index += 1)
      await changeAssets(gateway, 's', [{ add: { id: `a${index}` } }, { add: { id: `b${index}` } }]);
  })();
  const file = join(directory, 'backup.db');
  const environment = { DATABASE_URL: `file:${gateway.databaseFile}` };
  const made = await runCli(['backup', file], environment);
  const twice = await runCli(['backup', file], environment);
  writing = false;
  await writer;

  const checked = await runCli(['check', '--no-engine'], { DATABASE_URL: `file:${file}` });
  const restored = await startGateway({ databaseFile: file });
  const ids = await idsOf(restored, 's');

  expect(made).toMatchObject({ code: 0, stderr: '' });
  expect(twice.code).toBe(2);
  expect(checked).toMatchObject({ code: 0, stdout: expect.stringContaining('Everything agrees') });
  expect(ids.length % 2).toBe(0);
});

test('check finds nothing wrong with a gateway at work', async () => {
  const gateway = await startGateway();
  await addSource(gateway, 's', ['a', 'b', 'c']);
  await changeAssets(gateway, 's', [
    { move: { id: 'c', before: 'a' } },
    { update: { id: 'a', patch: { meta: { uri: 'x', n: 1, deep: [null] } } } },
    { remove: { id: 'b' } },
  ]);
  await addSource(gateway, 'gone', ['x']);
  await gateway.run('mutation { removeSource(id: "gone") { version } }');
  await addSource(gateway, 'gone', ['y']);

  const { code, stdout } = await runCli(['check'], { DATABASE_URL: `file:${gateway.databaseFile}` });

  expect(stdout).toMatch(/^Everything agrees: 12 journal entries, 2 sources, 3 assets, engine 1\./);
  expect(code).toBe(0);
});

test('check finds nothing wrong where only the end of the journal is left', async () => {
  const gateway = await startGateway({ environment: { JOURNAL_RETENTION: '50ms' } });
  await addSource(gateway, 's', ['a', 'b', 'c', 'd']);
  await addSource(gateway, 'quiet', ['x']);
  await addSource(gateway, 'gone', ['y']);
  await gateway.run('mutation { removeSource(id: "gone") { version } }');
  const entries = async (): Promise<number> =>
    (await gateway.run<{ journal: { entries: object[] } }>('{ journal { entries { version } } }')).journal
      .entries.length;
  await expect.poll(entries, { timeout: 10_000 }).toBe(1);
  await changeAssets(gateway, 's', [
    { move: { id: 'd', before: 'a' } },
    { update: { id: 'a', patch: { groups: ['g'] } } },
    { remove: { id: 'b' } },
    { add: { id: 'e' } },
  ]);
  await gateway.stop();

  const { code, stdout } = await runCli(['check', '--no-engine'], {
    DATABASE_URL: `file:${gateway.databaseFile}`,
  });

  expect(stdout).toMatch(/^Everything agrees: \d+ journal entries, 2 sources, 5 assets/);
  expect(code).toBe(0);
});

test.each([
  [
    'an asset that was changed behind the journal',
    `update assets set doc = replace(doc, 'Asset a', 'Bsset a')`,
    /another state of the asset a/,
  ],
  ['an asset that is gone', `delete from assets where id = 'a'`, /lacks the asset a/],
  [
    'an asset out of nowhere',
    `insert into assets select source_id, 'x', 9, replace(doc, '"id":"a"', '"id":"x"') from assets where id = 'a'`,
    /the asset x, which the journal does not know/,
  ],
  ['an entry that is gone', `delete from journal where position = 2`, /position 3 .* follows on position 1/],
  ['a version that is wrong', `update sources set version = 9`, /version 9, the journal ends with 3/],
  ['a commit that is torn', `delete from journal where position = 3`, /ends within the commit/],
])('check finds %s, and ends with 1', async (_, damage, finding) => {
  const directory = await scratch();
  const gateway = await startGateway();
  await addSource(gateway, 's', ['a', 'b']);
  await gateway.stop();
  const file = join(directory, 'damaged.db');
  await copyFile(gateway.databaseFile, file);
  const database = new DatabaseSync(file);
  database.exec(damage);
  database.close();

  const { code, stdout } = await runCli(['check', '--no-engine'], { DATABASE_URL: `file:${file}` });

  expect(stdout).toMatch(finding);
  expect(code).toBe(1);
});

test('check-config tells the plan of a config file, and what is wrong with it', async () => {
  const directory = await scratch();
  const good = join(directory, 'good.config.ts');
  const bad = join(directory, 'bad.config.ts');
  await writeFile(good, 'export default { sources: {} };\n');
  await writeFile(bad, 'export default { sauces: {} };\n');

  expect(await runCli(['check-config', good])).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('sources (0)'),
  });
  const refused = await runCli(['check-config', bad]);
  expect(refused.code).not.toBe(0);
  expect(refused.stderr).toContain('sauces');
});

test('start runs a gateway until it is told to stop', async () => {
  const directory = await scratch();
  const { spawn } = await import('node:child_process');
  const child = spawn(process.execPath, ['src/cli/main.ts', 'start'], {
    env: { PORT: '0', DATABASE_URL: `file:${join(directory, 'g.db')}`, LOG_LEVEL: 'silent', DRAIN_MS: '100' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const line = await new Promise<string>((resolve) =>
    child.stdout.once('data', (bytes: Buffer) => resolve(String(bytes))),
  );
  const url = /http:\S+\/graphql/.exec(line)?.[0] ?? '';
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"query":"{ assetSources { id } }"}',
  });
  child.kill('SIGTERM');
  const code = await new Promise((resolve) => child.once('exit', resolve));

  expect(await response.json()).toEqual({ data: { assetSources: [] } });
  expect(code).toBe(0);
});
