import { test } from 'vitest';
import { fileStorage } from './index-storage.ts';
import { proveKills } from './prove-kills.ts';

test('a gateway that is killed at any moment loses and invents nothing of its file', async () => {
  await proveKills(fileStorage());
});
