import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AssetSource } from '@cesdk/node';
import { defineConfig } from 'asset-gateway/config';
import { expect, onTestFinished, test } from 'vitest';
import { checkConfig } from '../../src/connectors/config/config-plan.ts';
import { missingPeers } from '../../src/connectors/config/missing-peers.ts';
import { peerSentence } from '../../src/connectors/optional-peer.ts';
import { loadConfig } from '../../src/connectors/config/load-config.ts';

async function configFile(text: string): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'gateway-config-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const file = join(directory, 'gateway.config.ts');
  await writeFile(file, text);
  return file;
}

const problemsOf = async (text: string): Promise<string[]> => {
  const file = await configFile(text);
  const error = await loadConfig(file).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Error)) return [];
  return error.message.split('\n').map((line) => line.replace(file, 'FILE'));
};

test('an error names the file, the place in it and what was expected', async () => {
  const problems = await problemsOf(`export default {
    sources: {
      'my photos': { mirror: { from: 's3', bucket: 5, urls: { publicBase: 'ftp://x' } } },
      stock: { mirror: { from: 'dropbox' } },
      typo: { mirrror: {} },
    },
    triggers: [
      { cron: '*/5 * * * *', refresh: ['stock'] },
      { cron: 'every day', refresh: ['stock'] },
      { cron: '* * * * *', timeZone: 'Mars/Olympus', refresh: ['stock'] },
      { listen: 'assets', url: 'mysql://x', refresh: ['stock'] },
      {},
    ],
    webhooks: {
      cms: { verify: { by: 'token', token: 'short' }, refresh: ['stock'] },
      both: { verify: { by: 'cloudinary', secret: 's' }, refresh: ['stock'], apply: 'stock' },
      none: { refresh: ['stock'] },
    },
  };`);

  expect(problems).toEqual([
    'FILE: sources["my photos"].mirror.bucket: expected string, received number.',
    'FILE: sources["my photos"].mirror.urls.publicBase: expected an http(s) URL.',
    expect.stringMatching(/^FILE: sources\.stock\.mirror\.from: .*/),
    'FILE: sources.typo: Unrecognized key: "mirrror".',
    expect.stringMatching(/^FILE: triggers\[1\]\.cron: expected a cron pattern/),
    expect.stringMatching(/^FILE: triggers\[2\]\.cron: expected a cron pattern and an IANA time zone/),
    'FILE: triggers[3].url: expected a URL that begins with postgres:// or postgresql://.',
    'FILE: triggers[4]: expected a trigger: one of cron, listen, subscribe, on.',
    'FILE: webhooks.cms.verify.token: expected a secret of at least 16 characters.',
    'FILE: webhooks.both: expected exactly one of refresh, apply.',
    expect.stringMatching(/^FILE: webhooks\.none\.verify: /),
  ]);
});

test('what parts say of each other is checked too', async () => {
  const problems = await problemsOf(`export default {
    sources: {
      panel: { external: { id: 'other', findAssets: async () => undefined } },
      photos: { mirror: { from: 'cloudinary', cloudName: 'c', apiKey: 'k', apiSecret: 's', expression: 'tags=live' } },
      files: { mirror: { from: 'folder', path: '.', baseUrl: 'https://cdn.example.com' } },
    },
    webhooks: {
      a: { verify: { by: 'cloudinary', secret: 's' }, apply: 'photos' },
      b: { verify: { by: 'cloudinary', secret: 's' }, apply: 'files' },
      c: { verify: { by: 'cloudinary', secret: 's' }, apply: 'nobody' },
    },
  };`);

  expect(problems).toEqual([
    'FILE: sources["panel"].external.id: expected "panel", the key that it stands under.',
    expect.stringContaining('webhooks["a"].apply: can\'t tell whether an asset matches a search expression'),
    expect.stringContaining('webhooks["b"].apply: a folder mirror can\'t read single assets'),
    expect.stringContaining('webhooks["c"].apply: expected a source of this file'),
  ]);
});

test('a file that can not be loaded says why', async () => {
  expect(await problemsOf('export default {')).toEqual([
    expect.stringContaining("FILE: can't be loaded. SyntaxError"),
  ]);
  expect(await problemsOf('export const config = {};')).toEqual([
    'FILE: has no default export. Expected: export default defineConfig({ … })',
  ]);
  await expect(loadConfig('/nowhere/gateway.config.ts')).rejects.toThrow(
    '/nowhere/gateway.config.ts: there is no such file.',
  );
});

test('secrets are never quoted', async () => {
  const problems = await problemsOf(`export default {
    triggers: [{ listen: 'a', url: 'http://user:hunter2secret@db/x', refresh: ['a'] }],
    webhooks: {
      a: { verify: { by: 'token', token: 'hunter2secret' }, refresh: ['a'] },
      b: { verify: { by: 'standard-webhooks', secrets: ['whsec_!hunter2secret'] }, refresh: ['a'] },
    },
  };`);

  expect(problems).toHaveLength(3);
  expect(problems.join('\n')).not.toContain('hunter2');
});

test('the plan of a config is told without starting anything, and without secrets', async () => {
  const plan = await checkConfig(
    await configFile(`export default {
      sources: {
        photos: { mirror: { from: 's3', bucket: 'media', prefix: 'live/', urls: { publicBase: 'https://cdn.example.com' },
          credentials: { accessKeyId: 'AKIA', secretAccessKey: 'hunter2' } }, removalLimit: 0.2 },
        stock: { external: { id: 'stock', findAssets: async () => undefined, addAsset() {} } },
        uploads: {},
      },
      triggers: [
        { cron: '*/5 * * * *', timeZone: 'Europe/Berlin', refresh: ['photos'] },
        { listen: 'assets_changed', url: 'postgres://gateway:hunter2@db.internal/cms' },
        { on: (notify) => () => {}, refresh: ['elsewhere'] },
      ],
      webhooks: { bucket: { verify: { by: 'token', token: 'hunter2-hunter2-hunter2' }, apply: 'photos' } },
    };`),
  );

  expect(plan.lines).toEqual([
    'sources (3)',
    '  photos: LOCAL, mirrors s3 bucket media (prefix live/); one sync removes at most 20 % of its assets',
    '  stock: EXTERNAL, addAsset, 10000 ms per call, 8 calls at a time',
    '  uploads: LOCAL',
    'triggers (3)',
    '  cron */5 * * * * (Europe/Berlin) → photos',
    '  PostgreSQL channel assets_changed at db.internal → the source that it names',
    '  a function → elsewhere',
    'webhooks (1)',
    '  POST /webhooks/bucket: verified by token, changes photos',
  ]);
  expect(plan.warnings).toEqual([
    'The source elsewhere is not in this file: it must exist when its trigger comes.',
  ]);
  expect(JSON.stringify(plan)).not.toContain('hunter2');
});

test('packages that are not installed are named, with what to do', () => {
  const config = defineConfig({
    sources: {
      a: { mirror: { from: 's3', bucket: 'b', urls: { presignedSeconds: 3_600 } } },
      b: { mirror: { from: 'cloudinary', cloudName: 'c', apiKey: 'k', apiSecret: 's' } },
    },
    triggers: [
      { listen: 'a', url: 'postgres://localhost/a' },
      { subscribe: 'a', url: 'redis://localhost' },
    ],
  });

  expect(missingPeers(config)).toEqual([]);
  const elsewhere = missingPeers(config, 'file:///nowhere/package.json');
  expect(elsewhere).toEqual([
    '@aws-sdk/client-s3',
    '@aws-sdk/s3-request-presigner',
    'cloudinary',
    'pg',
    'redis',
  ]);
  expect(elsewhere.map(peerSentence)[2]).toBe(
    'The package cloudinary is needed for a cloudinary mirror and is not installed. Run: npm install cloudinary',
  );
});

test("CE.SDK's own AssetSource is an external source, to the compiler too", () => {
  const source: AssetSource = {
    id: 'panel',
    findAssets: ({ page, query = '' }) =>
      Promise.resolve({ assets: [{ id: query }], total: 1, currentPage: page }),
    addAsset: ({ id }) => void id,
  };

  const config = defineConfig({ sources: { panel: { external: source } } });

  expect(config.sources?.['panel']?.external).toBe(source);
});
