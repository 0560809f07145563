import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { AssetIndex } from '../../src/index/asset-index.ts';
import type { Asset } from '../../src/model/asset.ts';
import type { JournalEntry } from '../../src/model/journal.ts';
import type { Page } from '../../src/model/page.ts';
import { History } from './history.ts';
import { Random } from './random.ts';
import { scanSearch } from './scan-search.ts';
import { ANY, randomDefinition, randomQuery, WORLD } from './vocabulary.ts';

const SIZE = 1_500;

test('a large source answers the same before, while and after what it is asked for is indexed', async () => {
  const random = new Random(11);
  const { history, index, ids } = await largeSource(random);
  const queries = Array.from({ length: 25 }, () => randomQuery(random, WORLD, ids));

  for (let round = 0; round < 3; round += 1) {
    for (const query of queries) {
      expectSame(index.find('photos', query), history, query);
      if (random.oneIn(10)) await setImmediate();
    }
    const entries = Array.from({ length: 40 }, () => change(random, history, ids));
    await index.apply(entries);
  }
});

test('a large source keeps its memory of values and words in step with many changes', async () => {
  const random = new Random(12);
  const { history, index, ids } = await largeSource(random);
  // Short words are what somebody types first: which assets have them is remembered.
  const queries = ['a', '7', 'fo', 'im 1', 'é'].map((query) => {
    return { ...ANY, facets: ['tags', 'groups', 'meta.kind', 'meta.uri'], query, perPage: 200 };
  });
  for (const query of queries) index.find('photos', query);
  await setImmediate();

  for (let round = 0; round < 8; round += 1) {
    const entries = Array.from({ length: 200 }, () => change(random, history, ids));
    await index.apply(entries);
    for (const query of queries) {
      for (const locale of [undefined, 'de', 'it']) {
        expectSame(index.find('photos', { ...query, locale }), history, { ...query, locale });
      }
    }
  }
});

test('readers see all of a large change or nothing of it', async () => {
  const random = new Random(13);
  const { history, index, ids } = await largeSource(random);
  const queries = [
    ANY,
    { ...ANY, query: 'forest', facets: ['tags', 'groups', 'meta.kind'] },
    { ...ANY, perPage: 0, facets: ['tags', 'groups', 'meta.kind'] },
    { ...ANY, sortKey: 'label', sortingOrder: 'Descending', page: 3 },
    { ...ANY, locale: 'de', filter: [{ not: { property: 'id', contains: '7' } }], page: 2 },
    { ...ANY, excludeGroups: ['city'], page: 40 },
  ] as const;
  const look = (): unknown => ({
    pages: queries.map((query) => index.find('photos', query)),
    assets: index.assets('photos').map(shown),
    single: ids.slice(0, 50).map((id) => index.asset('photos', id)?.version),
    count: index.assetCount('photos'),
    version: index.versionOf('photos'),
    source: index.source('photos'),
    groups: index.groups('photos'),
    neighbours: ids.slice(0, 50).map((id) => index.neighbour('photos', id, 'after')?.definition.id),
  });

  for (let round = 0; round < 2; round += 1) {
    const before = JSON.stringify(look());
    const entries = Array.from({ length: 1_200 }, () => change(random, history, ids));
    let isApplied = false;
    const applying = index.apply(entries)?.then(() => (isApplied = true));
    let looks = 0;
    let last = before;
    while (!isApplied) {
      const seen = JSON.stringify(look());
      if (seen !== before) last = last === before ? seen : last;
      expect(seen === before || seen === last).toBe(true);
      looks += 1;
      await setImmediate();
    }
    await applying;

    expect(looks).toBeGreaterThan(3);
    expect(JSON.stringify(look())).toBe(last);
    for (const query of queries) expectSame(index.find('photos', query), history, query);
    expect(index.assets('photos')).toEqual(history.assets);
  }
});

test('a source that is removed and filled again in one commit is replaced at once', async () => {
  const { history, index, ids } = await largeSource(new Random(14));
  const entries = [history.removeSource(), history.addSource()];
  for (const id of ids.slice(0, 1_000)) entries.push(history.put({ id, label: { en: 'fresh' } }));
  const counts = new Set([index.assetCount('photos')]);

  let isApplied = false;
  const applying = index.apply(entries)?.then(() => (isApplied = true));
  while (!isApplied) {
    counts.add(index.assetCount('photos'));
    await setImmediate();
  }
  await applying;
  counts.add(index.assetCount('photos'));

  expect([...counts]).toEqual([SIZE, 1_000]);
  expect(index.find('photos', { ...ANY, query: 'fresh' }).total).toBe(1_000);
});

async function largeSource(
  random: Random,
): Promise<{ history: History; index: AssetIndex; ids: readonly string[] }> {
  const history = new History();
  const index = new AssetIndex();
  const ids = Array.from({ length: SIZE }, (_, number) => `${random.pick(['asset', 'IMG', 'é'])}-${number}`);
  const entries = [history.addSource()];
  for (const id of ids) entries.push(history.put(definition(random, id)));
  await index.apply(entries);
  return { history, index, ids };
}

function definition(random: Random, id: string): Asset['definition'] {
  const made = randomDefinition(random, id, WORLD);
  return { ...made, meta: { ...made.meta, uri: `https://cdn.example.com/${random.below(5_000)}.jpg` } };
}

function change(random: Random, history: History, ids: readonly string[]): JournalEntry {
  const id = random.pick(ids);
  const dice = random.below(100);
  if (dice < 30 && history.has(id)) return history.remove(id);
  // Renumbering is dear in the reference, so it is rare.
  const other = random.pick(ids);
  if (dice === 30 && random.oneIn(5) && other !== id && history.has(id) && history.has(other)) {
    return history.move(id, other, true);
  }
  return history.put(definition(random, id));
}

function expectSame(page: Page, history: History, query: Parameters<AssetIndex['find']>[1]): void {
  const expected = scanSearch(history.assets, history.version, query);
  const told = JSON.stringify(query);
  expect({ ...page, assets: page.assets.map(shown) }, told).toEqual({
    ...expected,
    assets: expected.assets.map(shown),
  });
}

function shown(asset: Asset): string {
  return `${asset.definition.id} ${asset.version}`;
}
