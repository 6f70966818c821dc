import { expect, test } from 'vitest';
import { lowerThreadPriority } from '../../src/call-index/worker/thread-priority.ts';

test('a thread lowers its priority on Linux alone, because elsewhere it would be that of the whole process', () => {
  const given: number[] = [];
  for (const platform of ['linux', 'darwin', 'win32'] as const)
    lowerThreadPriority(platform, (niceness: number) => given.push(niceness));
  expect(given).toEqual([10]);
});

test('a system that forbids it does not stop the thread', () => {
  lowerThreadPriority('linux', () => {
    throw new Error('Operation not permitted.');
  });
});
