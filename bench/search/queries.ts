import { type AssetQuery, EVERYTHING } from '../../src/model/query.ts';
import type { Random } from '../../test/index/random.ts';

const ANY: AssetQuery = { ...EVERYTHING, perPage: 50 };

/** A kind of query: a new one every time, for a source of so many assets. `isFullFacet` may take longer. */
export type QueryKind = {
  readonly name: string;
  readonly make: (random: Random, size: number) => AssetQuery;
  readonly isFullFacet?: true;
};

const kind = (name: string, make: (random: Random, size: number) => Partial<AssetQuery>): QueryKind => ({
  name,
  make: (random, size) => ({ ...ANY, ...make(random, size) }),
});

const serial = (random: Random, size: number): string => String(random.below(size)).padStart(6, '0');

/** What panels and people ask. */
export const QUERY_KINDS: readonly QueryKind[] = [
  kind('first page', () => ({})),
  kind('any page', (random, size) => ({ page: random.below(Math.ceil(size / 50)) })),
  kind('count only', () => ({ perPage: 0, query: 'forest' })),
  kind('word', (random) => ({ query: random.pick(['forest', 'mountain', 'Lake', 'river', 'sunset']) })),
  kind('part of a word', (random) => ({ query: random.pick(['ores', 'ount', 'idge', 'unse', 'ake']) })),
  kind('two letters', (random) => ({ query: random.pick(['fo', 'ka', 'mi', 'ra', 'st']) })),
  kind('one letter', (random) => ({ query: random.pick(['f', 'k', 'm', 'a', 'e']) })),
  kind('two words', (random) => ({ query: random.pick(['forest lake', 'river mountain', 'sun bri']) })),
  kind('word found nowhere', () => ({ query: 'xylophone' })),
  kind('file name', (random, size) => ({ query: `img_${serial(random, size)}` })),
  kind('word, any page', (random) => ({ query: random.pick(['forest', 'la', 'ri']), page: random.below(8) })),
  kind('other locale', (random) => ({ query: random.pick(['forest', 'lake', 'river']), locale: 'de-AT' })),
  kind('tag', (random) => ({ tags: [random.pick(['forest', 'forest'])] })),
  kind('group', (random) => ({ groups: [random.pick(['nature', 'city', 'food', 'texture'])] })),
  kind('without a group', (random) => ({ excludeGroups: [random.pick(['nature', 'city', 'food'])] })),
  kind('filter: label contains', (random) => ({
    filter: [{ property: 'label', contains: random.pick(['forest', 'Lake', 'ount']) }],
  })),
  kind('filter: meta equals', (random) => ({
    filter: [{ property: 'meta.mimeType', equals: random.pick(['image/png', 'image/webp', 'video/mp4']) }],
  })),
  kind('filter: id contains', (random, size) => ({
    filter: [
      { property: 'id', contains: random.pick(['asset-00', '7', 'asset', serial(random, size).slice(2)]) },
    ],
  })),
  kind('filter: uri contains', (random, size) => ({
    filter: [
      {
        property: 'meta.uri',
        contains: random.pick(['.jpg', 'https://', 'forest-', 'lake-00', serial(random, size).slice(2)]),
      },
    ],
  })),
  kind('filter: and, or, not', (random) => ({
    filter: [
      {
        or: [
          {
            and: [
              { property: 'groups', equals: 'city' },
              { property: 'meta.mimeType', contains: 'png' },
            ],
          },
          { not: { property: 'tags', contains: random.pick(['for', 'lake', 'mount']) } },
        ],
      },
    ],
  })),
  {
    ...kind('facets over everything', () => ({ perPage: 0, facets: ['tags', 'groups'] })),
    isFullFacet: true,
  },
  kind('facets over a word', (random) => ({
    query: random.pick(['forest', 'lake', 'river']),
    perPage: 0,
    facets: ['tags', 'groups'],
  })),
  kind('facet of a meta key', () => ({ query: 'la', perPage: 0, facets: ['meta.mimeType'] })),
  kind('sorted by id', (random) => ({ sortKey: 'id', sortingOrder: order(random) })),
  kind('sorted by label', (random) => ({ sortKey: 'label', sortingOrder: order(random) })),
  kind('sorted by meta', (random) => ({ sortKey: 'photographer', sortingOrder: order(random) })),
  kind('word, sorted by meta', (random) => ({
    query: random.pick(['forest', 'lake', 'la']),
    sortKey: 'photographer',
    sortingOrder: order(random),
  })),
];

function order(random: Random): 'Ascending' | 'Descending' {
  return random.oneIn(2) ? 'Ascending' : 'Descending';
}
