import type { Cancellation } from '../../async/cancellation.ts';
import type { NextTurn } from '../../async/turn-queue.ts';
import type { IndexListRequest } from '../../domain/call-index.ts';
import type { StoredCalls } from '../store/stored-calls.ts';
import type { ColumnView } from './column-view.ts';
import { compileListQuery, type ListQuery } from './list-query.ts';
import type { RowVerdicts } from './row-verdicts.ts';
import { type PageQuery, selectPage } from './select-page.ts';
import { pieceSize, testRows } from './test-rows.ts';

export interface CandidateTesting {
  readonly view: ColumnView;
  readonly verdicts: RowVerdicts;
  readonly calls: StoredCalls;
  readonly cancellation: Cancellation;
  readonly nextTurn: NextTurn;
  /** Monotonic milliseconds. */
  readonly now: () => number;
  /** Time at which testing ends, after one piece at least. */
  readonly endsAt: number;
}

/** Number of calls up to which those beyond the page are tested too, so that the list can be counted. */
const maxCountedCalls = 20_000;

/** Tests calls that the columns leave undecided: those of the page in their order, and if they are few, all others too. */
export async function testCandidates(request: IndexListRequest, testing: CandidateTesting): Promise<void> {
  const { view, verdicts, calls, cancellation, nextTurn, now, endsAt } = testing;
  do {
    const query = compileListQuery(view, request, verdicts);
    const rows = query ? rowsToTest(view, query) : [];
    if (query === null || rows.length === 0) return;
    const { isDecidedByMetadata } = query.matching.filter;
    await testRows(rows, { filter: request.filter, isDecidedByMetadata, calls, verdicts });
    await nextTurn();
    if (cancellation.reason) throw cancellation.reason;
  } while (now() < endsAt);
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
