import type { DatabaseSync } from 'node:sqlite';

import { openConnection } from './connection.ts';

/**
 * The database as it was at one moment, whatever is committed meanwhile. The write-ahead log grows as long as
 * it is open: dispose of it soon.
 */
export class Snapshot implements Disposable {
  readonly connection: DatabaseSync;

  constructor(file: string) {
    this.connection = openConnection(file, 'READ_ONLY');
    this.connection.exec('begin');
    // The first read is what fixes the moment.
    this.connection.prepare('select journal_id from meta').get();
  }

  [Symbol.dispose](): void {
    if (this.connection.isOpen) this.connection.close();
  }
}
