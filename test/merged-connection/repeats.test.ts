import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { itemOf, openFrontDoor } from '../front-door.ts';
import {
  burkiInMemory,
  butterInMemory,
  createLots,
  type InMemorySource,
  pageOf,
  type Row,
  sidsOf,
  walkInMemory,
} from './in-memory.ts';
import { askPage, sidsOf as sidsOfCalls, walk } from './paging.ts';

const newest = Date.parse('2026-03-09T10:00:00Z') / 1000;

/** Repeats rows as a to-many join does: each row twice, and the first row again at the end. */
const doubling = (name: 'data' | 'items') => (json: unknown) => {
  const answer = Object(json);
  const rows: unknown[] = answer[name];
  return { ...answer, [name]: [...rows.flatMap(row => [row, row]), rows[0]] };
};

describe('a row that is repeated within one upstream response is listed once', () => {
  test('by Butter', async () => {
    const door = await openFrontDoor({ off: ['BURKI'], butter: { calls: 30 } });
    door.butter.play({
      route: 'list',
      fault: { kind: 'rewrite', change: doubling('data') },
    });
    const { data } = await askPage(door, { first: 20 });
    expect(itemOf(data.calls.coverage, 'BUTTER')).toMatchObject({ state: 'COMPLETE', code: null });
    const calls = await walk(door, { first: 7 });
    expect(sidsOfCalls(calls)).toEqual(door.butter.calls.map(call => call.call_sid));
  });

  test('by Burki', async () => {
    const door = await openFrontDoor({ off: ['BUTTER'], burki: { calls: 30 } });
    door.burki.play({
      route: 'list',
      fault: { kind: 'rewrite', change: doubling('items') },
    });
    const { data } = await askPage(door, { first: 20 });
    expect(itemOf(data.calls.coverage, 'BURKI')).toMatchObject({ state: 'COMPLETE', code: null });
    const calls = await walk(door, { first: 7 });
    expect(sidsOfCalls(calls).sort()).toEqual(door.burki.calls.map(call => call.call_sid).sort());
  });
});

/** Both sources, with so many rows of one time that they go beyond a page of either. */
function tied(butterCount: number, burkiCount: number): readonly [InMemorySource, InMemorySource] {
  const butter = butterInMemory();
  const burki = burkiInMemory();
  const rows = (count: number): Row[] =>
    Array.from({ length: count }, (_, index) => ({ key: count - index, time: newest }));
  butter.rows = [...rows(butterCount), { key: 9_999, time: newest - 60 }];
  burki.rows = [...rows(burkiCount), { key: 9_999, time: newest - 60 }];
  return [butter, burki];
}

describe('of calls of one time', () => {
  test.each([1, 7, 50, 100])(
    "Butter's come first, in pages of %i and across the ends of Butter's",
    async first => {
      const sids = await walkInMemory(tied(230, 40), { first });
      const isButters = sids.map(sid => sid.startsWith('call_'));
      expect(isButters.indexOf(false)).toBe(230);
      expect(sids.slice(-2)).toEqual(['call_9999', 'CA9999']);
    },
  );

  test('Butter gets exactly one more request for those beyond the end of its page', async () => {
    const [butter, burki] = tied(100, 40);
    const page = await pageOf([butter, burki], 120, null);
    expect(sidsOf(page).slice(99, 103)).toEqual(['call_1', 'CA40', 'CA39', 'CA38']);
    expect([butter.cost().length, burki.cost().length]).toEqual([2, 1]);
  });
});

test('no request is sent twice for one page, and no page repeats a call of an earlier one', async () => {
  const time = fc.oneof(fc.constant(null), fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 400 }));
  const lists = fc.record({
    burkiTimes: fc.array(time, { maxLength: 120 }),
    butterTimes: fc.array(time, { maxLength: 120 }),
    first: fc.constantFrom(1, 3, 25, 100),
    byEdge: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(lists, async ({ burkiTimes, butterTimes, first, byEdge }) => {
      const butter = butterInMemory();
      const burki = burkiInMemory(5, createLots(0));
      const rowsOf = (times: readonly (number | null)[]) =>
        times.map((at, index) => ({ key: index + 1, time: at === null ? null : newest + at }));
      butter.rows = rowsOf(butterTimes).sort((a, b) => (b.time ?? 0) - (a.time ?? 0));
      burki.rows = rowsOf(burkiTimes);
      const requests: string[][] = [];
      const between = () => void requests.push([...butter.cost(), ...burki.cost()]);
      const sids = await walkInMemory([butter, burki], { first, byEdge, between });
      between();
      for (const page of requests) expect(new Set(page).size).toBe(page.length);
      expect(new Set(sids).size).toBe(sids.length);
      expect(sids).toHaveLength(burkiTimes.length + butterTimes.length);
    }),
    { numRuns: 60 },
  );
});

test('unstarted calls before many of one time cost no request twice', async () => {
  const burki = burkiInMemory();
  const waiting = Array.from({ length: 20 }, (_, key) => ({ key: key + 1, time: null }));
  const ties = Array.from({ length: 60 }, (_, key) => ({ key: key + 100, time: newest }));
  burki.rows = [...waiting, ...ties];
  const page = await pageOf([burki], 25, null);
  expect(sidsOf(page).slice(20)).toEqual(['CA159', 'CA158', 'CA157', 'CA156', 'CA155']);
  const cost = burki.cost();
  expect(new Set(cost).size).toBe(cost.length);
});
