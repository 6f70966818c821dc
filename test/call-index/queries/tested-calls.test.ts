import { expect, test } from 'vitest';
import { createCancellation } from '../../../src/async/cancellation.ts';
import { columnValuesOf } from '../../../src/call-index/columns/column-values.ts';
import type { Call } from '../../../src/domain/call.ts';
import { type CallFilter, everyCall } from '../../../src/domain/call-filter.ts';
import type { IndexListRequest } from '../../../src/domain/call-index.ts';
import { instantOf } from '../../../src/domain/instant.ts';
import { callOf } from '../../domain/call-of.ts';
import { firstPage } from '../first-page.ts';
import { withKey } from './arbitrary-request.ts';
import { createMemoryIndex, type MemoryIndex } from './memory-index.ts';

// Filters that the columns cannot decide on, so that calls have to be read and tested.

const requestOf = (filter: Partial<CallFilter>): IndexListRequest => ({
  ...firstPage,
  filter: { ...everyCall, ...filter },
});

/** Calls a second apart, the newest first, each with its number as metadata. */
const numberedCalls = (count: number, given: Partial<Call> = {}): Call[] =>
  Array.from({ length: count }, (_, number) =>
    withKey(
      callOf({
        startedAt: instantOf(1_790_000_000_000_000 - number * 1_000_000),
        metadata: { number },
        ...given,
      }),
      number,
    ),
  );

const filled = (index: MemoryIndex, calls: readonly Call[]): MemoryIndex => {
  for (const [row, call] of calls.entries()) index.put(row, call);
  return index;
};

const byNumber = (number: number): Partial<CallFilter> => ({
  metadata: [{ key: 'number', value: String(number) }],
});

/** An index that notes how many calls are read at once, each of which takes some time. */
function createSlowIndex(calls: readonly Call[], { millisecondsPerCall }: { millisecondsPerCall: number }) {
  const pieces: number[] = [];
  let time = 0;
  const count = (rows: readonly number[]): void => {
    pieces.push(rows.length);
    time += rows.length * millisecondsPerCall;
  };
  const index = createMemoryIndex({
    now: () => time,
    calls: {
      async callsAt(rows) {
        count(rows);
        return rows.map(index.stored);
      },
      async metadataAt(rows) {
        count(rows);
        return index.metadataOf(rows);
      },
    },
  });
  return { ...filled(index, calls), pieces };
}

test('a filter by metadata reads its candidates in pieces, and counts what it has tested', async () => {
  const { list, pieces } = createSlowIndex(numberedCalls(1_200), { millisecondsPerCall: 0.1 });
  const page = await list(requestOf(byNumber(700)));
  expect(page.rows.map(({ call }) => call.sid)).toEqual(['call_700']);
  expect(page).toMatchObject({ totalCount: 1, hasNext: false, hasPrevious: false, stoppedAt: null });
  expect(pieces).toEqual([500, 500, 200, 1]);
});

test('a filter by metadata reads no call that other criteria or a lack of metadata exclude', async () => {
  const calls = [
    ...numberedCalls(3),
    ...numberedCalls(3, { metadata: null }),
    ...numberedCalls(3, { status: 'BUSY' }),
  ];
  const { list, pieces } = createSlowIndex(calls.map(withKey), { millisecondsPerCall: 0 });
  const page = await list(requestOf({ ...byNumber(1), statuses: ['BUSY'] }));
  expect(page).toMatchObject({ totalCount: 1, rows: [{ call: { sid: 'call_7' } }] });
  expect(pieces).toEqual([3, 1]);
});

test('a filter by metadata stops after a second, and goes on from the place where it stopped', async () => {
  const calls = numberedCalls(25_000);
  const { list, pieces } = createSlowIndex(calls, { millisecondsPerCall: 0.2 });
  const request = requestOf(byNumber(24_000));
  let page = await list(request);
  expect(page).toMatchObject({ rows: [], totalCount: null, hasNext: true, hasPrevious: false });
  expect(page.totals).toEqual([null, null]);
  expect(pieces.reduce((sum, piece) => sum + piece, 0)).toBe(5_000);
  for (let pages = 1; page.stoppedAt !== null; pages += 1) {
    expect(pages).toBeLessThan(6);
    page = await list({ ...request, from: page.stoppedAt });
  }
  expect(page.rows.map(({ call }) => call.sid)).toEqual(['call_24000']);
  expect(page.hasNext).toBe(false);
});

test('a backward page stops after a second likewise', async () => {
  const { list } = createSlowIndex(numberedCalls(25_000), { millisecondsPerCall: 0.2 });
  const request = { ...requestOf(byNumber(19_000)), isBackward: true };
  const page = await list(request);
  expect(page).toMatchObject({ rows: [], hasPrevious: true, hasNext: false });
  const next = await list({ ...request, from: page.stoppedAt });
  expect(next.rows.map(({ call }) => call.sid)).toEqual(['call_19000']);
});

test('a page that is full does not test thousands of calls behind it for their count', async () => {
  const { list, pieces } = createSlowIndex(numberedCalls(25_000), { millisecondsPerCall: 0.01 });
  const page = await list(requestOf({ metadata: [{ key: 'number', value: null }] }));
  expect(page).toMatchObject({ totalCount: null, hasNext: true, hasPrevious: false, stoppedAt: null });
  expect(page.rows).toHaveLength(10);
  expect(pieces).toEqual([500, 10]);
});

test('a bound within a microsecond reads the calls of that microsecond alone', async () => {
  const { list, pieces } = createSlowIndex(
    [1, 2, 3]
      .map(digit => withKey(callOf({ startedAt: `2026-03-09T10:00:00.12345600${digit}Z` }), digit))
      .concat(numberedCalls(2_000)),
    { millisecondsPerCall: 0 },
  );
  const from = '2026-03-09T10:00:00.123456002Z';
  const page = await list(requestOf({ started: { from, before: null } }));
  expect(page.totalCount).toBe(2_002);
  expect(pieces).toEqual([3, 10]);
});

test('digits beyond those that columns hold are tested by the call', async () => {
  const numbers = ['+4412345678901234567', '+4912345678901234567', '345678901234567'];
  const { list, pieces } = createSlowIndex(
    numbers.map((customerNumber, number) => withKey(callOf({ customerNumber }), number)),
    { millisecondsPerCall: 0 },
  );
  const page = await list(requestOf({ customerDigits: '4912345678901234567' }));
  expect(page).toMatchObject({ totalCount: 1, rows: [{ call: { sid: 'call_1' } }] });
  expect(pieces).toEqual([3, 1]);
  expect(await list(requestOf({ customerDigits: '345678901234567' }))).toMatchObject({ totalCount: 3 });
  expect(await list(requestOf({ customerDigits: '12345678901234567' }))).toMatchObject({ totalCount: 2 });
});

test('other requests have their turn between the pieces of a long one', async () => {
  const { list } = filled(createMemoryIndex(), numberedCalls(5_000));
  const ended: string[] = [];
  const long = list(requestOf(byNumber(4_999))).then(() => ended.push('long'));
  const short = list(requestOf({})).then(() => ended.push('short'));
  await Promise.all([long, short]);
  expect(ended).toEqual(['short', 'long']);
});

test('a request whose client has gone ends after a piece', async () => {
  const cancellation = createCancellation();
  const { list, pieces } = createSlowIndex(numberedCalls(5_000), { millisecondsPerCall: 0 });
  const page = list(requestOf(byNumber(4_999)), cancellation);
  cancellation.cancel(new Error('gone'));
  await expect(page).rejects.toThrow('gone');
  expect(pieces).toEqual([500]);
});

test('a verdict on a call lapses when its row changes', async () => {
  const calls = numberedCalls(1_000);
  let reads = 0;
  const index = filled(
    createMemoryIndex({
      calls: {
        callsAt: async rows => rows.map(index.stored),
        async metadataAt(rows) {
          const read = index.metadataOf(rows);
          reads += 1;
          // The first piece has been read when the matching call moves to another row of it.
          if (reads === 2) {
            index.remove(3);
            index.put(4, withKey({ ...calls[4], metadata: { number: 3 } } as Call, 4));
          }
          return read;
        },
      },
    }),
    calls,
  );
  const page = await index.list(requestOf(byNumber(3)));
  expect(page).toMatchObject({ totalCount: 1, rows: [{ call: { sid: 'call_4' } }] });
});

const busy = callOf({ status: 'BUSY', startedAt: '2026-03-09T10:00:00Z' });

test('a page is planned anew if a call has changed in the database, and columns have caught up', async () => {
  const [first, second] = [withKey(busy, 1), withKey(busy, 2)];
  const index = filled(
    createMemoryIndex({
      async catchUp() {
        index.table.put(0, columnValuesOf({ ...first, status: 'COMPLETED' }));
      },
    }),
    [first, second],
  );
  index.calls.set(0, { ...first, status: 'COMPLETED' });
  const page = await index.list(requestOf({ statuses: ['BUSY'] }));
  expect(page).toMatchObject({ totalCount: 1, rows: [{ call: { sid: 'call_2' } }] });
});

test.each<[string, Call | null]>([
  ['has gone', null],
  ['no longer matches', withKey({ ...busy, status: 'COMPLETED' }, 1)],
  ['has moved in the order', withKey({ ...busy, startedAt: '2026-03-09T11:00:00Z' }, 1)],
])('a call that %s is left out where columns do not catch up', async (_, changed) => {
  let plans = 0;
  const index = filled(
    createMemoryIndex({
      async catchUp() {
        plans += 1;
      },
      calls: {
        callsAt: async rows =>
          rows.map(row => (row === 0 ? changed && { call: changed, readAt: 0 } : index.stored(row))),
        metadataAt: async () => new Map(),
      },
    }),
    [withKey(busy, 1), withKey(busy, 2)],
  );
  const page = await index.list(requestOf({ statuses: ['BUSY'] }));
  expect(page.rows.map(({ call }) => call.sid)).toEqual(['call_2']);
  expect(plans).toBe(2);
});

test('an empty index, and a filter that nothing can match, give an empty page', async () => {
  const empty = { rows: [], totalCount: 0, hasNext: false, hasPrevious: false, stoppedAt: null };
  const index = createMemoryIndex();
  expect(await index.list(requestOf({}))).toMatchObject(empty);
  filled(index, numberedCalls(3));
  for (const filter of [{ statuses: [] }, { agentNames: ['no one'] }, { sources: ['BUTTER' as const] }])
    expect(await index.list(requestOf(filter))).toMatchObject(empty);
  expect(await index.list(requestOf({ customerDigits: 'x' }))).toMatchObject(empty);
});
