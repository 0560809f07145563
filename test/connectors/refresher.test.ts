import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { Refresher, type RefresherOptions } from '../../src/connectors/refresher.ts';
import type { Cause } from '../../src/model/journal.ts';

const CAUSE: Cause = { kind: 'TRIGGER', operation: 'test' };

function refresher(
  run: (cause: Cause, signal: AbortSignal) => Promise<void>,
  options: Partial<RefresherOptions> = {},
) {
  const made = new Refresher(run, {
    minIntervalMs: 0,
    settleMs: 0,
    backoff: { firstMs: 1, maxMs: 4 },
    ...options,
  });
  onTestFinished(() => made[Symbol.asyncDispose]());
  return made;
}

test('a trigger during a run causes exactly one more after it, however many come', async () => {
  const gates: PromiseWithResolvers<void>[] = [];
  const running = refresher(() => {
    const gate = Promise.withResolvers<void>();
    gates.push(gate);
    return gate.promise;
  });

  const first = running.refresh(CAUSE);
  await expect.poll(() => gates.length).toBe(1);
  const others = Array.from({ length: 100 }, () => running.refresh(CAUSE));
  gates[0]?.resolve();
  await first;
  await expect.poll(() => gates.length).toBe(2);
  gates[1]?.resolve();
  await Promise.all(others);

  expect(running.runs).toBe(2);
  expect(running.state).toEqual({ phase: 'IDLE' });
});

test('a thousand triggers in a second are a handful of runs, and the last run begins after the last trigger', async () => {
  let lastBegan = 0;
  const running = refresher(
    async () => {
      lastBegan = performance.now();
      await sleep(2);
    },
    { minIntervalMs: 500 },
  );

  let lastAsked = 0;
  let answer = Promise.resolve();
  const started = performance.now();
  for (let count = 0; count < 1_000; count += 1) {
    lastAsked = performance.now();
    answer = running.refresh(CAUSE);
    if (performance.now() - started < count) await sleep(1);
  }
  await answer;

  expect(lastBegan).toBeGreaterThanOrEqual(lastAsked);
  expect(running.runs).toBeLessThanOrEqual(2 + Math.ceil((performance.now() - started) / 500));
});

test('some time after a trigger there is a second look, once', async () => {
  const running = refresher(() => Promise.resolve(), { settleMs: 20 });

  await Promise.all([running.refresh(CAUSE), running.refresh(CAUSE)]);

  expect(running.state.phase).toBe('WAITING');
  await expect.poll(() => running.state.phase).toBe('IDLE');
  expect(running.runs).toBe(2);
});

test('what asks for no second look gets none', async () => {
  const running = refresher(() => Promise.resolve(), { settleMs: 20 });

  await running.refresh(CAUSE, false);

  expect(running.state).toEqual({ phase: 'IDLE' });
});

test('a run that fails is tried again until it succeeds, in the name of the same cause', async () => {
  const causes: string[] = [];
  const running = refresher(({ operation }) => {
    causes.push(operation);
    return causes.length < 4 ? Promise.reject(new Error('down')) : Promise.resolve();
  });

  await expect(running.refresh({ kind: 'WEBHOOK', operation: 'upload' })).rejects.toThrow('down');

  await expect.poll(() => running.state.phase).toBe('IDLE');
  expect(causes).toEqual(['upload', 'upload', 'upload', 'upload']);
  expect(running.failures).toBe(0);
});

test('while a system is down, a trigger waits and an operator does not', async () => {
  let up = false;
  const running = refresher(() => (up ? Promise.resolve() : Promise.reject(new Error('down'))), {
    backoff: { firstMs: 60_000, maxMs: 60_000 },
  });
  await expect(running.refresh(CAUSE)).rejects.toThrow('down');

  const triggered = running.refresh(CAUSE);
  expect(running.state.phase).toBe('WAITING');
  up = true;
  await running.refreshNow(CAUSE);

  await triggered;
  expect(running.runs).toBe(2);
});

test('disposing aborts the run, and everybody who waits is told', async () => {
  let aborted = false;
  const running = new Refresher(
    (_cause, signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          aborted = true;
          reject(new Error('aborted'));
        });
      }),
    { minIntervalMs: 0, settleMs: 0, backoff: { firstMs: 1, maxMs: 1 } },
  );
  const first = running.refresh(CAUSE);
  await expect.poll(() => running.state.phase).toBe('RUNNING');
  const next = running.refresh(CAUSE);

  const outcomes = Promise.allSettled([first, next]);
  await running[Symbol.asyncDispose]();

  expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(aborted).toBe(true);
  await expect(running.refresh(CAUSE)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
});

test('who is in a hurry waits for the interval between runs, and for nothing else', async () => {
  const began: number[] = [];
  const running = refresher(
    () => {
      began.push(performance.now());
      return Promise.resolve();
    },
    { minIntervalMs: 100 },
  );

  await running.refreshNow(CAUSE);
  await Promise.all([running.refreshNow(CAUSE), running.refreshNow(CAUSE)]);

  expect(began).toHaveLength(2);
  expect((began[1] ?? 0) - (began[0] ?? 0)).toBeGreaterThan(90);
});
