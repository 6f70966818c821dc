import { expect, test } from 'vitest';
import { createCancellation } from '../../../src/async/cancellation.ts';
import { createTurnQueue } from '../../../src/async/turn-queue.ts';
import type { Pause } from '../../../src/call-index/statistics/percentiles.ts';
import { createStatistics, type StatisticsOptions } from '../../../src/call-index/statistics/statistics.ts';
import type { StatsRequest } from '../../../src/domain/call-stats.ts';
import { callOf } from '../../domain/call-of.ts';
import { columnsOf } from '../columns-of.ts';
import { everything } from './stats-of.ts';

/** Statistics of one call, whose selection takes as long as a test says. */
function statisticsThat(
  select: (request: StatsRequest, pause: Pause) => Promise<unknown>,
  options: Partial<StatisticsOptions> = {},
) {
  const compute = createStatistics({
    columns: columnsOf([callOf()]),
    async selectRows(request, pause, use) {
      await select(request, pause);
      return use(Int32Array.of(0));
    },
    nextTurn: createTurnQueue(),
    clock: () => 0,
    ...options,
  });
  return (request = everything, cancellation = createCancellation(), caller?: string) =>
    compute(request, cancellation, caller);
}

test('one query is computed at a time, four wait, and the next is told to come again', async () => {
  const ends: (() => void)[] = [];
  const compute = statisticsThat(() => new Promise<void>(resolve => ends.push(resolve)));
  const accepted = Array.from({ length: 5 }, () => compute());
  await expect(compute()).rejects.toMatchObject({
    code: 'OVERLOADED',
    extensions: { retryable: true, retryAfter: 1 },
  });
  for (let at = 0; at < 5; at += 1) {
    await expect.poll(() => ends.length).toBe(at + 1);
    ends[at]?.();
  }
  for (const { total } of await Promise.all(accepted)) expect(total.callCount).toBe(1);
});

test('callers take turns, and one with many queries makes room for those of another', async () => {
  const begun: number[] = [];
  const ends: (() => void)[] = [];
  const compute = statisticsThat(({ limit }) => {
    begun.push(limit);
    return new Promise<void>(resolve => ends.push(resolve));
  });
  const ask = (caller: string, limit: number) =>
    compute({ ...everything, limit }, createCancellation(), caller).then(
      () => 'computed',
      ({ code }) => code,
    );
  const outcomes = Promise.all([...[1, 2, 3, 4, 5, 6].map(limit => ask('one', limit)), ask('other', 7)]);
  for (let at = 0; at < 5; at += 1) {
    await expect.poll(() => ends.length).toBe(at + 1);
    ends[at]?.();
  }
  const computed = Array(4).fill('computed');
  expect(await outcomes).toEqual([...computed, 'OVERLOADED', 'OVERLOADED', 'computed']);
  expect(begun).toEqual([1, 2, 7, 3, 4]);
});

test('a query that takes more than two seconds of work ends, and the next one is computed', async () => {
  let now = 0;
  const compute = statisticsThat(
    async ({ limit }, pause) => {
      for (let step = 0; step < limit; step += 1) {
        now += 100;
        await pause();
      }
    },
    { clock: () => now },
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
  const compute = statisticsThat(
    async (_, pause) => {
      await pause();
      await pause();
    },
    {
      nextTurn: async () => {
        now += 5_000;
      },
      clock: () => now,
    },
  );
  expect((await compute()).total.callCount).toBe(1);
});

test('a query that is cancelled ends at its next pause, and one that waits does not begin', async () => {
  const begun: StatsRequest[] = [];
  const cancellation = createCancellation();
  const compute = statisticsThat(async (request, pause) => {
    begun.push(request);
    for (;;) await pause();
  });
  const [first, second] = [compute(everything, cancellation), compute(everything, cancellation)];
  await expect.poll(() => begun.length).toBe(1);
  cancellation.cancel(new Error('The client has left.'));
  await expect(first).rejects.toThrow('The client has left.');
  await expect(second).rejects.toThrow('The client has left.');
  expect(begun).toHaveLength(1);
});
