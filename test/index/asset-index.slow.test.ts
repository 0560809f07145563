import { test } from 'vitest';
import { expectIndexEqualsLoaded, expectIndexFollows } from './expect-index-follows.ts';

test('after any history the index answers like one that looks at every asset, 500 times', async () => {
  await expectIndexFollows(500);
});

test('an index that followed the journal equals one that was loaded from the store, 500 times', async () => {
  await expectIndexEqualsLoaded(500);
});
