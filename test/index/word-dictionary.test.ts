import fc from 'fast-check';
import { expect, test } from 'vitest';
import { WordDictionary } from '../../src/index/word-dictionary.ts';

/** Few characters, so that words have parts in common; one of them takes two code units. */
const text = (minLength: number, maxLength: number) =>
  fc.string({ unit: fc.constantFrom('a', 'b', '1', 'д', '😀'), minLength, maxLength });

const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ add: text(1, 7) }) },
  { weight: 2, arbitrary: fc.record({ remove: fc.nat() }) },
);

test('few words and many are found by any part of them, whatever came and went', () => {
  fc.assert(
    fc.property(fc.nat(600), fc.array(step, { maxLength: 400 }), text(1, 4), (many, steps, part) => {
      const dictionary = new WordDictionary<string>();
      const words = new Set<string>();
      const add = (word: string): void => {
        if (words.has(word)) return;
        words.add(word);
        dictionary.add(word, word);
      };
      for (let number = 0; number < many; number += 1) add(`${number.toString(3).replaceAll('2', 'b')}a`);
      for (const each of steps) {
        if ('add' in each) {
          add(each.add);
        } else {
          const word = [...words][each.remove % Math.max(words.size, 1)];
          if (word === undefined) continue;
          words.delete(word);
          dictionary.delete(word);
        }
      }

      const found: string[] = [];
      dictionary.eachContaining(part, (word) => found.push(word));
      expect(found.toSorted()).toEqual([...words].filter((word) => word.includes(part)).toSorted());
      expect(dictionary.candidates(part)).toBeGreaterThanOrEqual(found.length);
      expect([...words].every((word) => dictionary.get(word) === word)).toBe(true);
    }),
    { numRuns: 500 },
  );
});
