import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';

import { inTransaction } from './connection.ts';

type Migration = { readonly number: number; readonly sql: string };

/**
 * Brings the database to this version's schema, in one transaction, and gives a new one its journal id.
 * Throws, and changes nothing, when the database was written by a newer version, or by another program.
 *
 * The schema version is looked at before anything is locked: several processes may open one file.
 */
export function migrate(connection: DatabaseSync): void {
  const migrations = readMigrations();
  if (schemaVersion(connection) === migrations.length) return;

  inTransaction(connection, () => {
    const present = schemaVersion(connection);
    if (present > migrations.length) {
      throw new Error(
        `The database has schema version ${present}, this version of the gateway knows ${migrations.length}: it was written by a newer one. Run that, or restore a backup made before the upgrade.`,
      );
    }
    if (present === 0) refuseForeign(connection);
    for (const { number, sql } of migrations) if (number > present) connection.exec(sql);
    connection.exec(`pragma user_version = ${migrations.length}`);
    if (connection.prepare('select 1 from meta').get() === undefined) {
      connection.prepare('insert into meta (journal_id) values (?)').run(newJournalId());
    }
  });
}

/** A name that no other journal has; without the `.` that separates it from the position in a cursor. */
export function newJournalId(): string {
  return randomBytes(9).toString('base64url');
}

export function readJournalId(connection: DatabaseSync): string {
  const id = connection.prepare('select journal_id from meta').get()?.['journal_id'];
  if (typeof id !== 'string') throw new Error('The database has no journal id.');
  return id;
}

function schemaVersion(connection: DatabaseSync): number {
  return Number(connection.prepare('pragma user_version').get()?.['user_version']);
}

function refuseForeign(connection: DatabaseSync): void {
  const table = connection.prepare('select name from sqlite_master').get()?.['name'];
  if (table !== undefined) {
    throw new Error(
      `The database is not a gateway's: it has a table ${String(table)} and no schema version.`,
    );
  }
}

function readMigrations(): Migration[] {
  const folder = new URL('./migrations/', import.meta.url);
  const names = readdirSync(folder).filter((name) => name.endsWith('.sql'));
  return names.toSorted().map((name, index) => {
    const number = Number.parseInt(name, 10);
    if (number !== index + 1) throw new Error(`Migration ${name} is not number ${index + 1}.`);
    return { number, sql: readFileSync(new URL(name, folder), 'utf8') };
  });
}
