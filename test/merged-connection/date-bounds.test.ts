import fc from 'fast-check';
import { expect, test } from 'vitest';
import { everyCall } from '../../src/domain/call-filter.ts';
import { itemOf, openFrontDoor } from '../front-door.ts';
import { butterInMemory, pageOf, walkInMemory } from './in-memory.ts';
import { askPage, sidsOf, walk } from './paging.ts';

const newest = Date.parse('2026-03-09T10:00:00Z') / 1000;
const spelled = (time: number) => `${new Date(time * 1000).toISOString().slice(0, 19)}Z`;
const since = (time: number) => ({ ...everyCall, started: { from: spelled(time), before: null } });
const everyMinute = (count: number) =>
  Array.from({ length: count }, (_, key) => ({ key: key + 1, time: newest - key * 60 }));

test('a list since a time ends one page of Butter after it, and reports how far back it was read', async () => {
  const door = await openFrontDoor({ off: ['BURKI'], butter: { calls: 700 } });
  for (const [index, { call_sid }] of door.butter.calls.entries())
    door.butter.change(call_sid, { start_time: spelled(newest - index * 60) });
  const filter = { started: { from: spelled(newest - 249 * 60) } };
  const calls = await walk(door, { first: 100, filter });
  expect(sidsOf(calls)).toEqual(door.butter.calls.slice(0, 250).map(call => call.call_sid));
  expect(door.cost()).toHaveLength(4);
  const later = { started: { from: spelled(newest - 30 * 60) } };
  const { data } = await askPage(door, { first: 100, filter: later });
  expect(data.calls.pageInfo.hasNextPage).toBe(false);
  expect(itemOf(data.calls.coverage, 'BUTTER')).toMatchObject({
    state: 'COMPLETE',
    code: null,
    scanned: 131,
  });
  expect(itemOf(data.calls.coverage, 'BUTTER').reachedBackTo).toBe('2026-03-09T07:50:00Z');
  expect(door.cost()).toHaveLength(2);
});

test('a list since a time on a hundred thousand calls costs one request more than its matches fill', async () => {
  const butter = butterInMemory();
  butter.rows = everyMinute(100_000);
  const filter = since(newest - 24 * 3_600);
  const page = await pageOf([butter], 100, null, since(newest + 1));
  expect(page.pageInfo.hasNextPage).toBe(false);
  expect(butter.cost()).toHaveLength(1);
  expect(await walkInMemory([butter], { first: 100, filter })).toHaveLength(1_441);
  expect(new Set(butter.cost()).size).toBe(16);
});

test('a page of fifty since a time reads one row more from Butter, and an empty one costs one request too', async () => {
  const butter = butterInMemory();
  butter.rows = everyMinute(300);
  expect((await pageOf([butter], 50, null, since(newest - 200 * 60))).edges).toHaveLength(50);
  expect(butter.cost()).toEqual(['/api/calls?limit=51']);
  expect((await pageOf([butter], 50, null, since(newest + 60))).pageInfo.hasNextPage).toBe(false);
  expect(butter.cost()).toEqual(['/api/calls?limit=51']);
});

test('calls that are past the bound for less than a whole page do not end the list', async () => {
  const butter = butterInMemory();
  const early = (index: number) => index >= 5 && index < 104;
  butter.rows = everyMinute(300).map((row, index) => (early(index) ? { ...row, time: newest - 1e6 } : row));
  const filter = since(newest - 200 * 60);
  expect(await walkInMemory([butter], { first: 100, filter })).toHaveLength(201 - 99);
});

test('a list since any time has every call that started since, even with a few odd times', async () => {
  const oddTime = fc.oneof(fc.constant(null), fc.integer({ min: -500, max: 500 }));
  const lists = fc.record({
    bound: fc.integer({ min: -1, max: 450 }),
    first: fc.constantFrom(1, 10, 100),
    odd: fc.array(fc.tuple(fc.nat(399), oddTime), { maxLength: 8 }),
    scanPages: fc.constantFrom(1, 2, 5),
  });
  await fc.assert(
    fc.asyncProperty(lists, async ({ bound, first, odd, scanPages }) => {
      const butter = butterInMemory(scanPages);
      const rows = everyMinute(400);
      const oddTimes = new Map(odd.map(([index, by]) => [index, by === null ? null : newest + by * 60]));
      butter.rows = rows.map((row, index) => ({
        ...row,
        time: oddTimes.has(index) ? (oddTimes.get(index) ?? null) : row.time,
      }));
      const sids = await walkInMemory([butter], { first, filter: since(newest - bound * 60) });
      const right = rows.filter((row, index) => !oddTimes.has(index) && row.time >= newest - bound * 60);
      expect(sids).toEqual(expect.arrayContaining(right.map(({ key }) => `call_${key}`)));
      expect(new Set(sids).size).toBe(sids.length);
      const last = bound < 0 ? 0 : Math.min(400, bound + 1);
      expect(new Set(butter.cost()).size).toBeLessThanOrEqual(Math.ceil(last / 100) + 2 + oddTimes.size);
    }),
    { numRuns: 40 },
  );
});
