import { fork } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

import { expect, onTestFinished, test } from 'vitest';

/** Runs a process that uses the engine once, and returns all that is seen of it from outside. */
async function runOnce(...args: string[]) {
  const witness = new URL('./support/network-witness.ts', import.meta.url).href;
  const child = fork(new URL('./support/run-once.ts', import.meta.url), args, {
    execArgv: ['--import', witness],
    silent: true,
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new Error('The child has no pipes.');
  const [out, err, [code], [message]] = await Promise.all([
    text(stdout),
    text(stderr),
    once(child, 'exit') as Promise<[number | null]>,
    once(child, 'message') as Promise<[{ denied: string[] }]>,
  ]);
  return { out, err, code, denied: message.denied };
}

test('the engine prints nothing, calls nobody and leaves nothing behind', async () => {
  const { out, err, code, denied } = await runOnce();

  expect({ out, err, code }).toEqual({ out: '', err: '', code: 0 });
  expect(denied).toContain('Call denied: https://api.img.ly/event');
});

test('a call that a thread does make is seen by this test', async () => {
  const { err } = await runOnce('--call');

  expect(err).toContain('NETWORK: connect');
});
