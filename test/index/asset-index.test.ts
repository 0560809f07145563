import { test } from 'vitest';
import { expectIndexEqualsLoaded, expectIndexFollows } from './expect-index-follows.ts';

test('after any history the index answers like one that looks at every asset', async () => {
  await expectIndexFollows(10);
});

test('an index that followed the journal equals one that was loaded from the store', async () => {
  await expectIndexEqualsLoaded(10);
});
