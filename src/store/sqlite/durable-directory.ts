import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Makes a directory, and those above it, so that they are still there after a loss of power. */
export async function makeDirectory(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true });
  if (first === undefined) return;
  let made = path;
  while (made.length >= first.length && made !== dirname(made)) {
    made = dirname(made);
    await syncDirectory(made);
  }
}

/** Writes the names in a directory to the disk. Does nothing where directories can't be synced (Windows). */
export async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r').catch(() => undefined);
  if (directory === undefined) return;
  await directory.sync().catch(() => undefined);
  await directory.close();
}
