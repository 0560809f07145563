import fc from 'fast-check';
import { expect, test } from 'vitest';

import type { AssetDefinition } from '../../src/model/asset.ts';
import { arbitraryNonsense } from './support/arbitrary-definition.ts';
import { MemoryJournal } from './support/memory-journal.ts';
import { assetOf, outsideWith, pageOf } from './support/outside.ts';
import { FIRST_HUNDRED, ready, settled, startEngine } from './support/start-engine.ts';
import { validDefinitions } from './support/valid-definitions.ts';

test('the engine shows an asset of an external source as it shows one of its own', async () => {
  const definitions = validDefinitions(600);
  expect(definitions.length).toBeGreaterThan(150);
  const byId = new Map(definitions.map((definition) => [definition.id, definition]));
  const journal = new MemoryJournal();
  journal.commit('near', { add: { id: 'near' } }, ...definitions.map((put) => ({ put })));
  journal.commit('far', { add: { id: 'far' }, kind: 'EXTERNAL' });
  const outside = outsideWith({
    fetchAsset: (_sourceId, id) => Promise.resolve(assetOf(byId.get(id) ?? { id: '' })),
  });
  const { engine } = startEngine(journal, { outside });
  await ready(engine);

  for (const { id } of definitions) {
    const [near, far] = await Promise.all([
      engine.fetchAsset('near', id, 'de'),
      engine.fetchAsset('far', id, 'de'),
    ]);
    expect({ ...far, context: undefined }).toEqual({ ...near, context: undefined });
  }
});

test('nonsense from outside does the engine no harm', async () => {
  const nonsense = fc
    .sample(arbitraryNonsense, 1_500)
    .map((fields) => assetOf({ id: 'x', ...fields } as AssetDefinition));
  const journal = new MemoryJournal();
  journal.commit('far', { add: { id: 'far' }, kind: 'EXTERNAL' });
  let next = 0;
  const outside = outsideWith({
    findAssets: () => Promise.resolve({ ...pageOf([]), assets: nonsense.slice(next, next + 50), total: 50 }),
  });
  const { engine } = startEngine(journal, { outside });
  await ready(engine);

  for (; next < nonsense.length; next += 50) {
    expect((await engine.findAssets('far', FIRST_HUNDRED)).assets).toHaveLength(50);
  }
  journal.commit('far', { notify: true });
  await settled(engine, journal);

  expect(engine.status.restarts).toBe(0);
});

test('any id that a source may have is one for an external source', async () => {
  const ids = ['__proto__', 'constructor', 'a\u0000b', '東京', '"', '{{base_url}}', 'x'.repeat(512), ' '];
  const { engine, journal, log } = startEngine(undefined, { outside: outsideWith() });
  await ready(engine);

  for (const id of ids) journal.commit(id, { add: { id, credits: { name: id } }, kind: 'EXTERNAL' });
  for (const id of ids) journal.commit(id, { notify: true });
  await settled(engine, journal);

  for (const id of ids) {
    expect((await engine.findAssets(id, FIRST_HUNDRED)).assets.map((asset) => asset.id)).toEqual([`${id}-1`]);
    expect((await engine.describeSource(id)).credits?.name).toBe(id);
  }
  for (const id of ids) journal.commit(id, { removeSource: true });
  await settled(engine, journal);
  expect(await engine.findAllSources()).toEqual([]);
  expect(log.lines.filter(({ level }) => level === 'error')).toEqual([]);
});
