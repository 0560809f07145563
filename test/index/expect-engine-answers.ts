import { expect } from 'vitest';
import { AssetIndex } from '../../src/index/asset-index.ts';
import type { AssetDefinition } from '../../src/model/asset.ts';
import { comparable } from './engine-differences.ts';
import { EngineOracle } from './engine-oracle.ts';
import { History } from './history.ts';
import { Random } from './random.ts';
import { ASCII, randomDefinition, randomQuery, type Vocabulary } from './vocabulary.ts';

const QUERIES = 24;

/** Numbers are text with six decimals in the engine; an empty key can't be asked for there. */
const VOCABULARY: Vocabulary = {
  ...ASCII,
  metaKeys: ASCII.metaKeys.filter((key) => key !== ''),
  metaValues: [...ASCII.metaValues, true, false, null, [1, 'a'], { b: 1 }],
};

/** Asks index and engine the same 24 random queries of each of so many random sources, and expects the same answers. */
export async function expectEngineAnswers(sources: number): Promise<void> {
  using engine = await EngineOracle.open();
  const asked = { queries: 0, matching: 0, partial: 0, sorted: 0, faceted: 0, grouped: 0, localized: 0 };

  for (let seed = 1; seed <= sources; seed += 1) {
    const random = new Random(seed);
    const { history, index, ids } = randomSource(random);
    engine.hold(history.assets.map(({ definition }) => definition));
    for (let count = 0; count < QUERIES; count += 1) {
      const query = comparable(randomQuery(random, VOCABULARY, ids), history.assets);
      const answer = index.find('photos', query);
      const told = JSON.stringify({ seed, query });
      const expected = await engine.find(query);

      expect(answer.total, told).toBe(expected.total);
      expect(
        answer.assets.map(({ definition }) => definition.id),
        told,
      ).toEqual(expected.ids);
      expect(answer.currentPage, told).toBe(expected.currentPage);
      // With perPage 0 the engine always has another page.
      if (query.perPage > 0) expect(answer.nextPage, told).toBe(expected.nextPage);
      for (const { path, values } of answer.facets) {
        expect(values, told).toEqual(expected.facets.get(path));
      }
      asked.queries += 1;
      asked.matching += Number(answer.total > 0);
      asked.partial += Number(answer.total > 0 && answer.total < history.assets.length);
      asked.sorted += Number(query.sortingOrder !== 'None' && answer.assets.length > 1);
      asked.faceted += answer.facets.length;
      asked.grouped += Number(query.groups.length > 0);
      asked.localized += Number(query.locale !== undefined && query.locale !== 'en');
    }
  }

  // The queries are worth something: of every kind there are many.
  expect(asked.queries).toBe(sources * QUERIES);
  for (const [kind, count] of Object.entries(asked)) {
    expect(count, kind).toBeGreaterThan(asked.queries / 100);
  }
}

/** With neither the asked locale nor `en` the engine takes any: leave it one to take. */
function withOneFallback({ label, tags, ...definition }: AssetDefinition): AssetDefinition {
  const only = <T>(texts: Readonly<Record<string, T>>): Readonly<Record<string, T>> =>
    Object.hasOwn(texts, 'en') ? texts : Object.fromEntries(Object.entries(texts).slice(0, 1));
  return {
    ...definition,
    ...(label === undefined ? {} : { label: only(label) }),
    ...(tags === undefined ? {} : { tags: only(tags) }),
  };
}

/** Half of the sources have one group per asset, so that groups can be compared. */
function randomSource(random: Random): { history: History; index: AssetIndex; ids: readonly string[] } {
  const history = new History();
  const index = new AssetIndex();
  const ids = Array.from({ length: random.below(40) + 1 }, (_, number) =>
    random.pick([`asset-${number}`, `Asset_${number}`, `IMG ${number}.JPG`, `${number}`]),
  );
  const hasOneGroup = random.oneIn(2);
  const entries = [history.addSource()];
  for (const id of ids) {
    const definition = withOneFallback(randomDefinition(random, id, VOCABULARY));
    const groups = hasOneGroup ? { groups: [random.pick(VOCABULARY.groups)] } : {};
    entries.push(history.put({ ...definition, ...groups }));
  }
  for (const id of random.some(ids, 0, 5)) {
    const other = random.pick(ids);
    if (other !== id && history.has(id) && history.has(other)) entries.push(history.move(id, other, false));
    else if (history.has(id)) entries.push(history.remove(id));
  }
  void index.apply(entries);
  return { history, index, ids };
}
