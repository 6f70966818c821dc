import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { backgroundScope } from '../../request-scope.ts';
import { type ListedRow, openRows } from './listed-rows.ts';

const day = Date.parse('2026-03-09T00:00:00Z') / 1000;

/** Rows of which each started a second before the last; `waiting` of them have not started. */
const rowsOf = (count: number, waiting = 0): ListedRow[] =>
  Array.from({ length: count }, (_, index) => ({
    id: count - index,
    start: index < waiting ? null : day - index,
  }));

const sorted = (ids: readonly number[]): number[] => [...new Set(ids)].sort((a, b) => a - b);
const idsOf = (rows: readonly ListedRow[]): number[] => sorted(rows.map(({ id }) => id));

describe('a walk over a list that does not change', () => {
  test.each([
    [100_000, 20, 1_000, 100],
    [2_345, 5, 1_000, 3],
    [3, 3, 1_000, 1],
    [25, 12, 5, 5],
    [0, 0, 5, 1],
  ])(
    'of %d rows, %d not started, in pages of %d takes %d requests',
    async (count, waiting, pageSize, expected) => {
      const rows = rowsOf(count, waiting);
      const { ids, requests } = await openRows(rows, { pageSize }).walk();
      expect(requests).toBe(expected);
      expect(ids).toHaveLength(count);
      expect(sorted(ids)).toEqual(idsOf(rows));
    },
  );

  test('of an older deployment, which gives no total, reads the last row of each page again', async () => {
    const rows = rowsOf(3_000);
    const { ids, requests } = await openRows(rows, { pageSize: 1_000, isBare: true }).walk();
    expect(requests).toBe(4);
    expect(sorted(ids)).toEqual(idsOf(rows));
  });

  test('with more rows of one start than a page has goes on', async () => {
    const rows = rowsOf(3_000).map(row => ({ ...row, start: row.id > 200 ? day : row.start }));
    for (const isBare of [false, true]) {
      const { ids } = await openRows(rows, { pageSize: 1_000, isBare }).walk();
      expect(sorted(ids)).toEqual(idsOf(rows));
    }
  });
});

const change = fc.oneof(
  fc.record({ kind: fc.constant('arrive' as const), isWaiting: fc.boolean() }),
  fc.record({
    kind: fc.constant('remove' as const),
    at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  }),
  fc.record({ kind: fc.constant('start' as const) }),
  fc.record({ kind: fc.constant('nothing' as const) }),
);

const world = fc.record({
  /** Starts of the rows in seconds before a time; many are equal. */
  starts: fc.array(fc.option(fc.integer({ min: 0, max: 40 }), { freq: 12 }), { maxLength: 60 }),
  pageSize: fc.integer({ min: 2, max: 9 }),
  isUnstable: fc.boolean(),
  isBare: fc.boolean(),
  changes: fc.array(change, { maxLength: 12 }),
});

test('a walk reads every row that had started before it and outlives it, whatever arrives, starts and goes', async () => {
  await fc.assert(
    fc.asyncProperty(world, async ({ starts, changes, ...options }) => {
      const initial = starts.map((start, index) => ({
        id: index + 1,
        start: start === null ? null : day - start,
      }));
      // Rows of one start that fill a page are read by their offset, which an unstable order and deletions shift.
      const tiesOf = (start: number | null) => initial.filter(row => row.start === start).length;
      fc.pre(initial.every(({ start }) => tiesOf(start) < options.pageSize));
      const { list, walk } = openRows(initial, options);
      let id = 1_000;
      const left = [...changes];
      const { ids } = await walk(() => {
        const next = left.shift();
        if (next?.kind === 'arrive')
          list.rows = [...list.rows, { id: ++id, start: next.isWaiting ? null : day + id }];
        if (next?.kind === 'remove')
          list.rows = list.rows.filter((_, index) => index !== Math.floor(next.at * list.rows.length));
        if (next?.kind === 'start')
          list.rows = list.rows.map(row => (row.start === null ? { ...row, start: day + ++id } : row));
      });
      const lasting = initial.filter(
        row => row.start !== null && list.rows.some(other => other.id === row.id),
      );
      expect(idsOf(lasting).filter(each => !ids.includes(each))).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

test('a list without changes is read in as few requests as it has pages, however many rows start at once', async () => {
  await fc.assert(
    fc.asyncProperty(world, async ({ starts, pageSize }) => {
      const rows = starts.map((start, index) => ({
        id: index + 1,
        start: start === null ? null : day - start,
      }));
      const { ids, requests } = await openRows(rows, { pageSize }).walk();
      expect(ids).toHaveLength(rows.length);
      expect(sorted(ids)).toEqual(idsOf(rows));
      expect(requests).toBe(Math.max(1, Math.ceil(rows.length / pageSize)));
    }),
    { numRuns: 300 },
  );
});

describe('malformed rows', () => {
  test('are counted and skipped, and all others are read', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 80 }),
        fc.array(fc.integer({ min: 1, max: 80 }), { maxLength: 5 }),
        fc.integer({ min: 1, max: 16 }),
        fc.boolean(),
        async (count, malformed, pageSize, isBare) => {
          const rows = rowsOf(count).map(row => ({ ...row, isMalformed: malformed.includes(row.id) }));
          const { ids, damaged } = await openRows(rows, { pageSize, isBare }).walk();
          const readable = rows.filter(row => !row.isMalformed);
          expect(sorted(ids)).toEqual(idsOf(readable));
          expect(damaged).toBeGreaterThanOrEqual(rows.length - readable.length);
          if (!isBare) expect(damaged).toBe(rows.length - readable.length);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('cost twenty-two requests each at most', async () => {
    for (const id of [1, 2, 400, 777, 2_500, 3_000]) {
      const rows = rowsOf(3_000).map(row => ({ ...row, isMalformed: row.id === id }));
      const { ids, damaged, requests } = await openRows(rows, { pageSize: 1_000 }).walk();
      expect({ read: ids.length, damaged }).toEqual({ read: 2_999, damaged: 1 });
      expect(requests).toBeLessThanOrEqual(3 + 22);
    }
  });

  test('are not the reason where the list as a whole fails', async () => {
    const { list, reader } = openRows(rowsOf(100), { pageSize: 100 });
    list.isDown = true;
    await expect(reader.readPage(null, backgroundScope())).rejects.toMatchObject({
      details: { status: 500 },
    });
    expect(list.requests).toBeLessThanOrEqual(11);
  });
});

test('pages that are too large become smaller, and stay so', async () => {
  const rows = rowsOf(1_000);
  const { ids, requests } = await openRows(rows, { pageSize: 100, maxRows: 30 }).walk();
  expect(sorted(ids)).toEqual(idsOf(rows));
  expect(requests).toBe(2 + 1_000 / 25);
});

test('a reading whose first page is small goes on by small pages', async () => {
  const { reader } = openRows(rowsOf(2_000), { pageSize: 1_000 });
  const first = await reader.readPage(null, backgroundScope(), 100);
  expect(first?.calls).toHaveLength(100);
  const second = await reader.readPage(first?.next ?? '', backgroundScope());
  expect(second?.calls.map(({ databaseId }) => databaseId)).toHaveLength(100);
});

test('a list that gives fewer rows than it is asked for is read to its end', async () => {
  await fc.assert(
    fc.asyncProperty(world, fc.integer({ min: 1, max: 4 }), async ({ starts, pageSize }, maxGiven) => {
      const rows = starts.map((start, index) => ({
        id: index + 1,
        start: start === null ? null : day - start,
      }));
      const { ids } = await openRows(rows, { pageSize, maxGiven }).walk();
      expect(sorted(ids)).toEqual(idsOf(rows));
    }),
    { numRuns: 300 },
  );
});

test.each([0, 7, 1_000])('a list is read to its end also where its total is always %d', async total => {
  const rows = rowsOf(25, 3);
  const { ids } = await openRows(rows, { pageSize: 5, total }).walk();
  expect(sorted(ids)).toEqual(idsOf(rows));
});

test('a list that gives no row, but counts some, is no empty list', async () => {
  const { reader } = openRows(rowsOf(3), { pageSize: 10, maxGiven: 0 });
  await expect(reader.readPage(null, backgroundScope())).rejects.toMatchObject({
    code: 'UPSTREAM_INVALID_RESPONSE',
  });
});

test('a page tells whether the newest calls come only behind it, because none of its own has started', async () => {
  const { walk } = openRows(rowsOf(12, 5), { pageSize: 2 });
  const { pages } = await walk();
  expect(pages.map(({ precedesNewest }) => precedesNewest)).toEqual([true, true, false, false, false, false]);
});

test.each([
  '',
  '{',
  'null',
  '{"at":null}',
  '{"at":"soon","skip":0,"limit":1,"cap":1,"total":null,"ties":[],"isTrusted":false}',
])('the place %s is refused, so that reading starts over', async place => {
  const { list, reader } = openRows(rowsOf(3), { pageSize: 10 });
  expect(await reader.readPage(place, backgroundScope())).toBeNull();
  expect(list.requests).toBe(0);
});
