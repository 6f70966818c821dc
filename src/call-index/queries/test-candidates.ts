import { setImmediate } from 'node:timers/promises';
import type { Cancellation } from '../../async/cancellation.ts';
import type { Call } from '../../domain/call.ts';
import type { IndexListRequest } from '../../domain/call-index.ts';
import { createMatcher } from '../../domain/call-matcher.ts';
import type { StoredCall } from '../store/stored-calls.ts';
import type { ColumnView } from './column-view.ts';
import { compileListQuery, type ListQuery } from './list-query.ts';
import type { RowVerdicts } from './row-verdicts.ts';
import { type PageQuery, selectPage } from './select-page.ts';

/** Reads the calls of rows, in the order of the rows; null for a row that holds no call any more. */
export type ReadCalls = (rows: readonly number[]) => Promise<readonly (StoredCall | null)[]>;

export interface CandidateTesting {
  readonly view: ColumnView;
  readonly verdicts: RowVerdicts;
  readonly readCalls: ReadCalls;
  readonly cancellation: Cancellation;
  /** Monotonic milliseconds. */
  readonly now: () => number;
  /** Time at which testing ends, after one piece at least. */
  readonly endsAt: number;
}

/** Number of calls that are tested before other requests have their turn. */
const pieceSize = 500;

/** Number of calls up to which those beyond the page are tested too, so that the list can be counted. */
const maxCountedCalls = 20_000;

/** Tests calls that the columns leave undecided: those of the page in their order, and if they are few, all others too. */
export async function testCandidates(request: IndexListRequest, testing: CandidateTesting): Promise<void> {
  const { view, verdicts, cancellation, now, endsAt } = testing;
  const matches = createMatcher(request.filter);
  do {
    const query = compileListQuery(view, request, verdicts);
    const rows = query ? rowsToTest(view, query) : [];
    if (rows.length === 0) return;
    await testRows(rows, matches, testing);
    await setImmediate();
    if (cancellation.reason) throw cancellation.reason;
  } while (now() < endsAt);
}

/** Reads the calls of rows, and notes whether they match. */
export async function testRows(
  rows: readonly number[],
  matches: (call: Call) => boolean,
  { verdicts, readCalls }: Pick<CandidateTesting, 'verdicts' | 'readCalls'>,
): Promise<void> {
  const changeCounts = rows.map(verdicts.changeCountOf);
  const calls = await readCalls(rows);
  for (const [at, row] of rows.entries()) {
    const read = calls[at] ?? null;
    verdicts.set(row, read !== null && matches(read.call), changeCounts[at] ?? 0);
  }
}

/** The rows to test next; none if the page is full and the others are too many to count. */
function rowsToTest(view: ColumnView, { matching, untested }: ListQuery): readonly number[] {
  if (untested === null) return [];
  const { rows, totalCount } = selectPage(view, { ...untested, limit: pieceSize });
  const [first] = rows;
  if (first !== undefined && !isFullBefore(first, view, matching)) return rows;
  if (totalCount > maxCountedCalls) return [];
  return selectPage(view, { ...untested, from: null, limit: pieceSize }).rows;
}

/** Whether a page, and a call that follows it, precede a row. */
function isFullBefore(row: number, view: ColumnView, matching: PageQuery): boolean {
  const limit = matching.limit + 1;
  const last = selectPage(view, { ...matching, limit }).rows[limit - 1];
  return last !== undefined && matching.ranking.compare(last, row) < 0;
}
