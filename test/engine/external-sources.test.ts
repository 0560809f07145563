import { expect, test } from 'vitest';

import type { EngineSupervisorOptions } from '../../src/engine/engine-supervisor.ts';
import { MemoryJournal } from './support/memory-journal.ts';
import { outsideWith, assetOf, pageOf } from './support/outside.ts';
import { FIRST_HUNDRED, ready, settled, startEngine } from './support/start-engine.ts';

/** A running engine with one external source, `far`. */
async function startFar(options: Partial<EngineSupervisorOptions>) {
  const journal = new MemoryJournal();
  journal.commit('far', { add: { id: 'far' }, kind: 'EXTERNAL' });
  const started = startEngine(journal, options);
  await ready(started.engine);
  return started;
}

test('a query of the engine is asked outside, and its answer is what the engine shows', async () => {
  const asked: unknown[] = [];
  const outside = outsideWith({
    findAssets: (_sourceId, query) => {
      asked.push(query);
      const definition = {
        id: '__proto__',
        label: { en: 'Mountain', de: 'Berg' },
        tags: { de: ['Natur'] },
        groups: ['g'],
        meta: { uri: 'https://example.com/a.png', width: 5, nested: { a: [1] } },
        payload: { stylePreset: { deep: [null, 1.5] } },
        credits: { name: 'Somebody' },
      };
      const facets = [{ path: 'meta.k', values: [{ value: 'v', count: 3 }] }];
      return Promise.resolve(pageOf([definition], { total: 12, currentPage: 2, nextPage: 3, facets }));
    },
  });
  const { engine } = await startFar({ outside });
  const query = {
    ...FIRST_HUNDRED,
    query: 'mount',
    page: 2,
    perPage: 5,
    tags: ['nature'],
    groups: ['g'],
    excludeGroups: ['h'],
    locale: 'de',
    sortKey: 'label',
    sortingOrder: 'Descending',
    filter: [{ or: [{ property: 'id', equals: 'x' }, { not: { property: 'meta.k', contains: 'y' } }] }],
    facets: ['meta.k'],
  } as const;

  const page = await engine.findAssets('far', query);

  expect(asked).toEqual([query]);
  expect(page).toMatchObject({
    total: 12,
    currentPage: 2,
    nextPage: 3,
    facets: { 'meta.k': [{ value: 'v', count: 3 }] },
  });
  expect(page.assets).toMatchObject([
    {
      id: '__proto__',
      label: 'Berg',
      tags: ['Natur'],
      groups: ['g'],
      meta: { uri: 'https://example.com/a.png', width: '5.000000', nested: '{"a":[1]}' },
      payload: { stylePreset: { deep: [null, 1.5] } },
      credits: { name: 'Somebody' },
    },
  ]);
});

test('no next page is none, and one locale is asked for with one asset', async () => {
  const outside = outsideWith({
    fetchAsset: (_sourceId, id) =>
      Promise.resolve(id === 'a' ? assetOf({ id, label: { en: 'A' } }) : undefined),
  });
  const { engine } = await startFar({ outside });

  const page = await engine.findAssets('far', FIRST_HUNDRED);
  const found = await engine.fetchAsset('far', 'a', 'de-AT');
  const missing = await engine.fetchAsset('far', 'b');

  expect(page.nextPage).toBeUndefined();
  expect(found).toMatchObject({ id: 'a', label: 'A' });
  expect(missing).toBeNull();
  expect(await engine.getGroups('far')).toEqual(['a', 'b']);
  expect(outside.calls).toEqual(['find far ', 'fetch far a de-AT', 'fetch far b -', 'groups far']);
});

test('the engine knows what an external source says of itself, also after that has changed', async () => {
  const journal = new MemoryJournal();
  const { engine, log } = startEngine(journal, { outside: outsideWith() });
  await ready(engine);
  const definition = { id: 'far', supportedMimeTypes: ['image/png'], credits: { name: 'C' } };
  journal.commit('far', { add: definition, kind: 'EXTERNAL' });
  await settled(engine, journal);
  const before = await engine.describeSource('far');

  const license = { name: 'L', url: 'https://example.com/l' };
  journal.commit('far', { redefine: { id: 'far', supportedMimeTypes: ['image/gif'], license } });
  await settled(engine, journal);

  expect(before).toEqual({ supportedMimeTypes: ['image/png'], credits: { name: 'C' } });
  const after = await engine.describeSource('far');
  expect(after).toMatchObject({ supportedMimeTypes: ['image/gif'], license });
  expect(after.credits).toBeUndefined();
  expect((await engine.findAssets('far', FIRST_HUNDRED)).assets.map(({ id }) => id)).toEqual(['far-1']);
  expect(log.lines.filter(({ level }) => level === 'error')).toEqual([]);
});

test('the engine knows the MIME types that a local source takes, also after they have changed', async () => {
  const journal = new MemoryJournal();
  const { engine, confirmed } = startEngine(journal);
  await ready(engine);
  journal.commit('s', { add: { id: 's', supportedMimeTypes: ['image/png'] } }, { put: { id: 'x' } });
  await settled(engine, journal);

  journal.commit('s', { redefine: { id: 's', supportedMimeTypes: ['image/gif', 'video/mp4'] } });
  journal.commit('s', { put: { id: 'y' } });
  await settled(engine, journal);

  expect((await engine.describeSource('s')).supportedMimeTypes).toEqual(['image/gif', 'video/mp4']);
  expect((await engine.findAssets('s', FIRST_HUNDRED)).assets.map(({ id }) => id)).toEqual(['x', 'y']);
  expect(confirmed.at(-1)).toBe(4);
  expect(engine.status.restarts).toBe(0);
});

test('a source that is changed as soon as it is made is known as it was changed', async () => {
  const { engine, journal, confirmed } = startEngine(undefined, { outside: outsideWith() });
  await ready(engine);

  journal.commit('s', { add: { id: 's' } }, { put: { id: 'x' } });
  journal.commit('far', { add: { id: 'far' }, kind: 'EXTERNAL' });
  journal.commit('far', { redefine: { id: 'far', supportedMimeTypes: ['image/gif'] } }, { notify: true });
  journal.commit('s', { put: { id: 'y' } }, { redefine: { id: 's', supportedMimeTypes: ['image/png'] } });
  journal.commit('s', { put: { id: 'z' } });
  await settled(engine, journal);

  expect((await engine.describeSource('far')).supportedMimeTypes).toEqual(['image/gif']);
  expect((await engine.describeSource('s')).supportedMimeTypes).toEqual(['image/png']);
  expect((await engine.findAssets('s', FIRST_HUNDRED)).assets.map(({ id }) => id)).toEqual(['x', 'y', 'z']);
  expect(confirmed.filter((position) => ![2, 3, 5, 7, 8].includes(position))).toEqual([]);
  expect(engine.status.restarts).toBe(0);
});

test('every change of an external source is confirmed by an event of the engine', async () => {
  const { engine, journal, confirmed, log } = await startFar({ outside: outsideWith() });

  const commits = [
    journal.commit('far', { notify: true }),
    journal.commit('far', { rename: 'Far' }),
    journal.commit('new', { add: { id: 'new' }, kind: 'EXTERNAL' }),
    journal.commit('far', { removeSource: true }),
  ];
  await settled(engine, journal);

  expect(confirmed.at(-1)).toBe(commits.at(-1));
  expect(await engine.findAllSources()).toEqual(['new']);
  expect(engine.status.restarts).toBe(0);
  expect(log.lines.filter(({ level }) => level === 'error')).toEqual([]);
});

test('an engine that does not announce a change of an external source is replaced', async () => {
  const { engine, journal } = await startFar({ outside: outsideWith() });

  engine.inject('SILENCE');
  journal.commit('far', { notify: true });
  await settled(engine, journal);

  expect(engine.status.restarts).toBe(1);
  expect((await engine.findAssets('far', FIRST_HUNDRED)).total).toBe(1);
});

test('a source that is made again may be of the other kind', async () => {
  const { engine, journal } = await startFar({ outside: outsideWith() });

  journal.commit('far', { removeSource: true });
  journal.commit('far', { add: { id: 'far' } }, { put: { id: 'here' } });
  await settled(engine, journal);
  const local = await engine.findAssets('far', FIRST_HUNDRED);
  journal.commit('far', { removeSource: true }, { add: { id: 'far' }, kind: 'EXTERNAL' });
  await settled(engine, journal);
  const external = await engine.findAssets('far', FIRST_HUNDRED);

  expect(local.assets.map(({ id }) => id)).toEqual(['here']);
  expect(external.assets.map(({ id }) => id)).toEqual(['far-1']);
  expect(engine.status.restarts).toBe(0);
});

test('a source that is external by the time it would be built anew is made external', async () => {
  const journal = new MemoryJournal();
  const ids = Array.from({ length: 3_000 }, (_, index) => `asset-${index}`);
  journal.commit('s', { add: { id: 's' } }, ...ids.map((id) => ({ put: { id } })));
  const { engine, log } = startEngine(journal, { outside: outsideWith() });
  await ready(engine);

  journal.commit('s', ...ids.map((id) => ({ put: { id, label: { en: 'after' } } })));
  journal.commit('s', { removeSource: true }, { add: { id: 's' }, kind: 'EXTERNAL' });
  await settled(engine, journal);

  expect((await engine.findAssets('s', FIRST_HUNDRED)).assets.map(({ id }) => id)).toEqual(['s-1']);
  expect(log.lines.filter(({ level }) => level === 'error')).toEqual([]);
});

test('a new engine asks outside again, and calls of the one that died are forgotten', async () => {
  const release = Promise.withResolvers<void>();
  let held = true;
  const outside = outsideWith({
    findAssets: async () => {
      if (held) await release.promise;
      return pageOf([{ id: 'there' }]);
    },
  });
  const { engine, journal } = await startFar({ outside });
  const lost = engine.findAssets('far', FIRST_HUNDRED).catch((error: unknown) => error);
  await expect.poll(() => outside.calls.length).toBe(1);

  await engine.kill();
  held = false;
  journal.commit('far', { notify: true });
  await settled(engine, journal);
  release.resolve();

  expect(await lost).toMatchObject({ code: 'UNAVAILABLE' });
  expect((await engine.findAssets('far', FIRST_HUNDRED)).assets.map(({ id }) => id)).toEqual(['there']);
  expect(engine.status.restarts).toBe(1);
});
