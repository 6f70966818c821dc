import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { longestNonIncreasing } from '../../src/domain/row-times.ts';
import { itemOf, openFrontDoor } from '../front-door.ts';
import { burkiInMemory, butterInMemory, type Row, walkInMemory } from './in-memory.ts';
import { askPage, ofSource, sidsOf, walk } from './paging.ts';

const hour = 3_600;
const newest = Date.parse('2026-03-09T10:00:00Z') / 1000;
const spelled = (time: number) => new Date(time * 1000).toISOString();

test.each([
  ['the zero time', '0001-01-01T00:00:00Z'],
  ['a time three days too early', spelled(newest - 72 * hour)],
])('one queued Butter call with %s does not put newer ones behind older Burki calls', async (_, time) => {
  const door = await openFrontDoor({ butter: { calls: 61 }, burki: { calls: 300 } });
  for (const [index, { call_sid }] of door.butter.calls.entries())
    door.butter.change(call_sid, { start_time: spelled(newest - index * 60), created_at: spelled(newest) });
  for (const [index, { id }] of door.burki.calls.entries())
    door.burki.change(id, { started_at: spelled(newest - 24 * hour - index * 60) });
  const odd = door.butter.calls[3]?.call_sid ?? '';
  door.butter.change(odd, { status: 'queued', start_time: time, created_at: time });
  const calls = await walk(door, { first: 25 });
  expect(sidsOf(calls).slice(0, 61)).toEqual(door.butter.calls.map(call => call.call_sid));
  expect(ofSource(calls, 'BURKI')).toHaveLength(300);
  const { data } = await askPage(door, { first: 25 });
  expect(itemOf(data.calls.coverage, 'BUTTER')).toMatchObject({
    state: 'COMPLETE',
    reachedBackTo: spelled(newest - 24 * 60).replace('.000', ''),
  });
});

/** Calls of one source, an hour and a half apart. */
const hourly = (count: number, offset: number): Row[] =>
  Array.from({ length: count }, (_, key) => ({ key: key + 1, time: newest - offset - key * 1.5 * hour }));

/** How many calls, apart from the odd ones, do not stand in order of time. */
function countWrong(sids: readonly string[], times: ReadonlyMap<string, number>, odd: ReadonlySet<string>) {
  const others = sids.filter(sid => !odd.has(sid)).map(sid => times.get(sid) ?? 0);
  return others.length - longestNonIncreasing(others).length;
}

interface OddList {
  readonly rows: readonly Row[];
  readonly other: readonly Row[];
  /** By index of `rows`, what is wrong with its time. */
  readonly odd: ReadonlyMap<number, number | null>;
  readonly first: number;
  readonly byEdge?: boolean;
}

async function walkOddList({ rows, other, odd, first, byEdge = false }: OddList) {
  const butter = butterInMemory();
  const burki = burkiInMemory();
  butter.rows = rows.map((row, index) => ({
    ...row,
    time: odd.has(index) ? (odd.get(index) ?? null) : row.time,
  }));
  burki.rows = other;
  const sids = await walkInMemory([butter, burki], { first, byEdge });
  const times = new Map([
    ...rows.map(({ key, time }) => [`call_${key}`, time ?? 0] as const),
    ...other.map(({ key, time }) => [`CA${key}`, time ?? 0] as const),
  ]);
  const wrong = countWrong(sids, times, new Set([...odd.keys()].map(index => `call_${rows[index]?.key}`)));
  expect(sids.filter(sid => sid.startsWith('call_'))).toEqual(rows.map(({ key }) => `call_${key}`));
  expect(sids.toSorted()).toEqual([...times.keys()].toSorted());
  return { wrong, requests: butter.cost().length + burki.cost().length };
}

const rows = hourly(120, 0);
const other = hourly(100, 0.75 * hour);
const oddTimes = {
  'the zero time': -62_135_596_800,
  'a time three days too early': -72 * hour,
  'a time three days too late': 72 * hour,
  'no time': null,
} as const;

const wrongTime = (index: number, kind: keyof typeof oddTimes): number | null => {
  const time = oddTimes[kind];
  if (time === null || time < -1e9) return time;
  return (rows[index]?.time ?? 0) + time;
};

describe.each(Object.keys(oddTimes) as (keyof typeof oddTimes)[])('a call with %s', kind => {
  test.each([
    [1, [0, 99]],
    [2, [0, 61, 100]],
    [25, [0, 1, 2, 12, 24, 25, 26, 50, 98, 99, 100, 101, 117, 118, 119]],
    [100, [0, 1, 2, 50, 98, 99, 100, 101, 118, 119]],
  ])('is the only one out of order but for two, in pages of %i', async (first, places) => {
    for (const at of places) {
      const { wrong } = await walkOddList({ rows, other, odd: new Map([[at, wrongTime(at, kind)]]), first });
      expect({ at, wrong: Math.max(2, wrong) }).toEqual({ at, wrong: 2 });
    }
  });

  test.each([
    [1, [0, 99]],
    [2, [0, 50, 99]],
    [25, [0, 1, 24, 50, 98, 99, 100, 118]],
    [100, [0, 1, 24, 50, 98, 99, 100, 118]],
  ])('twice in a row puts no more than two others out of order, in pages of %i', async (first, places) => {
    for (const at of places) {
      const odd = new Map([at, at + 1].map(index => [index, wrongTime(index, kind)]));
      const { wrong } = await walkOddList({ rows, other, odd, first, byEdge: true });
      expect({ at, wrong: Math.max(2, wrong) }).toEqual({ at, wrong: 2 });
    }
  });
});

test('a watermark that many wrong times lowered is reset by the first page that contradicts it', async () => {
  const butter = butterInMemory();
  const burki = burkiInMemory();
  const isEarly = (index: number) => index >= 10 && index < 46;
  butter.rows = rows.map(({ key, time }, index) => ({
    key,
    time: isEarly(index) ? Number(time) - 72 * hour : time,
  }));
  burki.rows = other;
  burki.isDown = true;
  let pages = 0;
  const between = () => {
    pages += 1;
    burki.isDown = pages < 3;
  };
  const sids = await walkInMemory([butter, burki], { first: 25, between });
  const late = (calls: readonly Row[], from: number, name: string) =>
    calls.slice(from).map(({ key, time }) => [`${name}${key}`, Number(time)] as const);
  const times = new Map<string, number>([...late(rows, 76, 'call_'), ...late(other, 0, 'CA')]);
  expect(sids).toHaveLength(rows.length + other.length);
  const found = sids.filter(sid => times.has(sid)).map(sid => Number(times.get(sid)));
  expect(found).toEqual(found.toSorted((a, b) => b - a));
});

test('whatever times are odd, pages of any size list each call once, in the order of its source, and end', async () => {
  const oddTime = fc.oneof(
    fc.constant(null),
    fc.integer({ min: -200, max: 200 }),
    fc.constant(-62_135_596_800),
  );
  const list = fc.record({
    count: fc.integer({ min: 0, max: 130 }),
    first: fc.constantFrom(1, 2, 3, 7, 25, 100),
    odd: fc.array(fc.tuple(fc.nat(129), oddTime), { maxLength: 12 }),
    byEdge: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(list, async ({ count, first, odd, byEdge }) => {
      const wrongTimes = odd
        .filter(([index]) => index < count)
        .map(([index, time]) => [index, time === null || time < -1e9 ? time : newest + time * hour] as const);
      const own = hourly(count, 0);
      const { wrong, requests } = await walkOddList({
        rows: own,
        other: other.slice(0, 40),
        odd: new Map(wrongTimes),
        first,
        byEdge,
      });
      const pages = Math.ceil((count + 40) / first);
      expect(requests).toBeLessThanOrEqual(2 * pages + 2 * Math.ceil(count / 100) + 4);
      if (new Set(wrongTimes.map(([index]) => index)).size === 1) expect(wrong).toBeLessThanOrEqual(2);
    }),
    { numRuns: 40 },
  );
});
