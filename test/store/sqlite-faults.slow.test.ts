import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, onTestFinished, test } from 'vitest';

import { type FaultyDisk, makeFaultyDisk } from '../support/faulty-disk/faulty-disk.ts';
import { expectWhole, type Told, WriterProcess } from './writer-process.ts';

const WAIT = { timeout: 60_000, interval: 10 };

async function faultyDisk(): Promise<{ disk: FaultyDisk; file: string }> {
  const scratch = await mkdtemp(join(tmpdir(), 'sqlite-faults-'));
  onTestFinished(() => rm(scratch, { recursive: true }));
  const directory = join(scratch, 'disk');
  await mkdir(directory);
  return { disk: await makeFaultyDisk(scratch, directory), file: join(directory, 'gateway.db') };
}

test.each([
  { name: 'syncs', rates: { sync: 0.3, write: 0 } },
  { name: 'writes', rates: { sync: 0, write: 0.02 } },
  { name: 'syncs and writes', rates: { sync: 0.1, write: 0.05 } },
  { name: 'every write', rates: { sync: 0, write: 1 } },
])(
  'a disk where $name fail loses nothing acknowledged, and writes go on when it is well again',
  async ({ rates }) => {
    const { disk, file } = await faultyDisk();
    const told: Told = { acknowledged: new Map(), failed: new Set() };

    for (let round = 0; round < 4; round += 1) {
      const writer = new WriterProcess(file, 8, told, disk.env);
      const acknowledgedMore = async (count: number) => {
        const before = told.acknowledged.size;
        await expect.poll(() => told.acknowledged.size - before, WAIT).toBeGreaterThan(count);
      };
      await acknowledgedMore(20);

      for (let spell = 0; spell < 3; spell += 1) {
        const failedBefore = told.failed.size;
        await disk.setRates(rates);
        await expect.poll(() => told.failed.size - failedBefore, WAIT).toBeGreaterThan(30);
        await disk.setRates({ sync: 0, write: 0 });
        await acknowledgedMore(50);
        expect(writer.isAlive).toBe(true);
      }

      // The last kill of a round comes while the disk is failing.
      const failedBefore = told.failed.size;
      await disk.setRates(rates);
      await expect.poll(() => told.failed.size - failedBefore, WAIT).toBeGreaterThan(3);
      await writer.kill();
      await disk.setRates({ sync: 0, write: 0 });
      expect(writer.errors).toBe('');
      await expectWhole(file, told);
    }

    expect(told.failed.size).toBeGreaterThan(0);
    console.info(`${told.failed.size} failed, ${told.acknowledged.size} acknowledged, none lost`);
  },
);
