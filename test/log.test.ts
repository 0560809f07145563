import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const LOG = new URL('../src/log.ts', import.meta.url).href;

/** What a program that logs one failure writes. */
async function logged(terminal: boolean): Promise<{ readonly stdout: string; readonly stderr: string }> {
  const program = `
    import { createLog } from ${JSON.stringify(LOG)};
    const log = createLog('info', ${terminal});
    log.debug({}, 'not heard');
    log.error({ err: new Error('outer', { cause: new Error('inner') }), sourceId: 'a' }, 'it broke');`;
  return promisify(execFile)(process.execPath, ['--input-type=module', '-e', program]);
}

test('failures are JSON lines on stderr, with their causes; stdout stays empty', async () => {
  const { stdout, stderr } = await logged(false);

  const lines = stderr.trimEnd().split('\n');
  expect(stdout).toBe('');
  expect(lines).toHaveLength(1);
  const line = JSON.parse(lines[0] ?? '');
  expect(line).toMatchObject({ level: 50, msg: 'it broke', sourceId: 'a' });
  expect(line.err.message).toBe('outer: inner');
  expect(line.err.stack).toMatch(/Error: inner/);
});

test('on a terminal they are made to be read', async () => {
  const { stdout, stderr } = await logged(true);

  expect(stdout).toBe('');
  expect(stderr).toContain('it broke');
  expect(stderr).not.toMatch(/^\{/m);
});
