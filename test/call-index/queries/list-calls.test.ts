import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ListedPage } from '../../../src/call-index/queries/list-calls.ts';
import { placesOfCalls } from '../../../src/call-index/queries/places-of-calls.ts';
import type { Call } from '../../../src/domain/call.ts';
import { everyCall } from '../../../src/domain/call-filter.ts';
import type { IndexedRow } from '../../../src/domain/call-index.ts';
import type { CallOrder } from '../../../src/domain/call-order.ts';
import { sourceNames } from '../../../src/domain/source-name.ts';
import { callOf } from '../../domain/call-of.ts';
import { createDice, sampleCall } from '../sample-columns.ts';
import { arbitraryCalls, arbitraryRequest, withKey } from './arbitrary-request.ts';
import { compareCalls, listByOracle, type OrderedFilter } from './list-oracle.ts';
import { createMemoryIndex, type MemoryIndex, walk } from './memory-index.ts';

const sidsOf = (calls: readonly Call[]): string[] => calls.map(({ sid }) => sid);

const callsOf = (pages: readonly ListedPage[]): Call[] =>
  pages.flatMap(({ rows }) => rows.map(({ call }) => call));

/** Rows far from each other, so that few calls fill several blocks. */
const scattered = (number: number): number => ((number * 37) % 40) * 211;

interface Reading {
  readonly limit: number;
  readonly isBackward: boolean;
}

const arbitraryReading = fc.record<Reading>({
  limit: fc.integer({ min: 1, max: 7 }),
  isBackward: fc.boolean(),
});

test('pages of any filter and order, read forward or backward, are the whole list', async () => {
  await fc.assert(
    fc.asyncProperty(
      arbitraryCalls(40),
      arbitraryRequest,
      arbitraryReading,
      async (calls, request, reading) => {
        const index = createMemoryIndex();
        for (const [number, call] of calls.entries()) index.put(scattered(number), call);
        const expected = listByOracle(calls, request);
        const pages = await walk(index, request, reading);
        const inOrder = reading.isBackward ? pages.toReversed() : pages;
        expect(sidsOf(callsOf(inOrder))).toEqual(sidsOf(expected));
        for (const [at, page] of inOrder.entries()) {
          expect(page.totalCount).toBe(expected.length);
          expect(page.totals).toEqual(
            request.sources.map(source => expected.filter(call => call.source === source).length),
          );
          expect([page.hasPrevious, page.hasNext]).toEqual([at > 0, at < inOrder.length - 1]);
          expect(page.stoppedAt).toBeNull();
        }
      },
    ),
    { numRuns: 500 },
  );
});

/** A change of the index between two pages; null removes the call. */
const arbitraryChange = fc.record({
  number: fc.nat({ max: 59 }),
  call: fc.option(
    arbitraryCalls(1).map(([call]) => call ?? callOf()),
    { nil: null },
  ),
});

/** The page that follows a call in the direction of reading. */
function pageByOracle(
  calls: Iterable<Call>,
  request: OrderedFilter,
  { limit, isBackward }: Reading,
  from: Call | null,
): Call[] {
  const sign = isBackward ? -1 : 1;
  const ahead = listByOracle([...calls], request).filter(
    call => from === null || compareCalls(call, from, request) * sign > 0,
  );
  return isBackward ? ahead.slice(-limit) : ahead.slice(0, limit);
}

type Change = { readonly number: number; readonly call: Call | null };

/** Applies some changes, and returns the sids of their calls. */
function apply(changes: readonly Change[], index: MemoryIndex): string[] {
  for (const { number, call } of changes)
    if (call) index.put(number * 113, withKey(call, number));
    else index.remove(number * 113);
  return changes.map(({ number }) => `call_${number}`);
}

/** Sids of a page in the direction of reading. */
const readSids = (page: ListedPage, { isBackward }: Reading): string[] =>
  sidsOf(callsOf([isBackward ? { ...page, rows: page.rows.toReversed() } : page]));

/** Reads a list that changes between its pages, each of which it compares with the oracle. Returns the sids in order. */
async function walkChanging(
  index: MemoryIndex,
  request: OrderedFilter,
  reading: Reading,
  change: () => void,
): Promise<string[]> {
  const given: string[] = [];
  let from: IndexedRow | null = null;
  for (;;) {
    const page: ListedPage = await index.list({ ...request, ...reading, from: from?.place ?? null });
    const expected = pageByOracle(index.calls.values(), request, reading, from?.call ?? null);
    expect(sidsOf(callsOf([page]))).toEqual(sidsOf(expected));
    expect(page.totalCount).toBe(listByOracle([...index.calls.values()], request).length);
    given.push(...readSids(page, reading));
    if (!(reading.isBackward ? page.hasPrevious : page.hasNext)) return given;
    from = page.rows.at(reading.isBackward ? 0 : -1) ?? null;
    change();
  }
}

test('each page of a list that changes meanwhile is right at its moment, so that calls neither repeat nor get lost', async () => {
  await fc.assert(
    fc.asyncProperty(
      arbitraryCalls(40),
      arbitraryRequest,
      arbitraryReading,
      fc.array(arbitraryChange, { maxLength: 60 }),
      async (calls, request, reading, changes) => {
        const index = createMemoryIndex();
        for (const [number, call] of calls.entries()) index.put(number * 113, call);
        const touched = new Set<string>();
        const given = await walkChanging(index, request, reading, () => {
          for (const sid of apply(changes.splice(0, 3), index)) touched.add(sid);
        });
        const untouched = given.filter(sid => !touched.has(sid));
        const expected = sidsOf(listByOracle(calls, request)).filter(sid => !touched.has(sid));
        expect(reading.isBackward ? untouched.toReversed() : untouched).toEqual(expected);
      },
    ),
    { numRuns: 300 },
  );
});

const conversion = { currency: 'USD', rates: { CREDITS: '0.5' } };

const orders: readonly CallOrder[] = (
  ['TIME', 'ENDED_AT', 'DURATION', 'COST', 'TURN_COUNT'] as const
).flatMap(field =>
  (['ASC', 'DESC'] as const).flatMap(direction =>
    (['FIRST', 'LAST'] as const).map(unknown => ({ field, direction, unknown })),
  ),
);

/** Figures that most calls share, so that the time decides, and calls whose time is unknown. */
const withTies = (call: Call, dice: (sides: number) => number): Call => ({
  ...call,
  startedAt: dice(20) === 0 ? null : call.startedAt,
  createdAt: null,
  endedAt: dice(3) === 0 ? null : '2026-03-09T10:00:00Z',
  duration: dice(3) === 0 ? null : dice(3),
  turnCount: dice(2) === 0 ? null : dice(2),
  cost: dice(3) === 0 ? { ...call.cost, total: null } : { ...call.cost, total: dice(3) },
});

test.each(orders)(
  'blocks of rows with the same figures are in the order $field $direction, unknown $unknown',
  async order => {
    const dice = createDice(order.field.length);
    const calls = Array.from({ length: 9_000 }, (_, number) =>
      withTies(withKey(sampleCall(number, dice), number), dice),
    );
    // Rows as a sync stores them: those of the walk begin with the newest call, and newer ones are added at the end.
    const stored = [...calls.slice(3_000), ...calls.slice(0, 3_000).toReversed()];
    const index = createMemoryIndex();
    for (const [row, call] of stored.entries()) index.put(row, call);
    const request = { filter: everyCall, sources: sourceNames, order, conversion };
    const expected = listByOracle(calls, request);
    for (const at of [0, 10, 1_000, 4_500, 8_000, 8_990]) {
      const [from = null] = placesOfCalls(expected.slice(at, at + 1), { ...request, isBackward: false });
      const next = await index.list({ ...request, from, limit: 100, isBackward: false });
      expect(sidsOf(callsOf([next]))).toEqual(sidsOf(expected.slice(at + 1, at + 101)));
      const previous = await index.list({ ...request, from, limit: 100, isBackward: true });
      expect(sidsOf(callsOf([previous]))).toEqual(sidsOf(expected.slice(Math.max(0, at - 100), at)));
      expect([next.totalCount, previous.totalCount]).toEqual([9_000, 9_000]);
    }
    const first = await index.list({ ...request, from: null, limit: 100, isBackward: false });
    const last = await index.list({ ...request, from: null, limit: 100, isBackward: true });
    expect(sidsOf(callsOf([first, last]))).toEqual(
      sidsOf([...expected.slice(0, 100), ...expected.slice(-100)]),
    );
  },
);
