import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

import { expect, onTestFinished, test } from 'vitest';

import { expectWhole, type Told, WriterProcess } from './writer-process.ts';

const KILLS = 25;

test('a process killed at any moment has lost nothing that it acknowledged, and left nothing half', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'sqlite-kill-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const file = join(directory, 'gateway.db');
  const told: Told = { acknowledged: new Map(), failed: new Set() };

  for (let round = 0; round < KILLS; round += 1) {
    const writer = new WriterProcess(file, 8, told);
    const before = told.acknowledged.size;
    await expect
      .poll(() => told.acknowledged.size - before, { timeout: 20_000, interval: 5 })
      .toBeGreaterThan(20);
    // Not a wait for something: the moment of the kill is what is varied.
    await setTimeout(Math.random() * 150);
    await writer.kill();
    expect(writer.errors).toBe('');
    await expectWhole(file, told);
  }

  expect(told.failed.size).toBe(0);
  console.info(`${KILLS} kills, ${told.acknowledged.size} acknowledged commits, none lost`);
});
