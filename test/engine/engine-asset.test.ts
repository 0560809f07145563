import fc from 'fast-check';
import { expect, test } from 'vitest';

import { engineAsset } from '../../src/engine/engine-asset.ts';
import type { AssetDefinition } from '../../src/model/asset.ts';
import { arbitraryNonsense } from './support/arbitrary-definition.ts';
import { MemoryJournal } from './support/memory-journal.ts';
import { FIRST_HUNDRED, ready, settled, startEngine } from './support/start-engine.ts';
import { validDefinitions } from './support/valid-definitions.ts';

test('what users may send is taken by the engine, loaded in bulk as added one by one', async () => {
  const definitions = validDefinitions(1_500);
  expect(definitions.length).toBeGreaterThan(400);
  const journal = new MemoryJournal();
  journal.commit('bulk', { add: { id: 'bulk' } }, ...definitions.map((put) => ({ put })));
  const { engine, log } = startEngine(journal);
  await ready(engine);

  journal.commit('single', { add: { id: 'single' } }, ...definitions.map((put) => ({ put })));
  await settled(engine, journal);

  expect(log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  for (const { id } of definitions) {
    const [bulk, single] = await Promise.all([
      engine.fetchAsset('bulk', id),
      engine.fetchAsset('single', id),
    ]);
    expect({ ...bulk, context: undefined }).toEqual({ ...single, context: undefined });
  }
});

test('texts come back as they went in, and numbers as the texts that the engine makes of them', async () => {
  const { engine, journal } = startEngine();
  await ready(engine);

  journal.commit('s', { add: { id: 's' } });
  journal.commit('s', {
    put: {
      id: '__proto__\u0000',
      label: { en: '{{base_url}}', de: 'B' },
      tags: { en: ['Naïve', '東京'] },
      meta: {
        list: [1, null],
        object: { a: { b: 2 } },
        nothing: null,
        yes: true,
        five: 5,
        base: '{{base_url}}/x',
      },
      payload: { stylePreset: { deep: [1.123456789, null] } },
    },
  });
  await settled(engine, journal);

  expect(await engine.fetchAsset('s', '__proto__\u0000')).toMatchObject({
    label: '{{base_url}}',
    tags: ['Naïve', '東京'],
    meta: {
      list: '[1,null]',
      object: '{"a":{"b":2}}',
      nothing: 'null',
      yes: 'true',
      five: '5.000000',
      base: '{{base_url}}/x',
    },
    payload: { stylePreset: { deep: [1.123456789, null] } },
  });
});

test('nonsense that no validation would let through does the engine no harm', async () => {
  const { engine, journal, log } = startEngine();
  await ready(engine);
  const nonsense = fc.sample(arbitraryNonsense, 1_500);

  const puts = nonsense.map((fields, index) => ({ put: { id: `n${index}`, ...fields } as AssetDefinition }));
  journal.commit('s', { add: { id: 's' } }, ...puts);
  journal.commit('t', { add: { id: 't' } }, { put: { id: 'sound', label: { en: 'Sound' } } });
  await settled(engine, journal);
  await engine.kill();
  journal.commit('t', { notify: true });
  await settled(engine, journal);

  expect(engine.status.restarts).toBe(1);
  expect(log.lines.filter(({ message }) => message.includes('refused'))).toEqual([]);
  expect((await engine.findAssets('s', FIRST_HUNDRED)).total).toBe(1_500);
  expect((await engine.fetchAsset('t', 'sound'))?.label).toBe('Sound');
});

test('a copy never throws and is plain JSON', () => {
  fc.assert(
    fc.property(arbitraryNonsense, (fields) => {
      const { text } = engineAsset({ id: 'x', ...fields } as AssetDefinition);
      expect(JSON.parse(text)).toMatchObject({ id: 'x' });
      expect(text.isWellFormed()).toBe(true);
    }),
    { numRuns: 1_000 },
  );
});
