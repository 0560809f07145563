import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AssetIndex } from '../../src/index/asset-index.ts';
import { foldCase, foldText, wordsOf } from '../../src/index/fold.ts';
import { compareTexts } from '../../src/index/text-order.ts';
import { History } from './history.ts';
import { ANY } from './vocabulary.ts';

/** Labels, each with what finds it and what does not. */
const LABELS: readonly { readonly label: string; readonly finds: string; readonly misses: string }[] = [
  {
    label: 'Éclair au café',
    finds: 'eclair|ÉCLAIR|E\u0301clair|cafe|clai|éclair café',
    misses: 'eclairs|cafeau',
  },
  { label: 'Straße im Süden', finds: 'STRASSE|strasse|straße|ẞ|suden|SÜDEN', misses: 'strase|sueden' },
  { label: 'ΟΔΟΣ Αθηνών', finds: 'οδος|οδός|ΟΔΌΣ|αθηνων', misses: 'οδοι|odos' },
  { label: 'Łódź, Smørrebrød, Æble', finds: 'lodz|smorrebrod|SMØRREBRØD|aeble|æble', misses: 'lods|able' },
  { label: 'İSTANBUL ışık', finds: 'istanbul|ISTANBUL|İstanbul|isik|ışık', misses: 'istambul' },
  { label: 'ﬁne ½ № ①', finds: 'fine|FI|1 2|no|1', misses: '3|fime' },
  { label: '東京タワーの夜景', finds: '東京|タワー|夜景|ﾀﾜｰ|東京 夜景', misses: '京東|大阪|東京の' },
  { label: 'がっこう', finds: 'がっこう|が|か\u3099っ', misses: 'か|かっこう|こか' },
  { label: '한국어 사진', finds: '한국|사진|\u1112\u1161\u11ab국', misses: '하|한구|진사' },
  { label: 'Мой ёж и Київ', finds: 'мой|МОЙ|еж|ёж|київ', misses: 'мои|киів|ежи' },
  { label: 'الْعَرَبِيَّة لُغَةٌ أحمد', finds: 'العربية|لغة|احمد|عرب', misses: 'العبرية|محمد' },
  { label: 'שָׁלוֹם', finds: 'שלום|שלו', misses: 'שלם' },
  { label: 'हिन्दी की', finds: 'हिन्दी|हिन्|की', misses: 'हन|कि|का' },
  { label: 'สวัสดี ครับ', finds: 'สวัสดี|ครับ|สวัส', misses: 'สวสดี|สวีสดี' },
  { label: 'Party 🎉 für alle', finds: '🎉|party🎉|🎉 alle', misses: '🎊|🎉🎊|😀' },
  { label: 'Nice 👍🏽', finds: '👍🏽|👍', misses: '👎|👍🏿' },
  { label: 'Crew 👩\u200d🚀', finds: '👩\u200d🚀|🚀', misses: '👨\u200d🚀|🛰' },
  { label: 'Love ❤\ufe0f', finds: '❤|❤\ufe0f', misses: '💙' },
  { label: 'Flags 🇧🇩🇪🇺', finds: '🇧🇩|🇪🇺', misses: '🇩🇪|🇧🇪' },
  { label: 'Price €5 for C++', finds: '€5|€|c++|5', misses: '£5|€6' },
  { label: '\u{10400}\u{10401} Deseret', finds: '\u{10428}|\u{10400}\u{10429}', misses: '\u{10402}' },
];

test('queries in any script find what they should and nothing else', () => {
  const history = new History();
  const index = new AssetIndex();
  void index.apply([
    history.addSource(),
    ...LABELS.map(({ label }) => history.put({ id: label, label: { en: label } })),
  ]);
  const found = (query: string): readonly string[] =>
    index.find('photos', { ...ANY, query }).assets.map(({ definition }) => definition.id);

  for (const { label, finds, misses } of LABELS) {
    for (const query of finds.split('|')) expect(found(query), `${query} finds ${label}`).toContain(label);
    for (const query of misses.split('|')) {
      expect(found(query), `${query} does not find ${label}`).not.toContain(label);
    }
  }
});

test('a text without letters, digits or symbols beyond ASCII restricts nothing', () => {
  const history = new History();
  const index = new AssetIndex();
  void index.apply([history.addSource(), history.put({ id: 'a', label: { en: 'Forest' } })]);

  for (const query of ['', ' ', '*', '"…"', '、。', '+-/', '\u200d\ufe0f']) {
    expect(index.find('photos', { ...ANY, query }).total, JSON.stringify(query)).toBe(1);
  }
});

const text = fc.string({ unit: 'binary', maxLength: 30 }).filter((made) => made.isWellFormed());

test('folding what is folded changes nothing', () => {
  fc.assert(
    fc.property(text, (made) => {
      const folded = foldText(made);
      expect(foldText(folded)).toBe(folded);
      expect(foldCase(foldCase(made))).toBe(foldCase(made));
    }),
    { numRuns: 5_000 },
  );
});

test('writing a label another way finds the same assets', () => {
  const rewrite: ((label: string) => string)[] = [
    (label) => label.toUpperCase(),
    (label) => label.toLowerCase(),
    (label) => label.normalize('NFC'),
    (label) => label.normalize('NFD'),
    (label) => label.normalize('NFKC'),
    (label) => label.normalize('NFKD'),
  ];
  for (const { label } of LABELS) {
    for (const write of rewrite) {
      expect(wordsOf(foldText(write(label))), write(label)).toEqual(wordsOf(foldText(label)));
    }
  }
});

test('every word of a label finds it, and so does every part of a word between characters', () => {
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 6 }), (labels) => {
      const history = new History();
      const index = new AssetIndex();
      void index.apply([
        history.addSource(),
        ...labels.map((label, number) => history.put({ id: `${number}`, label: { en: label } })),
      ]);
      labels.forEach((label, number) => {
        for (const word of wordsOf(foldText(label))) {
          const page = index.find('photos', { ...ANY, query: word });
          expect(page.assets.map(({ definition }) => definition.id)).toContain(`${number}`);
        }
      });
    }),
    { numRuns: 300 },
  );
});

test('texts are ordered as their UTF-8 bytes are', () => {
  fc.assert(
    fc.property(text, text, (a, b) => {
      expect(Math.sign(compareTexts(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
    }),
    { numRuns: 5_000 },
  );
});
