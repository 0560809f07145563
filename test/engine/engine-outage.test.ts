import { expect, test } from 'vitest';

import type { ContentSnapshot } from '../../src/engine/committed-changes.ts';
import { MemoryJournal } from './support/memory-journal.ts';
import { FIRST_HUNDRED, ready, settled, startEngine } from './support/start-engine.ts';

/** Long enough to be checked on the spot, and valid for nothing. */
const WORTHLESS_LICENSE = 'x'.repeat(200);

test('events go out without an engine that can not be started', async () => {
  const { engine, journal, confirmed } = startEngine(undefined, {
    license: WORTHLESS_LICENSE,
    holdBackMs: 50,
  });

  await expect.poll(() => engine.status.state, { timeout: 15_000 }).toBe('UNAVAILABLE');
  const commit = journal.commit('s', { add: { id: 's' } }, { put: { id: 'x' } });
  await settled(engine, journal);

  expect(confirmed).toEqual([commit]);
  expect(engine.status).toMatchObject({ state: 'UNAVAILABLE', confirmed: 2 });
  await expect(engine.findAllSources()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  await expect.poll(() => engine.status.restarts, { timeout: 15_000 }).toBeGreaterThan(1);
});

test('what was published before the start is not confirmed again', async () => {
  const journal = new MemoryJournal();
  const before = journal.commit('s', { add: { id: 's' } }, { put: { id: 'x' } });
  const { engine, confirmed } = startEngine(journal, {
    license: WORTHLESS_LICENSE,
    holdBackMs: 50,
    confirmed: before,
  });

  await expect.poll(() => engine.status.state, { timeout: 15_000 }).toBe('UNAVAILABLE');
  const after = journal.commit('s', { put: { id: 'y' } });
  await settled(engine, journal);

  expect(confirmed).toEqual([after]);
});

test('events wait for an engine that is away for a moment', async () => {
  const { engine, journal, confirmed } = startEngine(undefined, { license: WORTHLESS_LICENSE });

  journal.commit('s', { add: { id: 's' } });
  engine.wake();
  await expect.poll(() => engine.status.restarts, { timeout: 15_000 }).toBeGreaterThan(0);

  expect(confirmed).toEqual([]);
});

test('an engine that comes back after a long outage has everything, and confirms again', async () => {
  const { engine, journal, confirmed } = startEngine(undefined, { holdBackMs: 1 });
  await ready(engine);

  await engine.kill();
  await expect.poll(() => engine.status.state, { timeout: 15_000, interval: 1 }).toBe('UNAVAILABLE');
  journal.commit('s', { add: { id: 's' } }, { put: { id: 'during' } });
  await settled(engine, journal);
  await ready(engine);
  journal.commit('s', { put: { id: 'after' } });
  await settled(engine, journal);

  expect(confirmed).toEqual([2, 3]);
  expect((await engine.findAssets('s', FIRST_HUNDRED)).assets.map(({ id }) => id)).toEqual([
    'during',
    'after',
  ]);
});

test('entries that the snapshot holds already are confirmed and not applied again', async () => {
  /** Its sources are newer than the position that it names. */
  class EarlyJournal extends MemoryJournal {
    override snapshot(): ContentSnapshot {
      return { ...super.snapshot(), position: 0 };
    }
  }
  const journal = new EarlyJournal();
  journal.commit('s', { add: { id: 's' } }, { put: { id: 'a' } }, { put: { id: 'b' } });
  journal.commit('s', { remove: 'a' });
  journal.commit('gone', { add: { id: 'gone' } }, { put: { id: 'x' } });
  journal.commit('gone', { removeSource: true });

  const { engine, log } = startEngine(journal);
  await settled(engine, journal);

  expect((await engine.findAssets('s', FIRST_HUNDRED)).assets.map(({ id }) => id)).toEqual(['b']);
  expect(await engine.findAllSources()).toEqual(['s']);
  expect(log.lines.filter(({ level }) => level === 'error')).toEqual([]);
});

test('an asset that the snapshot showed ahead of its version ends as the journal tells', async () => {
  /** Its source has an asset already that its version does not tell of yet. */
  class HastyJournal extends MemoryJournal {
    override snapshot(): ContentSnapshot {
      const [first, ...others] = super.snapshot().sources;
      if (first === undefined) return super.snapshot();
      const source = { ...first.source, version: 1 };
      const assets = first.assets.map((asset) => ({ ...asset, definition: { id: asset.definition.id } }));
      return { position: 1, sources: [{ source, assets }, ...others] };
    }
  }
  const journal = new HastyJournal();
  journal.commit('s', { add: { id: 's' } });
  journal.commit('s', { put: { id: 'a', label: { en: 'Told' } } });

  const { engine } = startEngine(journal);
  await settled(engine, journal);

  expect((await engine.fetchAsset('s', 'a'))?.label).toBe('Told');
  expect(engine.status.restarts).toBe(0);
});

test('a change of most of a large source builds it anew', async () => {
  const journal = new MemoryJournal();
  const ids = Array.from({ length: 3_000 }, (_, index) => `asset-${index}`);
  journal.commit('s', { add: { id: 's' } }, ...ids.map((id) => ({ put: { id, label: { en: 'before' } } })));
  const { engine, confirmed, log } = startEngine(journal);
  await ready(engine);

  journal.commit('s', ...ids.map((id) => ({ put: { id, label: { en: 'after' } } })));
  journal.commit('s', { put: { id: 'one more', label: { en: 'after' } } });
  await settled(engine, journal);

  const query = { ...FIRST_HUNDRED, filter: [{ property: 'label', equals: 'after' }] };
  expect((await engine.findAssets('s', query)).total).toBe(3_001);
  expect(confirmed.at(-1)).toBe(6_002);
  expect(log.lines.filter(({ message }) => message.startsWith('Rebuilding'))).toHaveLength(1);
  expect(engine.status.restarts).toBe(0);
});

test('a source that is gone by the time it would be built anew is taken out', async () => {
  const journal = new MemoryJournal();
  const ids = Array.from({ length: 3_000 }, (_, index) => `asset-${index}`);
  journal.commit('s', { add: { id: 's' } }, ...ids.map((id) => ({ put: { id } })));
  const { engine, log } = startEngine(journal);
  await ready(engine);

  journal.commit('s', ...ids.map((id) => ({ put: { id, label: { en: 'after' } } })));
  journal.commit('s', { removeSource: true });
  await settled(engine, journal);
  const without = await engine.findAllSources();
  journal.commit('s', { add: { id: 's' } }, { put: { id: 'new' } });
  await settled(engine, journal);

  expect(without).toEqual([]);
  expect((await engine.findAssets('s', FIRST_HUNDRED)).assets.map(({ id }) => id)).toEqual(['new']);
  expect(log.lines.filter(({ level }) => level === 'error')).toEqual([]);
});

test('an asset that engines die of is found and kept from them, until it is changed', async () => {
  const journal = new MemoryJournal();
  const ids = Array.from({ length: 500 }, (_, index) => `asset-${index}`);
  journal.commit('s', { add: { id: 's' } }, ...ids.map((id) => ({ put: { id } })));
  const { engine, log } = startEngine(journal, { lethalAssetId: 'poison' });
  await ready(engine);

  journal.commit('s', { put: { id: 'before' } }, { put: { id: 'poison' } }, { put: { id: 'after' } });
  await settled(engine, journal);
  const page = await engine.findAssets('s', FIRST_HUNDRED);
  const restarts = engine.status.restarts;
  journal.commit('s', { remove: 'poison' }, { put: { id: 'later' } });
  await settled(engine, journal);

  expect(page.total).toBe(502);
  expect(await engine.fetchAsset('s', 'poison')).toBeNull();
  expect(await engine.fetchAsset('s', 'later')).not.toBeNull();
  expect(engine.status.restarts).toBe(restarts);
  const found = log.lines.filter(({ message }) => message.startsWith('Engines die of this asset'));
  expect(found.map(({ fields }) => fields)).toEqual([{ sourceId: 's', assetId: 'poison', version: 503 }]);
});
