import { test } from 'vitest';
import { expectEngineAnswers } from './expect-engine-answers.ts';

test('for ASCII the index answers 2,400 random queries as the engine does', async () => {
  await expectEngineAnswers(100);
});
