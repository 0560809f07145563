import { expect, test } from 'vitest';

import { MemoryJournal } from './support/memory-journal.ts';
import { FIRST_HUNDRED, ready, settled, startEngine } from './support/start-engine.ts';

test('what is there at the start is loaded and confirmed', async () => {
  const journal = new MemoryJournal();
  journal.commit('a', { add: { id: 'a' } });
  journal.commit('a', { put: { id: '1', label: { en: 'One' } } }, { put: { id: '2', label: { en: 'Two' } } });
  journal.commit('b', { add: { id: 'b' } });

  const { engine, confirmed } = startEngine(journal);
  await ready(engine);

  expect(confirmed).toEqual([4]);
  expect(await engine.findAllSources()).toEqual(['a', 'b']);
  const page = await engine.findAssets('a', FIRST_HUNDRED);
  expect(page.assets.map(({ label }) => label)).toEqual(['One', 'Two']);
  expect(engine.status).toMatchObject({ state: 'READY', version: '1.79.0', restarts: 0, confirmed: 4 });
});

test('every kind of entry reaches the engine and is confirmed by its event, in order', async () => {
  const { engine, journal, confirmed, log } = startEngine();
  await ready(engine);

  const commits = [
    journal.commit('s', { add: { id: 's', supportedMimeTypes: ['image/png'] } }),
    journal.commit('s', { put: { id: 'x', label: { en: 'X' } } }),
    journal.commit('s', { put: { id: 'y' } }, { put: { id: 'z' } }, { remove: 'y' }),
    journal.commit('s', { put: { id: 'x', label: { en: 'X again' } } }),
    journal.commit('s', { move: 'x' }),
    journal.commit('s', { rename: 'S' }),
    journal.commit('s', { notify: true }),
  ];
  for (const commit of commits) expect(commit).toBeGreaterThan(0);
  await settled(engine, journal);
  const page = await engine.findAssets('s', FIRST_HUNDRED);
  journal.commit('s', { removeSource: true });
  await settled(engine, journal);

  expect(page.assets.map(({ id }) => id)).toEqual(['z', 'x']);
  expect(page.assets[1]?.label).toBe('X again');
  expect(await engine.findAllSources()).toEqual([]);
  expect(confirmed).toEqual(confirmed.toSorted((a, b) => a - b));
  expect(log.lines.filter(({ level }) => level === 'error')).toEqual([]);
});

test('a source that is removed and added again within one commit is empty afterwards', async () => {
  const { engine, journal } = startEngine();
  await ready(engine);
  journal.commit('s', { add: { id: 's' } }, { put: { id: 'old' } });
  await settled(engine, journal);

  journal.commit('s', { removeSource: true }, { add: { id: 's' } }, { put: { id: 'new' } });
  await settled(engine, journal);

  const page = await engine.findAssets('s', FIRST_HUNDRED);
  expect(page.assets.map(({ id }) => id)).toEqual(['new']);
  expect(engine.status.restarts).toBe(0);
});

test('a commit that is longer than a message is confirmed as a whole', async () => {
  const { engine, journal, confirmed } = startEngine();
  await ready(engine);
  const puts = Array.from({ length: 1_500 }, (_, index) => ({ put: { id: `asset-${index}` } }));

  const commit = journal.commit('s', { add: { id: 's' } }, ...puts);
  await settled(engine, journal);

  expect(confirmed).toEqual([commit]);
  expect((await engine.findAssets('s', FIRST_HUNDRED)).total).toBe(1_500);
});

test('an engine that is killed is replaced and confirms what was held back', async () => {
  const { engine, journal, confirmed } = startEngine();
  await ready(engine);
  journal.commit('s', { add: { id: 's' } });
  await settled(engine, journal);

  await engine.kill();
  for (let index = 0; index < 20; index += 1) journal.commit('s', { put: { id: `${index}` } });
  await settled(engine, journal);

  expect(engine.status).toMatchObject({ state: 'READY', restarts: 1 });
  expect(confirmed.at(-1)).toBe(21);
  expect((await engine.findAssets('s', FIRST_HUNDRED)).total).toBe(20);
});

test('an engine that hangs in a call is given up and replaced', async () => {
  const { engine, journal } = startEngine(undefined, { pingMs: 50, silenceMs: 1_500 });
  await ready(engine);
  journal.commit('s', { add: { id: 's' } });
  await settled(engine, journal);

  engine.inject('HANG');
  journal.commit('s', { put: { id: 'during the hang' } });
  await settled(engine, journal);

  expect(engine.status.restarts).toBeGreaterThan(0);
  expect((await engine.findAssets('s', FIRST_HUNDRED)).total).toBe(1);
});

test('an engine that aborts is replaced', async () => {
  const { engine, journal } = startEngine();
  await ready(engine);

  engine.inject('ABORT');
  await expect.poll(() => engine.status.restarts, { timeout: 15_000 }).toBe(1);
  journal.commit('s', { add: { id: 's' } });
  await settled(engine, journal);

  expect(await engine.findAllSources()).toEqual(['s']);
});

test('an engine that sends no event for a change is not trusted any more', async () => {
  const { engine, journal, log } = startEngine();
  await ready(engine);

  engine.inject('SILENCE');
  journal.commit('s', { add: { id: 's' } });
  await settled(engine, journal);

  expect(engine.status.restarts).toBe(1);
  expect(log.lines.some(({ message }) => message === 'The engine sent no event for a change')).toBe(true);
});
