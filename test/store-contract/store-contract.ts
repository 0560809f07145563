import { setImmediate } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';

import type { DraftAnswer, Store } from '../../src/store/store.ts';
import { assetsOf, JournalWriter } from './journal-writer.ts';
import { describeAgainstModel } from './store-model.ts';

/** An open store over records of its own. Whoever called disposes of the stores that it hands out. */
export type OpenStore = {
  readonly store: Store;
  /** Disposes of the store and opens its records again. */
  reopen(): Promise<Store>;
  /** A second store on the same records, as another process would open it. */
  secondOpen(): Promise<Store>;
  /** Disposes of everything. */
  close(): Promise<void>;
};

const ALL = Number.MAX_SAFE_INTEGER;
const COMMITTED_FIRST = { outcome: 'COMMITTED', firstPosition: 1 };

/** Ids that a careless store mangles, folds together, or takes for something else. */
const AWKWARD_IDS = [
  '__proto__',
  'constructor',
  'a',
  'A',
  'ä',
  'a\u0308',
  '10',
  '9',
  '1e3',
  '0x10',
  ' ',
  ' a',
  "'; drop table assets; --",
  '%',
  '_',
  'a\nb',
  '\u{1F600}',
  '\uFFFF',
  '{{base_url}}',
  'null',
  'x'.repeat(512),
];

/** What every implementation of {@link Store} promises. */
export function describeStore(name: string, open: () => Promise<OpenStore>): void {
  const opened = async () => {
    const one = await open();
    onTestFinished(() => one.close());
    return one;
  };

  describe(`${name}: records`, () => {
    test('a new store is empty and has a journal id', async () => {
      const { store } = await opened();

      expect(await store.sources()).toEqual([]);
      expect(await store.bounds()).toEqual({ head: 0, pruned: 0 });
      expect(await store.entriesAfter(0, 10)).toEqual([]);
      expect(await store.entriesBefore(ALL, 10)).toEqual([]);
      expect(await assetsOf(store, 'nothing')).toEqual([]);
      expect(store.journalId).toMatch(/^[\w-]{8,}$/);
    });

    test('what was committed is there after a restart', async () => {
      const { store, reopen } = await opened();
      const uploads = new JournalWriter('uploads');
      const meta = { __proto__: 1, deep: [1, 1.5, true, null, { a: 'b' }], text: '{{base_url}}' };
      const definition = { meta, payload: { width: 10 }, groups: ['g'], tags: { en: ['t'] } };
      await uploads.write(store, 'ADD_SOURCE', { add: 'one', definition }, { add: 'two' });
      const { journalId } = store;
      const entries = await store.entriesAfter(0, 10);

      const again = await reopen();

      expect(again.journalId).toBe(journalId);
      expect(await again.entriesAfter(0, 10)).toEqual(entries);
      expect(await assetsOf(again, 'uploads')).toEqual(uploads.ordered());
      expect(await again.sources()).toEqual([
        { id: 'uploads', version: 3, source: uploads.source, assetCount: 2 },
      ]);
    });

    test('a key called __proto__ in meta comes back as a key', async () => {
      const { store } = await opened();
      const meta = JSON.parse('{"__proto__": {"a": 1}, "b": 2}');

      await new JournalWriter('s').write(store, 'ADD_SOURCE', { add: '__proto__', definition: { meta } });

      const [asset] = await assetsOf(store, 's');
      expect(JSON.stringify(asset?.definition.meta)).toBe('{"__proto__":{"a":1},"b":2}');
      expect(asset?.definition.id).toBe('__proto__');
    });

    test('a journal entry carries the change as it was made', async () => {
      const { store } = await opened();
      const s = new JournalWriter('s');
      const batch = s.batch([
        ['ADD_SOURCE', { add: 'a' }, { add: 'b' }],
        [{ update: 'a' }, { move: 'a', rank: 9, renumbered: true }, { move: 'b', rank: 0.5 }],
        ['UPDATE_SOURCE', 'NOTIFY', { remove: 'a' }],
        ['REMOVE_SOURCE'],
      ]);
      await store.append(batch);

      const entries = await store.entriesAfter(0, 100);

      const commits = [3, 3, 3, 6, 6, 6, 9, 9, 9, 10];
      const expected = batch.commits.flat().map((draft, index) => ({
        ...draft,
        position: index + 1,
        commit: commits[index],
      }));
      expect(entries).toEqual(expected);
    });

    test('a source keeps its version when it is removed and added again', async () => {
      const { store, reopen } = await opened();
      const s = new JournalWriter('s');
      await s.write(store, 'ADD_SOURCE', { add: 'a' });
      await s.write(store, 'REMOVE_SOURCE');
      expect(await store.sources()).toEqual([{ id: 's', version: 3, source: undefined }]);
      expect(await assetsOf(store, 's')).toEqual([]);

      const again = await reopen();
      expect(await s.write(again, 'ADD_SOURCE')).toEqual({ outcome: 'COMMITTED', firstPosition: 4 });

      expect(await again.sources()).toEqual([{ id: 's', version: 4, source: s.source, assetCount: 0 }]);
      expect(await new JournalWriter('s').write(again, 'ADD_SOURCE')).toEqual({
        outcome: 'STALE',
        version: 4,
      });
    });

    test('assets come by rank, also after moves and a renumbering', async () => {
      const { store } = await opened();
      const s = new JournalWriter('s');
      await s.write(
        store,
        'ADD_SOURCE',
        { add: 'c', rank: 3 },
        { add: 'b', rank: -1e300 },
        { add: 'a', rank: 2.000000001 },
        { add: 'd', rank: 2 },
      );
      await s.write(store, { move: 'c', rank: 2.0000000001 });
      expect((await assetsOf(store, 's')).map(({ definition }) => definition.id)).toEqual([
        'b',
        'd',
        'c',
        'a',
      ]);

      await s.write(store, { move: 'b', rank: 2.5, renumbered: true }, { update: 'a' });

      const assets = await assetsOf(store, 's', 1);
      expect(assets).toEqual(s.ordered());
      expect(assets.map(({ definition, rank }) => [definition.id, rank])).toEqual([
        ['d', 2],
        ['b', 2.5],
        ['c', 3],
        ['a', 4],
      ]);
    });

    test.each([1, 2, 3, 100])('assets stream in slices of %i without loss or repeat', async (sliceSize) => {
      const { store } = await opened();
      const s = new JournalWriter('s');
      await s.write(store, 'ADD_SOURCE', ...Array.from({ length: 7 }, (_, index) => ({ add: `a${index}` })));

      const slices: number[] = [];
      for await (const slice of store.assets('s', sliceSize)) slices.push(slice.length);

      expect(slices.every((length) => length <= sliceSize)).toBe(true);
      expect(await assetsOf(store, 's', sliceSize)).toEqual(s.ordered());
    });

    test('a stream of assets shows one moment, whatever is committed meanwhile', async () => {
      const { store } = await opened();
      const s = new JournalWriter('s');
      await s.write(store, 'ADD_SOURCE', { add: 'a' }, { add: 'b' }, { add: 'c' });

      const seen: string[] = [];
      for await (const [asset] of store.assets('s', 1)) {
        if (seen.length === 0) await s.write(store, { remove: 'b' }, { add: 'd' }, { update: 'c' });
        seen.push(asset?.definition.label?.['en'] ?? '');
      }

      expect(seen).toEqual(['a at 2', 'b at 3', 'c at 4']);
    });

    test('a stream that is left early, or never begun, holds nothing open', async () => {
      const { store, reopen } = await opened();
      const s = new JournalWriter('s');
      await s.write(store, 'ADD_SOURCE', { add: 'a' }, { add: 'b' });

      store.assets('s', 1)[Symbol.asyncIterator]();
      for await (const _ of store.assets('s', 1)) break;
      const left = store.assets('s', 1)[Symbol.asyncIterator]();
      await left.next();

      expect(await assetsOf(await reopen(), 's')).toEqual(s.ordered());
    });

    test('awkward ids stay apart and come back as they were', async () => {
      const { store, reopen } = await opened();
      const writers = AWKWARD_IDS.map((id) => new JournalWriter(id));
      await Promise.all(
        writers.map((writer) => writer.write(store, 'ADD_SOURCE', ...AWKWARD_IDS.map((id) => ({ add: id })))),
      );

      const again = await reopen();

      const sources = await again.sources();
      expect(new Set(sources.map(({ id }) => id))).toEqual(new Set(AWKWARD_IDS));
      for (const writer of writers) expect(await assetsOf(again, writer.sourceId)).toEqual(writer.ordered());
      const [first] = await again.entriesAfter(0, 1, '__proto__');
      expect(first?.sourceId).toBe('__proto__');
    });
  });

  describe(`${name}: appends`, () => {
    test('a batch based on an older version writes nothing and says which version there is', async () => {
      const { store } = await opened();
      const s = new JournalWriter('s');
      await s.write(store, 'ADD_SOURCE', { add: 'a' });
      const stale = new JournalWriter('s').batch([['ADD_SOURCE', { add: 'b' }]], [answer('k', 0)]);

      expect(await store.append(stale)).toEqual({ outcome: 'STALE', version: 2 });

      expect(await store.bounds()).toEqual({ head: 2, pruned: 0 });
      expect(await assetsOf(store, 's')).toEqual(s.ordered());
      expect(await store.answer('k')).toBeUndefined();
    });

    test('a batch based on a version to come writes nothing', async () => {
      const { store } = await opened();
      const s = new JournalWriter('s');
      s.batch([['ADD_SOURCE']]);

      expect(await s.write(store, 'NOTIFY')).toEqual({ outcome: 'STALE', version: 0 });
    });

    test('a key that is taken refuses the whole batch, whatever version it is based on', async () => {
      const { store } = await opened();
      const s = new JournalWriter('s');
      const first = s.batch([['ADD_SOURCE']], [answer('k', 0)]);
      await store.append(first);

      expect(await store.append(first)).toEqual({ outcome: 'KEY_TAKEN', key: 'k' });
      expect(await store.append(s.batch([['NOTIFY']], [answer('other', 0), answer('k', 0)]))).toEqual({
        outcome: 'KEY_TAKEN',
        key: 'k',
      });

      expect(await store.bounds()).toEqual({ head: 1, pruned: 0 });
      expect(await store.answer('other')).toBeUndefined();
    });

    test('an answer says where the journal stood', async () => {
      const { store, reopen } = await opened();
      await new JournalWriter('before').write(store, 'ADD_SOURCE');
      const s = new JournalWriter('s');
      const commits = [['ADD_SOURCE', { add: 'a' }], [{ add: 'b' }]] as const;
      await store.append(s.batch(commits, [answer('first', 0), answer('second', 1), answer('none')]));
      await store.append(s.batch([], [answer('later')]));

      const again = await reopen();

      expect(await again.answer('first')).toEqual({ ...answer('first'), commit: undefined, position: 3 });
      expect((await again.answer('second'))?.position).toBe(4);
      expect((await again.answer('none'))?.position).toBe(1);
      expect((await again.answer('later'))?.position).toBe(4);
      expect(await again.answer('unknown')).toBeUndefined();
    });

    test('an empty batch is told where the journal goes on, and leaves no source behind', async () => {
      const { store } = await opened();

      expect(await store.append(new JournalWriter('s').batch([]))).toEqual(COMMITTED_FIRST);

      expect(await store.sources()).toEqual([]);
      expect(await store.bounds()).toEqual({ head: 0, pruned: 0 });
    });

    test('a batch that contradicts the records rejects, and its neighbours are written', async () => {
      const { store } = await opened();
      const good = new JournalWriter('good');
      const bad = new JournalWriter('bad');
      const other = new JournalWriter('other');
      const faulty = bad.batch([['ADD_SOURCE', { add: 'a' }, { remove: 'nobody' }]], [answer('k', 0)]);

      const results = await Promise.allSettled([
        good.write(store, 'ADD_SOURCE', { add: 'a' }),
        store.append(faulty),
        other.write(store, 'ADD_SOURCE'),
      ]);

      expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
      expect(results[2]).toMatchObject({ value: { outcome: 'COMMITTED', firstPosition: 3 } });
      expect((await store.sources()).map(({ id }) => id)).toEqual(['good', 'other']);
      expect(await assetsOf(store, 'bad')).toEqual([]);
      expect(await store.answer('k')).toBeUndefined();
      await expect(store.append(faulty)).rejects.toThrow(/nobody/);
    });

    test('a batch whose versions have a hole rejects and writes nothing', async () => {
      const { store } = await opened();
      const s = new JournalWriter('s');
      const batch = s.batch([['ADD_SOURCE', 'NOTIFY', 'NOTIFY']]);
      const holed = { ...batch, commits: batch.commits.map((commit) => commit.toSpliced(1, 1)) };

      await expect(store.append(holed)).rejects.toThrow(/where 2 is due/);

      expect(await store.append(batch)).toEqual(COMMITTED_FIRST);
    });

    test('many concurrent writers get contiguous positions and versions', async () => {
      const { store } = await opened();
      const writers = Array.from({ length: 20 }, (_, index) => new JournalWriter(`s${index}`));
      const appended = await Promise.all(
        writers.flatMap((writer) => [
          writer.write(store, 'ADD_SOURCE'),
          ...Array.from({ length: 49 }, (_, index) => writer.write(store, { add: `a${index}` })),
        ]),
      );

      expect(new Set(appended.map(({ outcome }) => outcome))).toEqual(new Set(['COMMITTED']));
      const entries = await store.entriesAfter(0, 2_000);
      expect(entries.map(({ position }) => position)).toEqual(Array.from({ length: 1_000 }, (_, i) => i + 1));
      for (const { sourceId } of writers) {
        const versions = entries.filter((entry) => entry.sourceId === sourceId).map(({ version }) => version);
        expect(versions).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
      }
      const answered = appended.map((one) => (one.outcome === 'COMMITTED' ? one.firstPosition : 0));
      expect(answered.toSorted((a, b) => a - b)).toEqual(entries.map(({ position }) => position));
    });

    test('batches of one source that wait together follow one another', async () => {
      const { store } = await opened();
      const s = new JournalWriter('s');
      const first = s.batch([['ADD_SOURCE']]);
      const rival = new JournalWriter('s').batch([['ADD_SOURCE']]);
      const second = s.batch([[{ add: 'a' }]]);

      expect(await Promise.all([first, rival, second].map((batch) => store.append(batch)))).toEqual([
        COMMITTED_FIRST,
        { outcome: 'STALE', version: 1 },
        { outcome: 'COMMITTED', firstPosition: 2 },
      ]);
    });

    test('a batch of 10,000 entries is written whole while the main loop goes on', async () => {
      const { store } = await opened();
      const s = new JournalWriter('s');
      const small = new JournalWriter('small');
      const adds = Array.from({ length: 10_000 }, (_, index) => ({ add: `asset-${index}` }));
      const batch = s.batch([['ADD_SOURCE', ...adds]]);
      let turns = 0;
      let done = false;

      const large = store.append(batch).finally(() => {
        done = true;
      });
      const after = small.write(store, 'ADD_SOURCE');
      while (!done) {
        turns += 1;
        await setImmediate();
      }

      expect(await large).toEqual(COMMITTED_FIRST);
      expect(await after).toEqual({ outcome: 'COMMITTED', firstPosition: 10_002 });
      // It was encoded in slices, each followed by a turn of the loop.
      expect(turns).toBeGreaterThan(50);
      const entries = await store.entriesAfter(9_000, 2_000, 's');
      expect(entries).toHaveLength(1_001);
      expect(new Set(entries.map(({ commit }) => commit))).toEqual(new Set([10_001]));
      expect(await assetsOf(store, 's')).toEqual(s.ordered());
    });

    test('pending appends are finished by disposal, later calls reject', async () => {
      const { store, secondOpen } = await opened();
      const s = new JournalWriter('s');
      const pending = s.write(store, 'ADD_SOURCE', { add: 'a' });
      const more = s.write(store, { add: 'b' });

      await store[Symbol.asyncDispose]();

      expect(await pending).toEqual(COMMITTED_FIRST);
      expect(await more).toEqual({ outcome: 'COMMITTED', firstPosition: 3 });
      const closed = { code: 'UNAVAILABLE' };
      await expect(s.write(store, 'NOTIFY')).rejects.toMatchObject(closed);
      await expect(store.bounds()).rejects.toMatchObject(closed);
      await expect(store.sources()).rejects.toMatchObject(closed);
      await expect(assetsOf(store, 's')).rejects.toMatchObject(closed);
      await expect(store.prune(0, 0)).rejects.toMatchObject(closed);
      expect(await (await secondOpen()).bounds()).toEqual({ head: 3, pruned: 0 });
    });
  });

  describe(`${name}: the journal`, () => {
    test('pages forwards and backwards, of all sources and of one', async () => {
      const { store } = await opened();
      const [a, b] = [new JournalWriter('a'), new JournalWriter('b')];
      await a.write(store, 'ADD_SOURCE');
      await b.write(store, 'ADD_SOURCE');
      for (let index = 0; index < 200; index += 1) {
        await Promise.all([a.write(store, 'NOTIFY'), index % 50 === 0 && b.write(store, 'NOTIFY')]);
      }
      const all = await store.entriesAfter(0, 1_000);
      const ofB = all.filter(({ sourceId }) => sourceId === 'b');
      expect(all).toHaveLength(206);
      expect(ofB).toHaveLength(5);

      expect(await store.entriesAfter(100, 3)).toEqual(all.slice(100, 103));
      expect(await store.entriesAfter(100, 1_000)).toEqual(all.slice(100));
      expect(await store.entriesAfter(206, 10)).toEqual([]);
      expect(await store.entriesBefore(104, 3)).toEqual(all.slice(100, 103).toReversed());
      expect(await store.entriesBefore(ALL, 1_000)).toEqual(all.toReversed());
      expect(await store.entriesBefore(1, 10)).toEqual([]);
      expect(await store.entriesAfter(0, 1_000, 'b')).toEqual(ofB);
      expect(await store.entriesAfter(2, 2, 'b')).toEqual(ofB.slice(1, 3));
      expect(await store.entriesBefore(ALL, 2, 'b')).toEqual(ofB.slice(-2).toReversed());
      expect(await store.entriesAfter(0, 10, 'c')).toEqual([]);
      expect(await store.entriesAfter(0, 0)).toEqual([]);
    });

    test('pruning forgets old entries and answers, and the bound survives a restart', async () => {
      const { store, reopen } = await opened();
      const s = new JournalWriter('s');
      await store.append(s.batch([['ADD_SOURCE']], [{ ...answer('old', 0), at: 1 }]));
      await store.append(
        s.batch([Array.from({ length: 1_400 }, (_, index) => ({ add: `a${index}` }))], [answer('new', 0)]),
      );
      const cut = (await store.entriesAfter(1_200, 1))[0]?.occurredAt ?? 0;

      expect(await store.prune(cut, 1_000)).toBe(1_200);

      expect(await store.bounds()).toEqual({ head: 1_401, pruned: 1_200 });
      expect((await store.entriesAfter(0, 1))[0]?.position).toBe(1_201);
      expect(await store.answer('old')).toBeUndefined();
      expect(await store.answer('new')).toBeDefined();
      expect(await store.prune(cut, 1_000)).toBe(0);
      const again = await reopen();
      expect(await again.bounds()).toEqual({ head: 1_401, pruned: 1_200 });
      expect(await assetsOf(again, 's')).toHaveLength(1_400);
    });

    test('pruning never forgets the newest entry, so positions go on', async () => {
      const { store, reopen } = await opened();
      const s = new JournalWriter('s');
      await s.write(store, 'ADD_SOURCE', 'NOTIFY', 'NOTIFY');

      expect(await store.prune(ALL, ALL)).toBe(2);

      expect(await store.bounds()).toEqual({ head: 3, pruned: 2 });
      const again = await reopen();
      expect(await s.write(again, 'NOTIFY')).toEqual({ outcome: 'COMMITTED', firstPosition: 4 });
    });

    test('an entry with an early time behind a later one stays: what is left is contiguous', async () => {
      const { store } = await opened();
      const s = new JournalWriter('s');
      s.occurredAt = 1_000_000;
      await s.write(store, 'ADD_SOURCE');
      s.occurredAt = 10;
      await s.write(store, 'NOTIFY', 'NOTIFY');

      expect(await store.prune(500_000, 0)).toBe(0);

      expect(await store.bounds()).toEqual({ head: 3, pruned: 0 });
    });

    test('appends go on while the journal is pruned', async () => {
      const { store } = await opened();
      const s = new JournalWriter('s');
      await s.write(store, 'ADD_SOURCE', ...Array.from({ length: 3_000 }, () => 'NOTIFY' as const));

      const pruned = store.prune(s.occurredAt, 0);
      const appended = await Promise.all([s.write(store, 'NOTIFY'), s.write(store, 'NOTIFY')]);

      expect(appended.map(({ outcome }) => outcome)).toEqual(['COMMITTED', 'COMMITTED']);
      expect(await pruned).toBe(3_000);
      expect(await store.bounds()).toEqual({ head: 3_003, pruned: 3_000 });
    });
  });

  describe(`${name}: several stores on the same records`, () => {
    test('they follow each other by watching', async () => {
      const { store, secondOpen } = await opened();
      const other = await secondOpen();
      expect(other.journalId).toBe(store.journalId);
      const [seenHere, seenThere] = [follow(store), follow(other)];

      const here = new JournalWriter('here');
      const there = new JournalWriter('there');
      await Promise.all([here.write(store, 'ADD_SOURCE'), there.write(other, 'ADD_SOURCE')]);
      for (let index = 0; index < 20; index += 1) {
        await Promise.all([here.write(store, { add: `${index}` }), there.write(other, { add: `${index}` })]);
      }

      const positions = Array.from({ length: 42 }, (_, index) => index + 1);
      await expect.poll(() => seenHere, { timeout: 10_000 }).toEqual(positions);
      await expect.poll(() => seenThere, { timeout: 10_000 }).toEqual(positions);
    });

    test('a listener is not called for what its own store appends, nor after its signal', async () => {
      const { store, secondOpen } = await opened();
      const other = await secondOpen();
      const s = new JournalWriter('s');
      await s.write(store, 'ADD_SOURCE');
      const ended = new AbortController();
      const going = new AbortController();
      onTestFinished(() => going.abort());
      let calls = 0;
      let callsOfEnded = 0;
      store.watch(() => (calls += 1), going.signal);
      store.watch(() => (callsOfEnded += 1), ended.signal);
      // The first hint may come for nothing; after it there is something to compare with.
      await expect.poll(() => calls).toBe(1);
      ended.abort();
      const before = callsOfEnded;

      // A watcher of the other store tells that enough time has passed to see these.
      let seenByOther = 0;
      other.watch(() => (seenByOther += 1), going.signal);
      await expect.poll(() => seenByOther).toBe(1);
      for (let round = 2; round < 5; round += 1) {
        await s.write(store, 'NOTIFY');
        await expect.poll(() => seenByOther).toBe(round);
      }
      expect(calls).toBe(1);

      await s.write(other, 'NOTIFY');
      await expect.poll(() => calls).toBe(2);
      expect(callsOfEnded).toBe(before);
    });

    test('of two that race for one version one wins, the other catches up', async () => {
      const { store, secondOpen } = await opened();
      const other = await secondOpen();

      const racing = async (one: Store, mine: string) => {
        const writer = new JournalWriter('s');
        for (let round = 0; round < 25; round += 1) {
          for (;;) {
            const act = writer.version === 0 ? 'ADD_SOURCE' : { add: `${mine}${round}` };
            const batch = writer.batch([[act]]);
            const appended = await one.append(batch);
            if (appended.outcome === 'COMMITTED') break;
            // Catching up: only the version matters to this writer.
            if (appended.outcome === 'STALE') {
              writer.version = appended.version;
              writer.source ??= batch.source;
            }
          }
        }
      };
      await Promise.all([racing(store, 'a'), racing(other, 'b')]);

      const entries = await store.entriesAfter(0, 100);
      expect(entries.map(({ version }) => version)).toEqual(Array.from({ length: 50 }, (_, i) => i + 1));
      expect(entries.map(({ position }) => position)).toEqual(entries.map(({ version }) => version));
      expect(await other.entriesAfter(0, 100)).toEqual(entries);
    });
  });

  describeAgainstModel(name, open);
}

function answer(key: string, commit?: number): DraftAnswer {
  return { key, fingerprint: `fingerprint of ${key}`, answer: `{"key":"${key}"}`, at: 2_000, commit };
}

/** The positions that a follower has read so far: it reads at once, and again at every hint. */
function follow(store: Store): readonly number[] {
  const seen: number[] = [];
  const signal = new AbortController();
  onTestFinished(() => signal.abort());
  let reading = Promise.resolve();
  const read = () => {
    reading = reading.then(async () => {
      const entries = await store.entriesAfter(seen.at(-1) ?? 0, 1_000).catch(() => []);
      seen.push(...entries.map(({ position }) => position));
    });
  };
  store.watch(read, signal.signal);
  // One's own appends are not hinted at.
  const own = setInterval(read, 50);
  onTestFinished(() => clearInterval(own));
  return seen;
}
