import { expect, test } from 'vitest';
import { createTurnQueue } from '../../../src/async/turn-queue.ts';
import { createStatistics, type StatisticsOptions } from '../../../src/call-index/statistics/statistics.ts';
import { callOf } from '../../domain/call-of.ts';
import { columnsOf } from '../columns-of.ts';
import { everything } from './stats-of.ts';

/** Statistics of one call, whose selection takes as long as a test says. */
const statisticsThat = (select: StatisticsOptions['select'], clock = () => 0) =>
  createStatistics({ columns: columnsOf([callOf()]), select, nextTurn: createTurnQueue(), clock });

test('one query is computed at a time, four wait, and the next is told to come again', async () => {
  const ends: (() => void)[] = [];
  const compute = statisticsThat(async () => {
    await new Promise<void>(resolve => ends.push(resolve));
    return Int32Array.of(0);
  });
  const accepted = Array.from({ length: 5 }, () => compute(everything));
  await expect(compute(everything)).rejects.toMatchObject({
    code: 'OVERLOADED',
    extensions: { retryable: true, retryAfter: 1 },
  });
  for (let at = 0; at < 5; at += 1) {
    await expect.poll(() => ends.length).toBe(at + 1);
    ends[at]?.();
  }
  for (const { total } of await Promise.all(accepted)) expect(total.callCount).toBe(1);
});

test('a query that takes more than two seconds of work ends, and the next one is computed', async () => {
  let now = 0;
  const compute = statisticsThat(
    async ({ limit }, pause) => {
      for (let step = 0; step < limit; step += 1) {
        now += 100;
        await pause();
      }
      return Int32Array.of(0);
    },
    () => now,
  );
  const long = compute({ ...everything, limit: 21 });
  const next = compute({ ...everything, limit: 20 });
  await expect(long).rejects.toMatchObject({
    code: 'OVERLOADED',
    message: expect.stringContaining('Narrow'),
  });
  expect((await next).total.callCount).toBe(1);
});

test('the time in which other work goes on does not count', async () => {
  let now = 0;
  const compute = createStatistics({
    columns: columnsOf([callOf()]),
    async select(_, pause) {
      await pause();
      await pause();
      return Int32Array.of(0);
    },
    nextTurn: async () => {
      now += 5_000;
    },
    clock: () => now,
  });
  expect((await compute(everything)).total.callCount).toBe(1);
});
