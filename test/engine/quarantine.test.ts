import { expect, test } from 'vitest';

import { Quarantine } from '../../src/engine/quarantine.ts';

const asset = (assetId: string, version = 1) => ({ sourceId: 's', assetId, version });

test('what died together is only suspect', () => {
  const quarantine = new Quarantine();

  quarantine.accuse([asset('a'), asset('b')]);

  expect(quarantine.isSuspect(asset('a'))).toBe(true);
  expect(quarantine.isKept(asset('a'))).toBe(false);
});

test('an engine that was killed by chance costs no asset its place', () => {
  const quarantine = new Quarantine();

  quarantine.accuse([asset('a')]);
  quarantine.accuse([asset('a')]);
  quarantine.acquit();
  quarantine.accuse([asset('a')]);

  expect(quarantine.isKept(asset('a'))).toBe(false);
});

test('an asset that engines die of when it is alone is kept from them, in that version', () => {
  const quarantine = new Quarantine();

  quarantine.accuse([asset('a'), asset('b')]);
  quarantine.accuse([asset('b')]);
  const culprit = quarantine.accuse([asset('b')]);

  expect(culprit).toEqual(asset('b'));
  expect(quarantine.isKept(asset('b'))).toBe(true);
  expect(quarantine.isKept(asset('b', 2))).toBe(false);
  expect(quarantine.isKept(asset('a'))).toBe(false);
});
