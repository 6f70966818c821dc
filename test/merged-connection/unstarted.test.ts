import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { burkiInMemory, createLots, pageOf, type Row, sidsOf, walkInMemory } from './in-memory.ts';

const newest = Date.parse('2026-03-09T10:00:00Z') / 1000;

const unstarted = (count: number): Row[] =>
  Array.from({ length: count }, (_, index) => ({ key: 100_000 + index, time: null }));

const started = (count: number): Row[] =>
  Array.from({ length: count }, (_, index) => ({ key: index + 1, time: newest - index * 60 }));

const sidOf = ({ key }: Row) => `CA${key}`;

test('a few unstarted calls cost no request of their own', async () => {
  const burki = burkiInMemory();
  burki.rows = [...unstarted(30), ...started(30)];
  const page = await pageOf([burki], 25, null);
  expect(sidsOf(page)).toEqual(unstarted(30).map(sidOf).reverse().slice(0, 25));
  expect(burki.cost()).toEqual(['/api/v1/calls/?skip=0&limit=35']);
  await pageOf([burki], 25, page.pageInfo.endCursor());
  expect(burki.cost()).toEqual(['/api/v1/calls/?skip=0&limit=65']);
});

test('unstarted calls are ordered by id, however many there are and in whatever order Burki lists them', async () => {
  const burki = burkiInMemory(5, createLots(7));
  burki.rows = [...unstarted(900), ...started(30)];
  const sids = await walkInMemory([burki], { first: 100 });
  expect(sids).toEqual([...unstarted(900).map(sidOf).reverse(), ...started(30).map(sidOf)]);
});

describe('more unstarted calls than the scan budget reads', () => {
  test.each([
    [1, 1_500],
    [2, 4_700],
    [5, 6_100],
  ])(
    'are listed by the next pages without a failure of Burki: %i requests, %i calls',
    async (scanPages, count) => {
      const burki = burkiInMemory(scanPages);
      burki.rows = [...unstarted(count), ...started(30)];
      const states = new Set<string>();
      const sids: string[] = [];
      let after: string | null = null;
      let hasNextPage = true;
      for (let pages = 0; hasNextPage && pages < 100; pages += 1) {
        const page = await pageOf([burki], 100, after);
        sids.push(...sidsOf(page));
        for (const { state, code } of page.coverage()) states.add(`${state} ${code}`);
        expect(burki.cost().length).toBeLessThanOrEqual(scanPages);
        ({ hasNextPage } = page.pageInfo);
        after = page.pageInfo.endCursor();
      }
      expect(new Set(sids).size).toBe(sids.length);
      expect(sids.toSorted()).toEqual(burki.rows.map(sidOf).toSorted());
      expect(sids.slice(-30)).toEqual(started(30).map(sidOf));
      expect([...states].toSorted()).toEqual(['COMPLETE null', 'PARTIAL null']);
    },
  );
});

test('calls that start while a client pages are listed once, before or after they started', async () => {
  const paging = fc.record({
    waiting: fc.integer({ min: 0, max: 60 }),
    begun: fc.integer({ min: 0, max: 40 }),
    first: fc.constantFrom(1, 2, 7, 25, 100),
    starting: fc.array(fc.array(fc.nat(59), { maxLength: 3 }), { maxLength: 12 }),
    future: fc.boolean(),
    seed: fc.nat(1_000),
    byEdge: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(paging, async ({ waiting, begun, first, starting, future, seed, byEdge }) => {
      const burki = burkiInMemory(5, createLots(seed));
      const ahead = { key: 50_000, time: newest + 7_200 };
      const before = [...unstarted(waiting), ...started(begun), ...(future ? [ahead] : [])];
      burki.rows = before;
      burki.now = newest * 1000;
      let pages = 0;
      const between = () => {
        pages += 1;
        const ids = new Set(starting[pages - 1]?.map(index => 100_000 + index));
        const time = (future ? ahead.time : newest) + pages;
        burki.rows = [
          { key: 200_000 + pages, time: pages % 2 === 0 ? time : null },
          ...burki.rows.map(row => (row.time === null && ids.has(row.key) ? { ...row, time } : row)),
        ];
      };
      const sids = await walkInMemory([burki], { first, byEdge, between });
      expect(new Set(sids).size).toBe(sids.length);
      const known = new Set(before.map(sidOf));
      expect(sids.filter(sid => known.has(sid)).toSorted()).toEqual([...known].toSorted());
    }),
    { numRuns: 150 },
  );
});

test('a call that started just before its first page, by a clock ahead, is not mistaken for one listed before', async () => {
  const burki = burkiInMemory();
  const ahead = { key: 100_005, time: Date.parse('2026-04-01T00:00:05Z') / 1000 };
  burki.rows = [...unstarted(5), ahead, { key: 100_010, time: null }, ...started(30)];
  const sids = await walkInMemory([burki], { first: 6 });
  expect(sids).toContain(sidOf(ahead));
  expect(sids).toHaveLength(37);
});

test('a call with a start implausibly far ahead is listed as started, and not mistaken for one listed before', async () => {
  const far = fc.integer({ min: 2 * 86_400, max: 80 * 365 * 86_400 });
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(1, 2, 3, 25), far, async (first, ahead) => {
      const burki = burkiInMemory();
      burki.now = newest * 1000;
      burki.rows = [
        ...[50, 10].map(key => ({ key, time: null })),
        { key: 41, time: newest + ahead },
        { key: 40, time: newest },
      ];
      expect((await walkInMemory([burki], { first })).toSorted()).toEqual(['CA10', 'CA40', 'CA41', 'CA50']);
    }),
    { numRuns: 30 },
  );
});

test('every one of many pages with unstarted calls is remembered', async () => {
  const burki = burkiInMemory();
  burki.rows = [...unstarted(200), ...started(30)];
  let pages = 0;
  const between = () => {
    pages += 1;
    const key = 100_200 - pages;
    burki.rows = burki.rows.map(row => (row.key === key ? { ...row, time: newest + pages } : row));
  };
  const sids = await walkInMemory([burki], { first: 1, between });
  expect(new Set(sids).size).toBe(sids.length);
  expect(sids).toHaveLength(230);
});
