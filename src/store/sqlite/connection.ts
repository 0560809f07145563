import { DatabaseSync } from 'node:sqlite';

/** How long a statement waits for another process's transaction. */
const BUSY_TIMEOUT_MS = 5_000;
/**
 * Pages (of 4 KB) in the write-ahead log that make a commit copy them back: pages that change with every commit
 * are then copied once for many.
 */
const CHECKPOINT_PAGES = 4_000;
/** Enough for the inner pages of a large database, and for most transactions. */
const CACHE_KIB = 32 * 1024;
/** What the write-ahead log shrinks to after a large transaction. */
const WAL_LIMIT_BYTES = 64 * 1024 * 1024;

/**
 * Opens `file` so that a commit which returned is on the disk. Throws when SQLite does not take the settings
 * that this rests on. The caller closes it.
 */
export function openConnection(file: string, access: 'READ_ONLY' | 'READ_WRITE'): DatabaseSync {
  const connection = new DatabaseSync(file, {
    readOnly: access === 'READ_ONLY',
    timeout: BUSY_TIMEOUT_MS,
    enableDoubleQuotedStringLiterals: false,
  });
  try {
    if (access === 'READ_WRITE') {
      expectSetting(connection, 'journal_mode', 'wal');
      expectSetting(connection, 'synchronous', 'full', 2);
      // On macOS a plain fsync leaves the bytes in the drive's cache.
      expectSetting(connection, 'fullfsync', 'on', 1);
      expectSetting(connection, 'wal_autocheckpoint', String(CHECKPOINT_PAGES), CHECKPOINT_PAGES);
      connection.exec(`pragma journal_size_limit = ${WAL_LIMIT_BYTES}; pragma cache_size = -${CACHE_KIB}`);
    }
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

function expectSetting(
  connection: DatabaseSync,
  name: string,
  value: string,
  expected: string | number = value,
): void {
  connection.prepare(`pragma ${name} = ${value}`).get();
  const actual = connection.prepare(`pragma ${name}`).get()?.[name];
  if (actual !== expected) {
    throw new Error(`SQLite answers ${name} = ${String(actual)} where ${expected} was set.`);
  }
}

/** Runs `work` in one transaction that holds the write lock from its start. Rolled back when it throws. */
export function inTransaction<T>(connection: DatabaseSync, work: () => T): T {
  connection.exec('begin immediate');
  try {
    const result = work();
    connection.exec('commit');
    return result;
  } catch (error) {
    // After some failures SQLite has rolled back by itself.
    if (connection.isTransaction) connection.exec('rollback');
    throw error;
  }
}
