import type { IndexListRequest } from '../../domain/call-index.ts';
import { codeIsOneOf } from './column-tests.ts';
import type { ColumnView } from './column-view.ts';
import { createRanking } from './ranking.ts';
import { compileRowFilter } from './row-filter.ts';
import { greatestVerdict, type RowVerdicts, verdictCodes } from './row-verdicts.ts';
import type { PageQuery } from './select-page.ts';

/** A request compiled for the columns of one moment. */
export interface ListQuery {
  /** Calls that match, as far as they have been tested. */
  readonly matching: PageQuery;
  /** Calls that have to be tested before it is known whether they match; null if the columns decide on all. */
  readonly untested: PageQuery | null;
}

/** Compiles a request; null if no call can match. */
export function compileListQuery(
  view: ColumnView,
  request: IndexListRequest,
  verdicts: RowVerdicts,
): ListQuery | null {
  const filter = compileRowFilter(view, request.filter, request.sources);
  if (filter === null) return null;
  const { from, limit } = request;
  const query = { filter, ranking: createRanking(view, request), from, limit };
  if (filter.isUndecided === null) return { matching: query, untested: null };
  const column = verdicts.column(filter.isUndecided);
  const withVerdict = (code: number): PageQuery => ({
    ...query,
    filter: { ...filter, tests: [...filter.tests, codeIsOneOf(column, [code], greatestVerdict)] },
  });
  return { matching: withVerdict(verdictCodes.matches), untested: withVerdict(verdictCodes.untested) };
}
