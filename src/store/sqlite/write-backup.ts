import { open, rename, rm } from 'node:fs/promises';
import { backup } from 'node:sqlite';

import { openConnection } from './connection.ts';
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
  // Claims the name, so that the rename below replaces nothing but this.
  await (await open(file, 'wx')).close();
  const partial = `${file}.partial`;
  try {
    await rm(partial, { force: true });
    await backup(snapshot.connection, partial, {
      rate: STEP_PAGES,
      progress: ({ totalPages, remainingPages }) => onProgress(1 - remainingPages / Math.max(1, totalPages)),
    });
    stamp(partial);
    await rename(partial, file);
    onProgress(1);
  } catch (error) {
    await rm(partial, { force: true });
    await rm(file, { force: true });
    throw error;
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
