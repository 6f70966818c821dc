import fc from 'fast-check';
import { expect, test } from 'vitest';
import { eachInSlices, runInSlices, type Slices, sliceItems } from '../../src/async/run-in-slices.ts';
import { createTurnQueue } from '../../src/async/turn-queue.ts';

function* sum(items: readonly number[]): Slices<number> {
  let total = 0;
  yield* eachInSlices(items, (item, index) => {
    total += item * index;
  });
  return total;
}

test('a long list is used whole, in order, in as many turns as it has slices (property)', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(3 * sliceItems), async length => {
      const items = Array.from({ length }, (_, at) => at);
      let turns = 0;
      const nextTurn = () => {
        turns += 1;
        return Promise.resolve();
      };
      expect(await runInSlices(sum(items), nextTurn)).toBe(
        items.reduce((total, item) => total + item ** 2, 0),
      );
      expect(turns).toBe(Math.floor(length / sliceItems));
    }),
    { numRuns: 30 },
  );
});

test('a short list is used at once', () => {
  expect(runInSlices(sum([1, 2, 3]), createTurnQueue())).toBe(8);
});

test('the failure of a later slice is the failure of the run', async () => {
  function* failing(): Slices<never> {
    yield;
    throw new Error('in the second slice');
  }
  await expect(runInSlices(failing(), createTurnQueue())).rejects.toThrow('in the second slice');
});
