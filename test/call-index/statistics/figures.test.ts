import { expect, test } from 'vitest';
import { computeStats } from '../../../src/call-index/statistics/compute-stats.ts';
import type { CallCost } from '../../../src/domain/cost.ts';
import { callOf } from '../../domain/call-of.ts';
import { columnsOf } from '../columns-of.ts';
import { everything, statsOf } from './stats-of.ts';

const dollars = (total: CallCost['total']): CallCost => ({ unit: 'MONEY', currency: 'USD', total });
const credits = (total: CallCost['total']): CallCost => ({ unit: 'CREDITS', currency: null, total });

test('durations are summed as decimals, so that 0.1 and 0.2 are 0.3', async () => {
  const { total } = await statsOf([callOf({ duration: 0.1 }), callOf({ duration: 0.2 })]);
  expect(total.duration).toMatchObject({ known: 2, sum: 0.3, mean: 0.15, min: 0.1, max: 0.2 });
});

test('calls without a duration count, but not among those with a known one', async () => {
  const calls = [callOf({ duration: 60 }), callOf(), callOf({ turnCount: 3 })];
  expect((await statsOf(calls)).total).toMatchObject({
    callCount: 3,
    duration: { known: 1, sum: 60 },
    turnCount: { known: 1, sum: 3 },
  });
});

test('a call has ended with a final status or with an end, and only completed ones are completed', async () => {
  const calls = [
    callOf({ status: 'COMPLETED' }),
    callOf({ status: 'FAILED' }),
    callOf({ status: 'UNKNOWN', endedAt: '2026-03-09T10:00:00Z' }),
    callOf({ status: 'IN_PROGRESS' }),
  ];
  expect((await statsOf(calls)).total).toMatchObject({ callCount: 4, endedCount: 3, completedCount: 1 });
});

test('credits, currencies and costs without a currency are never added to each other', async () => {
  const calls = [
    callOf({ cost: credits('1.5') }),
    callOf({ cost: dollars('0.1') }),
    callOf({ cost: dollars('0.2') }),
    callOf({ cost: { unit: 'MONEY', currency: null, total: 7 } }),
    callOf({ cost: { unit: 'MONEY', currency: 'EUR', total: null } }),
  ];
  const { total } = await statsOf(calls);
  expect(total.costs).toMatchObject([
    { unit: 'MONEY', currency: 'USD', known: 2, total: '0.3', perCall: '0.15' },
    { unit: 'CREDITS', currency: null, known: 1, total: '1.5' },
    { unit: 'MONEY', currency: null, known: 1, total: '7' },
  ]);
  // A cost without a currency has no rate.
  expect(total.convertedCost).toBeNull();
});

test('converted costs are exact, and null where the rate of a known cost is missing', async () => {
  const calls = [callOf({ cost: credits('10.00000000001') }), callOf({ cost: dollars('0.1') })];
  const { total } = await statsOf(calls);
  expect(total.convertedCost).toMatchObject({
    unit: 'MONEY',
    currency: 'USD',
    known: 2,
    total: '0.223456789000123456789',
  });
  const { total: withoutRate } = await statsOf(calls, { conversion: { currency: 'USD', rates: {} } });
  expect(withoutRate.convertedCost).toBeNull();
});

test('the cost of a minute is over the calls that have a cost and a duration', async () => {
  const calls = [
    callOf({ cost: dollars(1), duration: 90 }),
    callOf({ cost: dollars(5) }),
    callOf({ duration: 1_000 }),
  ];
  const [cost] = (await statsOf(calls)).total.costs;
  expect(cost).toMatchObject({ known: 2, total: '6', perCall: '3', perMinute: '0.666666667' });
});

test('sums are exact beyond the whole numbers of doubles', async () => {
  const calls = Array.from({ length: 5 }, () => callOf({ cost: dollars('9007199.000000001') }));
  const exact = [callOf({ cost: dollars('9007199254740993.000000000001') }), ...calls];
  expect((await statsOf(exact)).total.costs).toMatchObject([{ total: '9007199299776988.000000005001' }]);
});

test('no calls at all are one group, unless they are grouped', async () => {
  const { total, groups, groupCount } = await statsOf([]);
  expect([groups.length, groupCount]).toEqual([1, 1]);
  expect(groups[0]?.figures).toEqual(total);
  expect(total).toMatchObject({
    callCount: 0,
    costs: [],
    convertedCost: { known: 0, total: '0', perCall: null },
  });
  expect(await statsOf([], { groupBy: ['SOURCE'] })).toMatchObject({ groups: [], groupCount: 0 });
});

test('an agent that was renamed is one group, under its newest name', async () => {
  const agent = { source: 'BURKI', agentId: 'a1', name: null } as const;
  const calls = [
    callOf({ agent, agentName: 'New', startedAt: '2026-03-09T10:00:00Z' }),
    callOf({ agent, agentName: 'Old', startedAt: '2026-03-08T10:00:00Z' }),
    callOf({ agent, startedAt: '2026-03-10T10:00:00Z' }),
  ];
  const { groups } = await statsOf(calls, { groupBy: ['AGENT'] });
  expect(groups).toMatchObject([{ key: { agent: { ...agent, name: 'New' } }, figures: { callCount: 3 } }]);
});

test('no more groups are given than asked for, and their number is that of all', async () => {
  const calls = ['a', 'b', 'b', 'c'].map(endReason => callOf({ endReason }));
  const { groups, groupCount } = await statsOf(calls, { groupBy: ['END_REASON'], limit: 2 });
  expect(groups.map(({ key }) => key.endReason)).toEqual(['b', 'a']);
  expect(groupCount).toBe(3);
});

test('ten thousand groups are computed, and one more is refused', async () => {
  const calls = Array.from({ length: 10_001 }, (_, at) => callOf({ flowName: `flow ${at}`, endReason: 'x' }));
  const request = { groupBy: ['END_REASON', 'FLOW_NAME'], limit: 1 } as const;
  expect((await statsOf(calls.slice(1), request)).groupCount).toBe(10_000);
  await expect(statsOf(calls, request)).rejects.toMatchObject({
    code: 'QUERY_TOO_EXPENSIVE',
    message: expect.stringContaining('Narrow the filter'),
  });
});

test('many keys that do not fit a table of numbers are grouped all the same', async () => {
  const calls = Array.from({ length: 3_000 }, (_, at) =>
    callOf({ flowName: `flow ${at}`, endReason: `reason ${at}`, agentName: null }),
  );
  expect((await statsOf(calls, { groupBy: ['END_REASON', 'FLOW_NAME'], limit: 1 })).groupCount).toBe(3_000);
});

test('an answer is of the moment at which its columns were read, also if they change while it is computed', async () => {
  const calls = Array.from({ length: 3 }, (_, at) => callOf({ duration: at, cost: dollars('0.0000000001') }));
  const columns = columnsOf(calls);
  const percentiles = { duration: [0.99], turnCount: [] };
  const { total } = await computeStats(
    columns,
    Int32Array.of(0, 1, 2),
    { ...everything, percentiles: { total: percentiles, groups: percentiles } },
    async () => {
      columns.duration.fill(100);
      columns.cost.fill(100);
    },
  );
  expect(total.duration).toMatchObject({ max: 2, percentiles: new Map([[0.99, 2]]) });
  expect(total.costs).toMatchObject([{ total: '0.0000000003' }]);
});

test('a query that is stopped at a pause fails', async () => {
  const stopped = computeStats(
    columnsOf([callOf({ cost: dollars('0.0000000001') })]),
    Int32Array.of(0),
    everything,
    async () => {
      throw new Error('stopped');
    },
  );
  await expect(stopped).rejects.toThrow('stopped');
});
