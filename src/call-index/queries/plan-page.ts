import type { IndexListRequest, IndexPage, IndexPlace } from '../../domain/call-index.ts';
import type { ColumnView } from './column-view.ts';
import { compileListQuery } from './list-query.ts';
import { type ReadPage, readPage } from './read-page.ts';
import type { RowVerdicts } from './row-verdicts.ts';

/** A page without its calls, of one moment. */
export interface PlannedPage extends Omit<IndexPage, 'rows' | 'sources'> {
  /** In the order of the list. */
  readonly rows: readonly PlannedRow[];
  /** Number of matching calls of each requested source; null if calls remain untested. */
  readonly totals: readonly (number | null)[];
}

export interface PlannedRow {
  readonly row: number;
  readonly place: IndexPlace;
}

const nothing: ReadPage = {
  rows: [],
  hasEarlier: false,
  hasLater: false,
  sourceCounts: new Float64Array(0),
  stoppedAt: null,
};

export function planPage(view: ColumnView, request: IndexListRequest, verdicts: RowVerdicts): PlannedPage {
  const query = compileListQuery(view, request, verdicts);
  const page = query ? readPage(view, query) : nothing;
  const rows = query ? page.rows.map(row => ({ row, place: query.matching.ranking.placeOf(row) })) : [];
  const { isBackward } = request;
  return {
    rows: isBackward ? rows.reverse() : rows,
    hasPrevious: isBackward ? page.hasLater : page.hasEarlier,
    hasNext: isBackward ? page.hasEarlier : page.hasLater,
    totalCount: page.sourceCounts ? page.sourceCounts.reduce((sum, count) => sum + count, 0) : null,
    stoppedAt: page.stoppedAt,
    totals: request.sources.map(source => {
      const code = view.columns.dictionaries.source.codeOf(source) ?? 0;
      return page.sourceCounts && (page.sourceCounts[code] ?? 0);
    }),
  };
}
