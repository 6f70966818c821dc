import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { checkIndex } from '../../src/server/check-index.ts';
import { openFolder } from '../run-main.ts';
import { configOf } from '../settings.ts';

test('the check of a temporary index fails without a folder that can be written', async () => {
  const missing = join(await openFolder(), 'missing');
  vi.stubEnv('TMPDIR', missing);
  onTestFinished(() => void vi.unstubAllEnvs());
  expect(await checkIndex(configOf({}))).toEqual({
    lines: [`Index: this process may not write to ${missing}, the folder of temporary files: look at TMPDIR`],
    isOk: false,
  });
  vi.unstubAllEnvs();
  expect((await checkIndex(configOf({}))).isOk).toBe(true);
});
