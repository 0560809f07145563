import type { AssetDefinition } from '../../src/model/asset.ts';
import { Random } from '../../test/index/random.ts';

const GROUPS = [
  'nature',
  'city',
  'people',
  'food',
  'abstract',
  'travel',
  'sports',
  'business',
  'animals',
  'texture',
];
const MIME_TYPES = ['image/jpeg', 'image/png', 'image/webp', 'image/svg+xml', 'video/mp4'];
const SYLLABLES = [
  'for',
  'est',
  'moun',
  'tain',
  'la',
  'ke',
  'ri',
  'ver',
  'sun',
  'set',
  'bri',
  'dge',
  'sto',
  'ne',
  'wal',
  'ter',
  'mi',
  'ra',
  'no',
  'ka',
  'lo',
  'be',
  'gra',
  'ss',
  'fi',
  'eld',
];

/** Words of two or three syllables, and how often each is drawn: the first ones far more often, as in a language. */
const WORDS: readonly string[] = wordsOf(new Random(7), 4_000);
const TAGS = WORDS.filter((_, place) => place % 13 === 0);

function wordsOf(random: Random, count: number): string[] {
  const words = new Set<string>(['forest', 'mountain', 'lake', 'river', 'sunset', 'bridge']);
  while (words.size < count) words.add(random.some(SYLLABLES, 2, 3).join(''));
  return [...words];
}

function frequent<T>(random: Random, choices: readonly T[]): T {
  const place = Math.floor(choices.length ** random.next()) - 1;
  return choices[place] ?? random.pick(choices);
}

/** The asset with a number: always the same one, about 0.6 KB as JSON. */
export function assetDefinition(number: number): AssetDefinition {
  const random = new Random(number * 2_654_435_761);
  const name = frequent(random, WORDS);
  const serial = String(number).padStart(6, '0');
  const words = [name, ...Array.from({ length: 1 + random.below(4) }, () => frequent(random, WORDS))];
  const text = words.map(capital).join(' ');
  // Every tenth is called as the camera called it.
  const label = random.oneIn(10) ? `IMG_${serial}` : text;
  const mimeType = frequent(random, MIME_TYPES);
  const width = 100 * (1 + random.below(60));
  const file = `https://cdn.example.com/library/${name}-${serial}`;
  return {
    id: `asset-${serial}`,
    label: random.oneIn(2) ? { en: label, de: `${capital(frequent(random, WORDS))} ${name}` } : { en: label },
    tags: { en: Array.from({ length: 2 + random.below(4) }, () => frequent(random, TAGS)) },
    groups: [...new Set([frequent(random, GROUPS), frequent(random, GROUPS)])],
    meta: {
      uri: `${file}.${mimeType.slice(6, 9)}`,
      thumbUri: `${file}-thumb.jpg`,
      mimeType,
      width,
      height: 100 * (1 + random.below(60)),
      photographer: `${capital(frequent(random, WORDS))} ${capital(frequent(random, WORDS))}`,
    },
    payload: { sourceSet: [{ uri: `${file}-large.jpg`, width: width * 2, height: width }] },
  };
}

function capital(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}
