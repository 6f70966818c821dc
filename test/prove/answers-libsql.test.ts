import { join } from 'node:path';
import { test } from 'vitest';
import { scratchFolder } from '../call-index/scratch-folder.ts';
import { proveAnswers } from './prove-answers.ts';

test('lists and statistics of an index in a file are those of a brute-force oracle, while calls move', async () => {
  await proveAnswers([{ path: join(scratchFolder(), 'calls.db') }]);
});
