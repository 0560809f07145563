import type { AssetDefinition } from '../../src/model/asset.ts';
import type { Json } from '../../src/model/json.ts';
import { type AssetFilter, type AssetQuery, type SortingOrder, EVERYTHING } from '../../src/model/query.ts';
import type { Random } from './random.ts';

/** What random assets and queries are made of. */
export type Vocabulary = {
  readonly words: readonly string[];
  readonly separators: readonly string[];
  readonly locales: readonly string[];
  readonly askedLocales: readonly (string | undefined)[];
  readonly groups: readonly string[];
  readonly metaKeys: readonly string[];
  readonly metaValues: readonly Json[];
  readonly sortKeys: readonly string[];
};

const ASCII_WORDS = ['Forest', 'forest', 'lake', 'Lake_2', 'IMG_1234', 'img', 'a', 'B', '7', 'red', 'RED'];

export const ASCII: Vocabulary = {
  words: [...ASCII_WORDS, 'mountain', 'mount', 'tain', 'C', '42', 'river-side', 'x.y'],
  separators: [' ', ' ', '-', ', ', '_', '/', ' + ', ''],
  locales: ['en', 'en', 'en', 'de', 'fr', 'de-AT'],
  askedLocales: [undefined, undefined, 'en', 'de', 'fr', 'de-AT', 'de-CH', 'it', 'fr_CA'],
  groups: ['Nature', 'nature', 'city', 'c', ''],
  metaKeys: ['uri', 'kind', 'width', 'a.b', ''],
  metaValues: ['image', 'Image/PNG', 'video', '', '10', '9', 'x-1', 'https://cdn.example.com/a-17.jpg'],
  sortKeys: ['', 'id', 'label', 'createdAt', 'updatedAt', 'kind', 'meta.width', 'meta.id', 'nothing'],
};

export const WORLD: Vocabulary = {
  ...ASCII,
  words: [
    ...ASCII_WORDS,
    'Éclair',
    'eclair',
    'e\u0301clair',
    'STRASSE',
    'straße',
    'ΟΔΟΣ',
    'οδός',
    'Łódź',
    'naïve',
    '東京',
    '東京タワー',
    'が',
    'か',
    'ｶﾞ',
    'Привет',
    'мой',
    'мои',
    'ё',
    'العربية',
    'الْعَرَبِيَّة',
    'हिन्दी',
    '한국',
    '가',
    '각',
    '🎉',
    '👍',
    '👍🏽',
    '👩\u200d🚀',
    '🇩🇪',
    '🇧🇩',
    '🇪🇺',
    '❤\ufe0f',
    '½',
    'ﬁne',
    '😀',
    '\ufb01',
    '\u{10400}',
    '€',
  ],
  separators: [...ASCII.separators, '、', '・', '\u00ad', '\u3000'],
  groups: [...ASCII.groups, 'Süd', 'süd', '南'],
  metaKeys: [...ASCII.metaKeys, 'größe', '__proto__', 'constructor'],
  metaValues: [
    ...ASCII.metaValues,
    1,
    10,
    9,
    -3,
    0.5,
    1e21,
    true,
    false,
    null,
    [1, 'a'],
    { b: 1 },
    'Größe',
    'GRÖSSE',
    '\ufffd',
    '😀',
  ],
};

export function randomText(random: Random, { words, separators }: Vocabulary): string {
  let text = '';
  for (const word of random.some(words, 0, 4)) text += word + random.pick(separators);
  return text;
}

export function randomDefinition(random: Random, id: string, vocabulary: Vocabulary): AssetDefinition {
  const { locales, groups, metaKeys, metaValues } = vocabulary;
  const perLocale = <T>(make: () => T): Record<string, T> =>
    Object.fromEntries(random.some(locales, 0, 3).map((locale) => [locale, make()]));
  return {
    id,
    ...(random.oneIn(5) ? {} : { label: perLocale(() => randomText(random, vocabulary)) }),
    ...(random.oneIn(4)
      ? {}
      : {
          tags: perLocale(() =>
            random
              .some([0, 1, 2, 3], 0, 4)
              .map((kind) => (kind === 0 ? randomText(random, vocabulary) : random.pick(vocabulary.words))),
          ),
        }),
    ...(random.oneIn(3) ? {} : { groups: random.some(groups, 0, 3) }),
    ...(random.oneIn(4)
      ? {}
      : {
          meta: Object.fromEntries(random.some(metaKeys, 0, 4).map((key) => [key, random.pick(metaValues)])),
        }),
  };
}

export const ANY: AssetQuery = { ...EVERYTHING, perPage: 30 };

const ORDERS: readonly SortingOrder[] = ['None', 'Ascending', 'Descending'];

/** A query that has about every second of its parts. `ids` are those that filters look for. */
export function randomQuery(random: Random, vocabulary: Vocabulary, ids: readonly string[]): AssetQuery {
  const maybe = <T>(value: () => T, otherwise: T): T => (random.oneIn(3) ? value() : otherwise);
  return {
    query: maybe(() => part(random, randomText(random, vocabulary)), ''),
    page: random.pick([0, 0, 0, 1, 2, 7]),
    perPage: random.pick([0, 1, 3, 10, 50]),
    tags: maybe(() => random.some(vocabulary.words, 0, 2), []),
    groups: maybe(() => random.some(vocabulary.groups, 0, 2), []),
    excludeGroups: maybe(() => random.some(vocabulary.groups, 0, 2), []),
    locale: random.pick(vocabulary.askedLocales),
    sortKey: random.pick(vocabulary.sortKeys),
    sortingOrder: random.pick(ORDERS),
    filter: maybe(() => random.some([0, 1], 1, 2).map(() => randomFilter(random, vocabulary, ids, 3)), []),
    facets: maybe(
      () => [
        ...new Set(random.some(['tags', 'groups', ...vocabulary.metaKeys.map((key) => `meta.${key}`)], 0, 3)),
      ],
      [],
    ),
  };
}

export function randomFilter(
  random: Random,
  vocabulary: Vocabulary,
  ids: readonly string[],
  depth: number,
): AssetFilter {
  const children = (): AssetFilter[] =>
    random.some([0, 1, 2], 1, 3).map(() => randomFilter(random, vocabulary, ids, depth - 1));
  if (depth > 0 && random.oneIn(3)) {
    const shape = random.below(3);
    if (shape === 0) return { and: children() };
    if (shape === 1) return { or: children() };
    return { not: randomFilter(random, vocabulary, ids, depth - 1) };
  }
  const key = random.pick(vocabulary.metaKeys.filter((each) => each !== ''));
  const property = random.pick(['id', 'label', 'tags', 'groups', `meta.${key}`, `meta.${key}`]);
  const text = (): string => {
    if (property === 'id') return random.pick(ids);
    if (property === 'groups') return random.pick(vocabulary.groups);
    if (property.startsWith('meta.')) {
      const value = random.pick(vocabulary.metaValues);
      return typeof value === 'string' ? value : JSON.stringify(value);
    }
    return random.oneIn(2) ? random.pick(vocabulary.words) : randomText(random, vocabulary);
  };
  if (random.oneIn(2)) return { property, equals: random.oneIn(3) ? text().toUpperCase() : text() };
  return { property, contains: part(random, random.oneIn(3) ? text().toUpperCase() : text()) };
}

/** A part of a text, cut between characters. */
export function part(random: Random, text: string): string {
  const characters = Array.from(text);
  const start = random.below(characters.length + 1);
  return random.oneIn(2) ? text : characters.slice(start, start + 1 + random.below(5)).join('');
}
