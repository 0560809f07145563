import { test } from 'vitest';
import { expectEngineAnswers } from './expect-engine-answers.ts';

test('for ASCII the index answers 24,000 random queries as the engine does', async () => {
  await expectEngineAnswers(Number(process.env['DIFFERENTIAL_SOURCES'] ?? 1_000));
});
