import type { Cancellation } from '../../async/cancellation.ts';
import type { NextTurn } from '../../async/turn-queue.ts';
import type { IndexedRow, IndexListRequest, IndexPlace } from '../../domain/call-index.ts';
import { createMatcher } from '../../domain/call-matcher.ts';
import type { SourceName } from '../../domain/source-name.ts';
import type { StoredCall, StoredCalls } from '../store/stored-calls.ts';
import type { ColumnView } from './column-view.ts';
import { placesOfCalls } from './places-of-calls.ts';
import { type PlannedPage, type PlannedRow, planPage } from './plan-page.ts';
import { createRowVerdicts } from './row-verdicts.ts';
import { testCandidates } from './test-candidates.ts';

export interface CallListOptions {
  readonly view: ColumnView;
  readonly calls: StoredCalls;
  /** Reads what other processes have changed in the database since. */
  readonly catchUp: (sources: readonly SourceName[]) => Promise<void>;
  readonly nextTurn: NextTurn;
  /** Monotonic milliseconds. */
  readonly now: () => number;
}

/** A page with its calls. */
export interface ListedPage extends Omit<PlannedPage, 'rows'> {
  readonly rows: readonly IndexedRow[];
}

/** Lists a page of the index. */
export type ListCalls = (request: IndexListRequest, cancellation: Cancellation) => Promise<ListedPage>;

/** Milliseconds for testing calls of one request, so that its page comes within a second. */
const maxTestingTime = 950;

/** Number of times that a page is planned, because its calls may change before they are read. */
const maxPlans = 3;

/**
 * Creates the list of the index. The columns of one moment decide on the calls of a page, their order and all counts. A call
 * that has changed before it is read, so that it no longer belongs where the columns have it, makes the page be planned
 * anew; in the end it is left out, because a later page has it at its new place.
 */
export function createCallList(options: CallListOptions): ListCalls {
  const { view, calls, catchUp, nextTurn, now } = options;
  return async (request, cancellation) => {
    const verdicts = createRowVerdicts(view.columns);
    const endsAt = now() + maxTestingTime;
    for (let plans = 1; ; plans += 1) {
      await testCandidates(request, { view, verdicts, calls, cancellation, nextTurn, now, endsAt });
      const page = planPage(view, request, verdicts);
      const stored = await calls.callsAt(page.rows.map(({ row }) => row));
      const rows = agreeingRows(page.rows, stored, request);
      if (rows.length === page.rows.length || plans === maxPlans) return { ...page, rows };
      await catchUp(request.sources);
    }
  };
}

/** The rows whose calls match, and have the place that the columns gave them. */
function agreeingRows(
  planned: readonly PlannedRow[],
  calls: readonly (StoredCall | null)[],
  request: IndexListRequest,
): readonly IndexedRow[] {
  const matches = createMatcher(request.filter);
  const rows = planned.flatMap(({ place }, at) => {
    const read = calls[at] ?? null;
    return read !== null && matches(read.call) ? { ...read, place } : [];
  });
  const places = placesOfCalls(
    rows.map(({ call }) => call),
    request,
  );
  return rows.filter(({ place }, at) => isSamePlace(place, places[at]));
}

const isSamePlace = (a: IndexPlace, b: IndexPlace | undefined): boolean =>
  a.value === b?.value && a.time === b.time && a.tie === b.tie;
