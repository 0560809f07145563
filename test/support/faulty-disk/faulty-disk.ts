import { execFile } from 'node:child_process';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

export type FaultRates = {
  readonly sync: number;
  readonly write: number;
  /** Whole milliseconds, up to 255. */
  readonly syncDelayMs?: number;
};

/** A disk that fails when told to, for a process started with {@link FaultyDisk.env}. */
export type FaultyDisk = {
  readonly env: Readonly<Record<string, string>>;
  /** The shares of syncs and of writes that fail from now on, 0…1, and by how much each sync takes longer. */
  setRates(rates: FaultRates): Promise<void>;
};

/**
 * Compiles the library that stands between a process and its disk, into `scratch`. Files under `directory`
 * are those that can fail; none do at first. Needs a C compiler called cc, and Linux.
 */
export async function makeFaultyDisk(scratch: string, directory: string): Promise<FaultyDisk> {
  const library = join(scratch, 'faulty-disk.so');
  const source = new URL('faulty-disk.c', import.meta.url).pathname;
  await promisify(execFile)('cc', ['-O2', '-Wall', '-shared', '-fPIC', '-o', library, source, '-ldl']);

  const control = join(scratch, 'faulty-disk.control');
  const setRates = async ({ sync, write, syncDelayMs = 0 }: FaultRates) => {
    // In place: the process has the file mapped.
    const file = await open(control, 'r+').catch(() => open(control, 'w+'));
    const bytes = Uint8Array.of(Math.round(sync * 255), Math.round(write * 255), syncDelayMs);
    await file.write(bytes, 0, bytes.length, 0);
    await file.close();
  };
  await setRates({ sync: 0, write: 0 });
  return {
    env: { LD_PRELOAD: library, FAULTY_DISK_CONTROL: control, FAULTY_DISK_DIR: directory },
    setRates,
  };
}
