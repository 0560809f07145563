import { expect, test } from 'vitest';

import type { EngineSupervisor } from '../../src/engine/engine-supervisor.ts';
import { GatewayError } from '../../src/errors.ts';
import type { OutsideAssets } from '../../src/engine/outside-assets.ts';
import type { Page } from '../../src/model/page.ts';
import { MemoryJournal } from './support/memory-journal.ts';
import { assetOf, outsideWith, pageOf } from './support/outside.ts';
import { FIRST_HUNDRED, ready, settled, startEngine } from './support/start-engine.ts';

/** An engine with one external source, `far`, and one that lives in it, `near`. */
async function startBoth(outside: OutsideAssets | undefined, outsideMs = 5_000) {
  const journal = new MemoryJournal();
  journal.commit('far', { add: { id: 'far' }, kind: 'EXTERNAL' });
  journal.commit('near', { add: { id: 'near' } });
  const started = startEngine(journal, { outside, outsideMs });
  await ready(started.engine);
  return started;
}

/** Changes both sources, and looks whether the engine confirms that and still works. */
async function expectSound(engine: EngineSupervisor, journal: MemoryJournal): Promise<void> {
  journal.commit('near', { put: { id: 'x', label: { en: `At ${journal.head}` } } });
  const head = journal.commit('far', { notify: true });
  await settled(engine, journal);
  expect((await engine.fetchAsset('near', 'x'))?.label).toBe(`At ${head - 2}`);
  expect(engine.status).toMatchObject({ state: 'READY', restarts: 0 });
}

const failure = { code: 'EXTERNAL_SOURCE_FAILED' };

test('an outside system that hangs holds up nobody, and is given up', async () => {
  const outside = outsideWith({ findAssets: () => new Promise<never>(() => {}) });
  const { engine, journal } = await startBoth(outside, 1_500);

  const asked = Array.from({ length: 20 }, () =>
    engine.findAssets('far', FIRST_HUNDRED).catch((error: unknown) => error),
  );
  await expect.poll(() => outside.calls.length).toBe(20);
  await expectSound(engine, journal);

  for (const error of await Promise.all(asked)) {
    expect(error).toMatchObject({ ...failure, message: expect.stringContaining('in time') as string });
  }
  await expectSound(engine, journal);
});

test('however often an outside system fails, the engine is as before', async () => {
  const reasons = [
    () => Promise.reject(new Error('https://user:secret@example.com refused')),
    // oxlint-disable-next-line typescript/prefer-promise-reject-errors
    () => Promise.reject(null as unknown as Error),
    // oxlint-disable-next-line typescript/prefer-promise-reject-errors
    () => Promise.reject(undefined as unknown as Error),
    () => {
      throw new Error('thrown at once');
    },
    () => Promise.reject(new GatewayError('EXTERNAL_SOURCE_FAILED', {}, 'Said on purpose.')),
  ];
  let turn = 0;
  const fail = (): Promise<never> => {
    turn += 1;
    return reasons[turn % reasons.length]?.() ?? Promise.reject(new Error('never'));
  };
  const { engine, journal } = await startBoth({ findAssets: fail, fetchAsset: fail, groups: fail });

  const messages = new Set<string>();
  const errorOf = (asked: Promise<unknown>) =>
    asked.then(
      () => undefined,
      (error: GatewayError) => error,
    );
  for (let round = 0; round < 40; round += 1) {
    const asked = Array.from({ length: 10 }, () => [
      errorOf(engine.findAssets('far', FIRST_HUNDRED)),
      errorOf(engine.fetchAsset('far', 'x')),
      errorOf(engine.getGroups('far')),
    ]);
    for (const error of await Promise.all(asked.flat())) {
      expect(error).toMatchObject(failure);
      messages.add(error?.message ?? '');
    }
  }

  expect([...messages].toSorted()).toEqual(
    ['fetchAsset', 'findAssets', 'getGroups']
      .flatMap((call) => [`${call} callback threw: It failed.`, `${call} callback threw: Said on purpose.`])
      .toSorted(),
  );
  await expectSound(engine, journal);
});

const LIES: readonly unknown[] = [
  null,
  undefined,
  5,
  'page',
  [],
  {},
  { assets: null },
  pageOf([], { total: -1 }),
  pageOf([], { total: Number.NaN }),
  pageOf([], { currentPage: '0' as never }),
  pageOf([], { nextPage: 1.5 }),
  { ...pageOf([]), assets: [null] },
  { ...pageOf([]), assets: [{ definition: null }] },
  { ...pageOf([]), assets: [assetOf({ id: 5 as never })] },
  { ...pageOf([]), facets: undefined },
  { ...pageOf([]), facets: [{ path: 'tags', values: [{ value: 5, count: 1 }] }] },
];

/** Taken, because what is wrong in it can be left out. */
const HALF_TRUTHS: readonly unknown[] = [
  pageOf([{ id: 'a', label: { en: 5 as never }, tags: { en: ['t', 5 as never] } }]),
  pageOf([{ id: 'a', label: 5 as never, tags: 'x' as never, groups: [5] as never, meta: 5 as never }]),
  pageOf([{ id: 'a', meta: { f: Symbol('x') as never, g: (() => {}) as never, big: 10n as never } }]),
  pageOf([{ id: 'a', payload: { sourceSet: [{ uri: 'u' }], color: 5 } }]),
  pageOf([{ id: 'a', payload: null as never, credits: 5 as never, license: {} as never, utm: 'x' as never }]),
  pageOf([{ id: 'a\ud800', label: { en: '\udfff' }, meta: { '\ud800': '\ud800' } }]),
  { ...pageOf([]), nextPage: null },
  pageOf([{ id: 'a' }], { total: Number.MAX_SAFE_INTEGER }),
];

test('an outside system that lies does the engine no harm', async () => {
  let answer: unknown;
  const outside = outsideWith({ findAssets: () => Promise.resolve(answer as Page) });
  const { engine, journal } = await startBoth(outside);
  const query = { ...FIRST_HUNDRED, facets: ['tags'] };

  for (let round = 0; round < 15; round += 1) {
    for (answer of LIES) await expect(engine.findAssets('far', query)).rejects.toMatchObject(failure);
    for (answer of HALF_TRUTHS) {
      const { assets } = await engine.findAssets('far', query);
      expect(assets.length).toBeLessThanOrEqual(1);
    }
  }

  await expectSound(engine, journal);
});

test('no more assets get in than were asked for, and none that was not asked for', async () => {
  const many = pageOf(Array.from({ length: 20_000 }, (_, index) => ({ id: `a${index}` })));
  const outside = outsideWith({
    findAssets: () => Promise.resolve(many),
    fetchAsset: () => Promise.resolve(assetOf({ id: 'another' })),
    groups: () => Promise.resolve(Array.from({ length: 50_000 }, (_, index) => `${index}`)),
  });
  const { engine, journal } = await startBoth(outside);

  const page = await engine.findAssets('far', { ...FIRST_HUNDRED, perPage: 7 });

  expect(page).toMatchObject({ total: 20_000 });
  expect(page.assets).toHaveLength(7);
  expect(await engine.fetchAsset('far', 'one')).toBeNull();
  expect(await engine.getGroups('far')).toHaveLength(10_000);
  await expectSound(engine, journal);
});

test('an answer that is too large is refused', async () => {
  const label = { en: 'x'.repeat(1024 * 1024) };
  const large = pageOf(Array.from({ length: 12 }, (_, index) => ({ id: `a${index}`, label })));
  const { engine, journal } = await startBoth(outsideWith({ findAssets: () => Promise.resolve(large) }));

  await expect(engine.findAssets('far', FIRST_HUNDRED)).rejects.toMatchObject(failure);

  await expectSound(engine, journal);
});

test('an external source with nothing behind it fails when it is asked', async () => {
  const { engine, journal } = await startBoth(undefined);

  await expect(engine.findAssets('far', FIRST_HUNDRED)).rejects.toMatchObject(failure);

  await expectSound(engine, journal);
});
