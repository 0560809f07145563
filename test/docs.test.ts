import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ERROR_CODES } from '../src/errors.ts';

test('PROTOCOL.md lists exactly the error codes that there are', () => {
  const protocol = readFileSync(new URL('../PROTOCOL.md', import.meta.url), 'utf8');
  const [, table = ''] = protocol.split('<!-- codes: src/errors.ts -->');

  const listed = [...table.split('\n## ')[0]!.matchAll(/^\| `([A-Z_]+)`/gm)].map(([, code]) => code);

  expect(listed).toEqual(Object.keys(ERROR_CODES));
});
