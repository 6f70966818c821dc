import fc from 'fast-check';
import { expect, test } from 'vitest';
import { burkiInMemory, butterInMemory, createLots, type Row, walkInMemory } from './in-memory.ts';

const newest = Date.parse('2026-03-09T10:00:00Z') / 1000;
const time = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 5_000 }) },
  { weight: 2, arbitrary: fc.constantFrom(100, 200) },
  { weight: 1, arbitrary: fc.constant(null) },
);

/** Changes between two pages: calls arrive at both sources, and Burki calls start. */
interface Event {
  readonly butter: number;
  readonly burki: number;
  readonly starts: readonly number[];
}

const event: fc.Arbitrary<Event> = fc.record({
  butter: fc.constantFrom(0, 0, 1, 3, 120),
  burki: fc.constantFrom(0, 0, 1, 3),
  starts: fc.array(fc.nat(99), { maxLength: 3 }),
});

const scenario = fc.record({
  butterTimes: fc.array(time, { maxLength: 150 }),
  oddTimes: fc.array(
    fc.tuple(fc.nat(149), fc.oneof(fc.constant(null), fc.integer({ min: -400_000, max: 400_000 }))),
    {
      maxLength: 6,
    },
  ),
  burkiTimes: fc.array(time, { maxLength: 100 }),
  events: fc.array(event, { maxLength: 10 }),
  first: fc.constantFrom(1, 2, 7, 25, 100),
  byEdge: fc.boolean(),
  seed: fc.nat(1_000),
});

const timed = (times: readonly (number | null)[]): Row[] =>
  times.map((ago, index) => ({ key: index + 1, time: ago === null ? null : newest - ago }));

const newestFirst = (a: Row, b: Row) => (b.time ?? newest) - (a.time ?? newest);

test('while calls arrive and start, and times are odd, every call is listed once, in the order of its source', async () => {
  await fc.assert(
    fc.asyncProperty(scenario, async ({ butterTimes, oddTimes, burkiTimes, events, first, byEdge, seed }) => {
      const butter = butterInMemory();
      const burki = burkiInMemory(5, createLots(seed));
      // The limit that docs/merged-list.md states: a row whose time is out of order, or not known at the head, may be
      // lost sight of once more calls arrived than a page reads ahead.
      const isCalm = events.reduce((sum, { butter: calls }) => sum + calls, 0) < 5;
      const odd = new Map(
        (isCalm ? oddTimes : []).map(([index, ago]) => [index, ago === null ? null : newest - ago]),
      );
      butter.now = burki.now = newest * 1000;
      butter.rows = timed(butterTimes)
        .sort(newestFirst)
        .map((row, index) => ({ ...row, time: odd.has(index) ? (odd.get(index) ?? null) : row.time }));
      if (!isCalm)
        butter.rows = butter.rows.map((row, index) => (index ? row : { ...row, time: row.time ?? newest }));
      burki.rows = timed(burkiTimes);
      const given = [
        ...butter.rows.map(({ key }) => `call_${key}`),
        ...burki.rows.map(({ key }) => `CA${key}`),
      ];
      let pages = 0;
      let requests = 0;
      const between = () => {
        const cost = [...butter.cost(), ...burki.cost()];
        expect(new Set(cost).size).toBe(cost.length);
        requests += cost.length;
        const { butter: calls = 0, burki: others = 0, starts = [] } = events[pages] ?? {};
        pages += 1;
        const arrivals = (count: number): Row[] =>
          Array.from({ length: count }, (_, index) => ({
            key: 1_000 * (pages + 1) - index,
            time: newest + pages,
          }));
        butter.rows = [...arrivals(calls), ...butter.rows];
        burki.rows = [...arrivals(others), ...burki.rows].map(row =>
          row.time === null && starts.includes(row.key) ? { ...row, time: newest + pages } : row,
        );
      };
      const sids = await walkInMemory([butter, burki], { first, byEdge, between });
      expect(new Set(sids).size).toBe(sids.length);
      expect(sids.filter(sid => given.includes(sid)).toSorted()).toEqual(given.toSorted());
      const own = sids.filter(sid => sid.startsWith('call_'));
      const listed = butter.rows.map(({ key }) => `call_${key}`).filter(sid => own.includes(sid));
      expect(own).toEqual(listed);
      const bursts = events.filter(({ butter: calls }) => calls > 100).length;
      expect(requests).toBeLessThanOrEqual(3 * pages + 4 * bursts * pages);
    }),
    { numRuns: 100 },
  );
});
