import { access, link, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { backup } from 'node:sqlite';

import { openConnection } from './connection.ts';
import { syncDirectory } from './durable-directory.ts';
import { newJournalId } from './migrate.ts';
import type { Snapshot } from './snapshot.ts';

/** Pages that are copied before others get their turn. */
const STEP_PAGES = 256;

/**
 * Copies a snapshot to `file`, which must not exist and is there only when it is whole. The copy is a journal
 * of its own: positions that the original goes on to give out mean nothing in it.
 */
export async function writeBackup(
  snapshot: Snapshot,
  file: string,
  onProgress: (share: number) => void,
): Promise<void> {
  await refuseExisting(file);
  const partial = `${file}.${newJournalId()}.partial`;
  try {
    await backup(snapshot.connection, partial, {
      rate: STEP_PAGES,
      progress: ({ totalPages, remainingPages }) => onProgress(1 - remainingPages / Math.max(1, totalPages)),
    });
    stamp(partial);
    await giveName(partial, file);
  } finally {
    await rm(partial, { force: true });
  }
  await syncDirectory(dirname(file));
  onProgress(1);
}

async function refuseExisting(file: string): Promise<void> {
  const exists = await access(file).then(
    () => true,
    () => false,
  );
  if (exists) throw Object.assign(new Error(`EEXIST: ${file} is there already`), { code: 'EEXIST' });
}

/** A link never replaces anything, as a rename would. Where there are no links the name is looked at once more. */
async function giveName(partial: string, file: string): Promise<void> {
  try {
    await link(partial, file);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error) || error.code === 'EEXIST') throw error;
    await refuseExisting(file);
    await rename(partial, file);
  }
}

function stamp(file: string): void {
  const connection = openConnection(file, 'READ_WRITE');
  try {
    connection.prepare('update meta set journal_id = ?').run(newJournalId());
  } finally {
    connection.close();
  }
}
