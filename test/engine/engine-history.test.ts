import fc from 'fast-check';
import { expect, test } from 'vitest';

import type { EngineSupervisor } from '../../src/engine/engine-supervisor.ts';
import type { Intent, MemoryJournal } from './support/memory-journal.ts';
import { outsideWith } from './support/outside.ts';
import { FIRST_HUNDRED, ready, settled, startEngine } from './support/start-engine.ts';

type Draw = { source: number; asset: number; action: number; size: number };

const draws = fc.array(
  fc.record({
    source: fc.nat(2),
    asset: fc.nat(20),
    action: fc.nat(9),
    size: fc.constantFrom(1, 1, 1, 3, 40),
  }),
  { minLength: 60, maxLength: 60 },
);

/** Makes of a draw a commit that the journal's present content allows. */
function commit(journal: MemoryJournal, { source, asset, action, size }: Draw, turn: number): void {
  const id = `source-${source}`;
  const present = journal.sourceSnapshot(id);
  if (present === undefined) {
    if (action % 3 === 0) journal.commit(id, { add: { id }, kind: 'EXTERNAL' });
    else journal.commit(id, { add: { id } }, { put: { id: 'first' } });
    return;
  }
  const redefined = { id, supportedMimeTypes: [`image/${turn}`], credits: { name: `Turn ${turn}` } };
  if (present.source.kind === 'EXTERNAL') {
    if (action < 4) journal.commit(id, { notify: true });
    else if (action < 5) journal.commit(id, { redefine: redefined });
    else if (action < 6) journal.commit(id, { removeSource: true });
    else if (action < 7)
      journal.commit(id, { removeSource: true }, { add: { id } }, { put: { id: 'again' } });
    else journal.commit(id, { rename: `Turn ${turn}` });
    return;
  }
  const ids = new Set(present.assets.map(({ definition }) => definition.id));
  const intents: Intent[] = [];
  for (let index = 0; index < size; index += 1) {
    const assetId = `asset-${(asset + index * 7) % 21}`;
    if (action === 0 && ids.delete(assetId)) intents.push({ remove: assetId });
    else if (action === 1 && ids.has(assetId)) intents.push({ move: assetId });
    else {
      ids.add(assetId);
      intents.push({ put: { id: assetId, label: { en: `${assetId} in turn ${turn}` } } });
    }
  }
  if (action === 2) intents.push({ rename: `Turn ${turn}` });
  if (action === 3) intents.push({ notify: true });
  if (action === 4) intents.push({ removeSource: true });
  if (action === 6) intents.push({ redefine: redefined });
  if (action === 5) intents.push({ removeSource: true }, { add: { id } }, { put: { id: 'again' } });
  journal.commit(id, ...intents);
}

async function expectSameContent(engine: EngineSupervisor, journal: MemoryJournal): Promise<void> {
  const { sources } = journal.snapshot();
  const ids = sources.map(({ source }) => source.definition.id).toSorted();
  expect(await engine.findAllSources()).toEqual(ids);
  for (const { source, assets } of sources) {
    const { id: sourceId, supportedMimeTypes = [] } = source.definition;
    const page = await engine.findAssets(sourceId, FIRST_HUNDRED);
    expect((await engine.describeSource(sourceId)).supportedMimeTypes).toEqual(supportedMimeTypes);
    if (source.kind === 'EXTERNAL') {
      expect(page.assets.map(({ id }) => id)).toEqual([`${sourceId}-1`]);
      continue;
    }
    const told = new Map(page.assets.map(({ id, label }) => [id, label]));
    const kept = new Map(assets.map(({ definition }) => [definition.id, definition.label?.['en']]));
    expect(page.total).toBe(assets.length);
    expect(told).toEqual(kept);
  }
}

test('after any history, and through any death, the engine has what the journal tells', async () => {
  const { engine, journal, confirmed, log } = startEngine(undefined, { outside: outsideWith() });
  await ready(engine);
  let turn = 0;

  for (const [round, history] of fc.sample(draws, 6).entries()) {
    for (const [index, draw] of history.entries()) {
      turn += 1;
      commit(journal, draw, turn);
      engine.wake();
      if (index % 10 === 0) await settled(engine, journal);
      if (round % 2 === 1 && index === 35) await engine.kill();
    }
    await settled(engine, journal);
    await expectSameContent(engine, journal);
  }

  expect(engine.status.restarts).toBe(3);
  const ends = new Set(journal.entries.map((entry) => entry.commit));
  expect(confirmed.filter((position) => !ends.has(position))).toEqual([]);
  expect(confirmed).toEqual(confirmed.toSorted((a, b) => a - b));
  const errors = log.lines.filter(({ level, message }) => level === 'error' && !message.includes('replaced'));
  expect(errors).toEqual([]);
});
