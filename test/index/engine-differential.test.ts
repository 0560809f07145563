import { test } from 'vitest';
import { expectEngineAnswers } from './expect-engine-answers.ts';

test('for ASCII the index answers 1,200 random queries as the engine does', async () => {
  await expectEngineAnswers(50);
});
