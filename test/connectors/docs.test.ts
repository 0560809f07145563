import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { checkConfig } from '../../src/connectors/config/config-plan.ts';

const ROOT = join(import.meta.dirname, '../..');
const DOCS = join(ROOT, 'docs/connectors');

type Example = { readonly page: string; readonly code: string };

const pages = (await readdir(DOCS)).filter((name) => name.endsWith('.md'));
const examples: Example[] = [];
for (const page of pages) {
  const text = await readFile(join(DOCS, page), 'utf8');
  for (const [, code = ''] of text.matchAll(/```ts\n(\/\/ gateway\.config\.ts\n[\s\S]*?)```/g))
    examples.push({ page, code });
}

test('every page has a config', () => {
  expect(new Set(examples.map(({ page }) => page))).toEqual(new Set(pages));
});

test.each(examples)('a config in $page is accepted as it stands', async ({ code }) => {
  const directory = await mkdtemp(join(tmpdir(), 'gateway-docs-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  onTestFinished(() => void vi.unstubAllEnvs());
  for (const [, name = ''] of code.matchAll(/env\('(\w+)'\)/g)) vi.stubEnv(name, valueFor(name));
  const file = join(directory, 'gateway.config.ts');
  const entry = join(ROOT, 'src/connectors/define-config.ts');
  await writeFile(file, code.replace("'asset-gateway/config'", JSON.stringify(entry)));

  const plan = await checkConfig(file);

  expect(plan.lines.length).toBeGreaterThan(3);
});

/** Something of the shape that the name promises. */
function valueFor(name: string): string {
  if (name.startsWith('DATABASE')) return 'postgres://gateway@db.internal/cms';
  if (name.startsWith('REDIS')) return 'redis://cache.internal';
  return Buffer.from(`the value of ${name} is long enough`).toString('base64');
}
