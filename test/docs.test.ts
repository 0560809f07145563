import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { SETTINGS } from '../src/config.ts';
import { ERROR_CODES } from '../src/errors.ts';
import { PERMISSIONS } from '../src/model/principal.ts';

test('PROTOCOL.md lists exactly the error codes that there are', () => {
  const [, table = ''] = textOf('PROTOCOL.md').split('<!-- codes: src/errors.ts -->');

  expect(namesIn(table)).toEqual(Object.keys(ERROR_CODES));
});

test('docs/operations.md lists exactly the settings and the permissions that there are', () => {
  const [, settings = '', keys = ''] = textOf('docs/operations.md').split(/^#+ (?:Settings|Keys)$/m);

  expect(namesIn(settings)).toEqual(SETTINGS.map(({ name }) => name));
  expect(namesIn(keys)).toEqual(PERMISSIONS);
});

function textOf(path: string): string {
  return readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
}

/** What the first cells of a section's tables have in capitals. */
function namesIn(markdown: string): string[] {
  const [section = ''] = markdown.split('\n## ');
  return [...section.matchAll(/^\| `([A-Z_]+)`/gm)].map(([, name = '']) => name);
}
