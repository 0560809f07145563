import { stat } from 'node:fs/promises';
import { disposing } from '../disposing.ts';
import { openDatabase } from './open-database.ts';
import { Progress } from './progress.ts';
import { UsageError } from './usage-error.ts';

/** Copies the database, as of one moment, to a file that must not be there. */
export async function backup(file: string): Promise<void> {
  if ((await stat(file).catch(() => undefined)) !== undefined)
    throw new UsageError(`${file} is there already. Name a file that is not.`);
  await disposing(await openDatabase(true), async (store) => {
    await disposing(new Progress(file), (progress) => store.backup(file, (share) => progress.at(share)));
    const { head } = await store.bounds();
    const { size } = await stat(file);
    process.stdout.write(`${file}: ${(size / 1e6).toFixed(1)} MB, up to about position ${head}\n`);
  });
}
