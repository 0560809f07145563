import { existsSync } from 'node:fs';
import { readConfig } from '../config.ts';
import { createLog } from '../log.ts';
import { openSqliteStore } from '../store/sqlite/sqlite-store.ts';
import type { Store } from '../store/store.ts';
import { UsageError } from './usage-error.ts';

/** Opens the database that the environment names; the caller disposes of it. `mustExist`: makes no new one. */
export async function openDatabase(mustExist: boolean): Promise<Store> {
  const { databaseFile, logLevel } = readConfig();
  if (databaseFile === ':memory:')
    throw new UsageError('DATABASE_URL is :memory:, which nobody but its gateway can open. Name a file.');
  if (mustExist && !existsSync(databaseFile))
    throw new UsageError(`There is no database at ${databaseFile}. Set DATABASE_URL.`);
  // What goes well is told by the command itself.
  return openSqliteStore({ file: databaseFile, log: createLog(logLevel === 'info' ? 'warn' : logLevel) });
}
