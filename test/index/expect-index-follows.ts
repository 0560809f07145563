import { expect } from 'vitest';
import { AssetIndex } from '../../src/index/asset-index.ts';
import type { Asset } from '../../src/model/asset.ts';
import type { JournalEntry } from '../../src/model/journal.ts';
import { History } from './history.ts';
import { Random } from './random.ts';
import { scanSearch } from './scan-search.ts';
import { randomDefinition, randomQuery, WORLD } from './vocabulary.ts';

/** Expects the index to answer like one that looks at every asset, after each of so many random histories. */
export async function expectIndexFollows(histories: number): Promise<void> {
  for (let seed = 1; seed <= histories; seed += 1) {
    const random = new Random(seed);
    const history = new History();
    const index = new AssetIndex();
    const ids = Array.from({ length: 1 + random.below(60) }, (_, number) => randomId(random, number));
    await index.apply([history.addSource()]);
    for (let round = 0; round < 6; round += 1) {
      await index.apply(randomEntries(random, history, ids, random.pick([1, 5, 40, 700])));
      for (let asked = 0; asked < 12; asked += 1) expectSameAnswer(index, history, random, ids, seed);
      expectSameState(index, history);
    }
  }
}

/** Expects an index that followed so many random journals to equal one that was loaded from the store. */
export async function expectIndexEqualsLoaded(histories: number): Promise<void> {
  for (let seed = 1; seed <= histories; seed += 1) {
    const random = new Random(seed * 7_919);
    const history = new History();
    const followed = new AssetIndex();
    const ids = Array.from({ length: 40 }, (_, number) => randomId(random, number));
    await followed.apply([history.addSource(), ...randomEntries(random, history, ids, 300)]);
    if (history.source === undefined) continue;
    const loaded = new AssetIndex();
    await loaded.load(history.source, slicesOf(history.assets, 7));

    expect(loaded.assets('photos')).toEqual(followed.assets('photos'));
    expect(loaded.sources()).toEqual(followed.sources());
    for (let asked = 0; asked < 20; asked += 1) {
      const query = randomQuery(random, WORLD, ids);
      expect(loaded.find('photos', query)).toEqual(followed.find('photos', query));
    }
  }
}

function randomId(random: Random, number: number): string {
  return random.pick([
    `asset-${number}`,
    `Asset_${number}`,
    `Éclair ${number}`,
    `${number}/a.JPG`,
    `東京${number}`,
  ]);
}

function randomEntries(
  random: Random,
  history: History,
  ids: readonly string[],
  count: number,
): JournalEntry[] {
  return Array.from({ length: count }, () => {
    if (history.source === undefined) return history.addSource();
    const id = random.pick(ids);
    const other = random.pick(ids);
    const dice = random.below(100);
    if (dice === 0 && random.oneIn(3)) return history.removeSource();
    if (dice === 1) return history.updateSource(`name ${dice}`);
    if (dice === 2) return history.contentsChanged();
    if (dice < 25 && history.has(id)) return history.remove(id);
    if (dice < 40 && id !== other && history.has(id) && history.has(other)) {
      return history.move(id, other, random.oneIn(5));
    }
    return history.put(randomDefinition(random, id, WORLD));
  });
}

function expectSameAnswer(
  index: AssetIndex,
  history: History,
  random: Random,
  ids: readonly string[],
  seed: number,
): void {
  if (history.source === undefined) return;
  const query = randomQuery(random, WORLD, ids);
  const { assets: found, ...rest } = index.find('photos', query);
  const { assets: expected, ...expectedRest } = scanSearch(history.assets, history.version, query);
  const told = JSON.stringify({ seed, query });
  expect(rest, told).toEqual(expectedRest);
  expect(idsOf(found), told).toEqual(idsOf(expected));
}

function expectSameState(index: AssetIndex, history: History): void {
  const { assets } = history;
  expect(index.assets('photos')).toEqual(assets);
  expect(index.assetCount('photos')).toBe(assets.length);
  expect(index.versionOf('photos')).toBe(history.version);
  expect(index.source('photos')).toEqual(history.source);
  expect(index.groups('photos')).toEqual([
    ...new Set(assets.flatMap(({ definition }) => definition.groups ?? [])),
  ]);
  assets.forEach((asset, place) => {
    const { id } = asset.definition;
    expect(index.asset('photos', id)).toEqual(asset);
    expect(index.neighbour('photos', id, 'before')).toEqual(assets[place - 1]);
    expect(index.neighbour('photos', id, 'after')).toEqual(assets[place + 1]);
  });
}

function idsOf(assets: readonly Asset[]): string[] {
  return assets.map(({ definition }) => definition.id);
}

async function* slicesOf(assets: readonly Asset[], size: number): AsyncGenerator<readonly Asset[]> {
  for (let start = 0; start < assets.length; start += size) yield assets.slice(start, start + size);
}
