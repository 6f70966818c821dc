import { setImmediate as nextLoop } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createTurnQueue } from '../../src/async/turn-queue.ts';

test('of several computations one goes on in each turn, in order', async () => {
  const nextTurn = createTurnQueue();
  const done: string[] = [];
  const compute = async (name: string, slices: number) => {
    for (let slice = 1; slice <= slices; slice += 1) {
      await nextTurn();
      done.push(`${name}${slice}`);
    }
  };
  const all = Promise.all([compute('a', 3), compute('b', 2), compute('c', 1)]);
  const seen: number[] = [];
  for (let turn = 0; turn < 8; turn += 1) {
    await nextLoop();
    seen.push(done.length);
  }
  await all;
  expect(done).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3']);
  for (const [at, count] of seen.entries()) expect(count - (seen[at - 1] ?? 0)).toBeLessThanOrEqual(1);
});

test('a computation that fails holds up no other', async () => {
  const nextTurn = createTurnQueue();
  const failing = nextTurn().then(() => Promise.reject(new Error('It fails.')));
  const going = nextTurn();
  await expect(failing).rejects.toThrow();
  await going;
});
