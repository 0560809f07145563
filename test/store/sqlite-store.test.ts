import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { describe, expect, onTestFinished, test } from 'vitest';

import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts';
import type { Store } from '../../src/store/store.ts';
import { assetsOf, JournalWriter } from '../store-contract/journal-writer.ts';
import { describeStore } from '../store-contract/store-contract.ts';

describeStore('SQLite', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'sqlite-store-'));
  const file = join(directory, 'new', 'gateway.db');
  const stores = new Set<Store>();
  const openOne = async () => {
    const store = await openSqliteStore({ file });
    stores.add(store);
    return store;
  };
  const close = async () => {
    for (const store of stores) await store[Symbol.asyncDispose]();
    stores.clear();
  };
  return {
    store: await openOne(),
    async reopen() {
      await close();
      return openOne();
    },
    secondOpen: openOne,
    async close() {
      await close();
      await rm(directory, { recursive: true });
    },
  };
});

async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'sqlite-store-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  return directory;
}

describe('a SQLite file', () => {
  test('is opened by several processes at once, also when it is new', async () => {
    const file = join(await temporaryDirectory(), 'gateway.db');

    const stores = await Promise.all([1, 2, 3, 4].map(() => openSqliteStore({ file })));

    expect(new Set(stores.map(({ journalId }) => journalId)).size).toBe(1);
    for (const store of stores) await store[Symbol.asyncDispose]();
  });

  test('is one file after the store is closed', async () => {
    const directory = await temporaryDirectory();
    const store = await openSqliteStore({ file: join(directory, 'gateway.db') });
    await new JournalWriter('s').write(store, 'ADD_SOURCE');

    await store[Symbol.asyncDispose]();
    await store[Symbol.asyncDispose]();

    expect(await readdir(directory)).toEqual(['gateway.db']);
  });

  test('written by a newer version is refused, and says so', async () => {
    const file = join(await temporaryDirectory(), 'gateway.db');
    await (await openSqliteStore({ file }))[Symbol.asyncDispose]();
    const connection = new DatabaseSync(file);
    connection.exec('pragma user_version = 99');
    connection.close();

    await expect(openSqliteStore({ file })).rejects.toThrow(/schema version 99.*newer/);
  });

  test('of another program is refused and left as it is', async () => {
    const directory = await temporaryDirectory();
    const foreign = join(directory, 'foreign.db');
    const connection = new DatabaseSync(foreign);
    connection.exec('create table customers (id)');
    connection.close();
    const text = join(directory, 'text.db');
    await writeFile(text, 'This is not a database, and long enough to be told from one. '.repeat(20));

    await expect(openSqliteStore({ file: foreign })).rejects.toThrow(/customers/);
    await expect(openSqliteStore({ file: text })).rejects.toThrow(/not a database/);
  });

  test('is temporary when it is called :memory:', async () => {
    const before = new Set(await readdir(tmpdir()));
    const store = await openSqliteStore({ file: ':memory:' });
    await new JournalWriter('s').write(store, 'ADD_SOURCE');
    expect(await store.sources()).toHaveLength(1);

    await store[Symbol.asyncDispose]();

    const left = (await readdir(tmpdir())).filter(
      (name) => !before.has(name) && name.startsWith('asset-gateway-'),
    );
    // Other tests may have made directories of their own meanwhile; none of them is this store's.
    for (const name of left) expect(existsSync(join(tmpdir(), name, 'gateway.db'))).toBe(true);
    expect(existsSync(':memory:')).toBe(false);
  });
});

describe('a backup', () => {
  test('is the state of one moment, while the store goes on', async () => {
    const directory = await temporaryDirectory();
    await using store = await openSqliteStore({ file: join(directory, 'gateway.db') });
    const s = new JournalWriter('s');
    await s.write(
      store,
      'ADD_SOURCE',
      ...Array.from({ length: 3_000 }, (_, index) => ({ add: `a${index}` })),
    );
    const then = s.ordered();
    const shares: number[] = [];

    const done = store.backup(join(directory, 'copy.db'), (share) => shares.push(share));
    await s.write(store, { remove: 'a0' }, { add: 'late' });
    await done;

    await using copy = await openSqliteStore({ file: join(directory, 'copy.db') });
    expect(await assetsOf(copy, 's')).toEqual(then);
    expect(await copy.bounds()).toEqual({ head: 3_001, pruned: 0 });
    expect(copy.journalId).not.toBe(store.journalId);
    expect(shares.at(-1)).toBe(1);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect((await store.bounds()).head).toBe(3_003);
  });

  test('never overwrites a file', async () => {
    const directory = await temporaryDirectory();
    await using store = await openSqliteStore({ file: join(directory, 'gateway.db') });
    const file = join(directory, 'copy.db');
    await writeFile(file, 'precious');

    await expect(store.backup(file)).rejects.toThrow(/EEXIST/);
    await expect(store.backup(join(directory, 'gateway.db'))).rejects.toThrow(/EEXIST/);

    expect((await readdir(directory)).filter((name) => name.startsWith('copy'))).toEqual(['copy.db']);
  });
});
