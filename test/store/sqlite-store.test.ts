import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Worker } from 'node:worker_threads';

import { describe, expect, onTestFinished, test, vi } from 'vitest';

import { SILENT_LOG } from '../../src/log.ts';
import { AppendQueue } from '../../src/store/sqlite/append-queue.ts';
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts';
import { Writer } from '../../src/store/sqlite/writer.ts';
import type { Store } from '../../src/store/store.ts';
import { assetsOf, JournalWriter } from '../store-contract/journal-writer.ts';
import { describeStore } from '../store-contract/store-contract.ts';

const STORE_MODULE = new URL('../../src/store/sqlite/sqlite-store.ts', import.meta.url).href;

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

  test('that another process is writing to is written to afterwards, and read meanwhile', async () => {
    const file = join(await temporaryDirectory(), 'gateway.db');
    await using store = await openSqliteStore({ file });
    const s = new JournalWriter('s');
    await s.write(store, 'ADD_SOURCE', { add: 'a' });
    using other = new DatabaseSync(file);
    other.exec('begin immediate');
    let done = false;

    const waiting = s.write(store, 'NOTIFY').finally(() => (done = true));
    expect(await assetsOf(store, 's')).toHaveLength(1);
    expect((await store.entriesAfter(0, 10)).length).toBe(2);
    expect(done).toBe(false);
    other.exec('commit');

    expect(await waiting).toEqual({ outcome: 'COMMITTED', firstPosition: 3 });
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
    const directory = await temporaryDirectory();
    vi.stubEnv('TMPDIR', directory);
    onTestFinished(() => void vi.unstubAllEnvs());
    const store = await openSqliteStore({ file: ':memory:' });
    await new JournalWriter('s').write(store, 'ADD_SOURCE');
    expect(await store.sources()).toHaveLength(1);
    expect(await readdir(directory)).toHaveLength(1);

    await store[Symbol.asyncDispose]();

    expect(await readdir(directory)).toEqual([]);
    expect(existsSync(':memory:')).toBe(false);
  });
});

describe('the queue of appends', () => {
  test('takes what is appended in the very turn in which it ran empty', async () => {
    const directory = await temporaryDirectory();
    await using writer = await Writer.start({ file: join(directory, 'q.db') }, SILENT_LOG, () => undefined);
    const queue = new AppendQueue(writer);
    const s = new JournalWriter('s');
    let appended = await queue.append(s.batch([['ADD_SOURCE']]));

    // The continuation of an append is the first to run after the queue has looked and found nothing.
    for (let round = 0; round < 50; round += 1) appended = await queue.append(s.batch([['NOTIFY']]));

    expect(appended).toEqual({ outcome: 'COMMITTED', firstPosition: 51 });
  });

  test('turns away what exceeds its bound, and takes more when it has drained', async () => {
    await using store = await openSqliteStore({ file: join(await temporaryDirectory(), 'gateway.db') });
    const empty = { basedOn: 0, source: undefined, commits: [], answers: [] };

    const results = await Promise.allSettled(
      Array.from({ length: 10_500 }, (_, index) => store.append({ sourceId: `s${index}`, ...empty })),
    );

    const rejected = results.filter(({ status }) => status === 'rejected');
    expect(rejected).toHaveLength(500);
    expect(rejected[0]).toMatchObject({ reason: { code: 'UNAVAILABLE' } });
    expect(await store.append({ sourceId: 's', ...empty })).toMatchObject({ outcome: 'COMMITTED' });
  });
});

describe('the writer thread', () => {
  /** Opens a store and gives its thread away. */
  async function openWithThread(file: string): Promise<{ store: Store; thread: Worker }> {
    const { promise, resolve } = Promise.withResolvers<Worker>();
    process.once('worker', resolve);
    return { store: await openSqliteStore({ file }), thread: await promise };
  }

  test('may die: what was under way rejects, what follows is written by another', async () => {
    const file = join(await temporaryDirectory(), 'gateway.db');
    const { store, thread } = await openWithThread(file);
    await using _ = store;
    const s = new JournalWriter('s');
    await s.write(store, 'ADD_SOURCE');
    const large = s.batch([Array.from({ length: 5_000 }, (__, index) => ({ add: `a${index}` }))]);

    const underWay = store.append(large);
    const ended = once(thread, 'exit');
    await thread.terminate();
    await ended;

    await expect(underWay).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    // Nothing is known of what was under way: the journal tells.
    const { head } = await store.bounds();
    expect([1, 5_001]).toContain(head);
    if (head === 1) expect(await store.append(large)).toMatchObject({ outcome: 'COMMITTED' });
    expect(await s.write(store, 'NOTIFY')).toEqual({ outcome: 'COMMITTED', firstPosition: 5_002 });
    expect(await assetsOf(store, 's')).toHaveLength(5_000);
  });

  test('that was replaced goes on to tell of other stores', async () => {
    const file = join(await temporaryDirectory(), 'gateway.db');
    const { store, thread } = await openWithThread(file);
    await using _ = store;
    await using other = await openSqliteStore({ file });
    const signal = new AbortController();
    onTestFinished(() => signal.abort());
    let hints = 0;
    store.watch(() => (hints += 1), signal.signal);
    await expect.poll(() => hints).toBe(1);
    await thread.terminate();
    await new JournalWriter('mine').write(store, 'ADD_SOURCE');
    await expect.poll(() => hints).toBe(2);

    await new JournalWriter('theirs').write(other, 'ADD_SOURCE');

    await expect.poll(() => hints).toBe(3);
  });

  test('can not be replaced while the file is gone, and everybody who waits is told', async () => {
    const directory = await temporaryDirectory();
    const file = join(directory, 'sub', 'gateway.db');
    const { store, thread } = await openWithThread(file);
    await using _ = store;
    await thread.terminate();
    await rename(join(directory, 'sub'), join(directory, 'away'));

    const results = await Promise.allSettled(
      ['a', 'b', 'c'].map((id) => new JournalWriter(id).write(store, 'ADD_SOURCE')),
    );

    for (const result of results) expect(result).toMatchObject({ reason: { code: 'UNAVAILABLE' } });
    await rename(join(directory, 'away'), join(directory, 'sub'));
    const written = await new JournalWriter('a').write(store, 'ADD_SOURCE');
    expect(written).toEqual({ outcome: 'COMMITTED', firstPosition: 1 });
  });

  test('does not keep a process alive that has nothing left to do', async () => {
    const directory = await temporaryDirectory();
    const file = join(directory, 'gateway.db');
    const program = `
      const { openSqliteStore } = await import(${JSON.stringify(STORE_MODULE)});
      const store = await openSqliteStore({ file: ${JSON.stringify(file)} });
      store.watch(() => {}, new AbortController().signal);
      const batch = { sourceId: 's', basedOn: 0, source: undefined, commits: [], answers: [] };
      console.log((await store.append(batch)).outcome);`;
    await writeFile(join(directory, 'program.mjs'), program);
    const child = spawn(process.execPath, [join(directory, 'program.mjs')]);
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));

    const [code] = await once(child, 'close');

    expect([code, output]).toEqual([0, 'COMMITTED\n']);
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
