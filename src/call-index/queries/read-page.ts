import type { IndexPlace } from '../../domain/call-index.ts';
import type { ColumnView } from './column-view.ts';
import type { ListQuery } from './list-query.ts';
import type { Ranking } from './ranking.ts';
import { selectPage } from './select-page.ts';

/** A page in the direction of reading, and its place in the list, all of one moment. */
export interface ReadPage {
  readonly rows: readonly number[];
  /** Whether matching calls precede the page, or untested ones may. */
  readonly hasEarlier: boolean;
  /** Whether matching calls follow the page, or untested ones may. */
  readonly hasLater: boolean;
  /** Number of matching calls by the code of their source; null if some calls are untested. */
  readonly sourceCounts: Float64Array | null;
  /** The place from which the list goes on, if the page is not full because it ends before an untested call. */
  readonly stoppedAt: IndexPlace | null;
}

export function readPage(view: ColumnView, { matching, untested }: ListQuery): ReadPage {
  const open = untested && selectPage(view, { ...untested, limit: 1 });
  const page = selectPage(view, matching);
  if (open === null || open.totalCount === 0) return { ...page, stoppedAt: null };
  const { ranking, limit } = matching;
  const [firstOpen] = open.rows;
  const hasEarlier = page.hasEarlier || open.hasEarlier;
  if (firstOpen === undefined) return { ...page, hasEarlier, sourceCounts: null, stoppedAt: null };
  const rows = page.rows.filter(row => ranking.compare(row, firstOpen) < 0);
  return {
    rows,
    hasEarlier,
    hasLater: true,
    sourceCounts: null,
    stoppedAt: rows.length < limit ? placeBefore(ranking, firstOpen) : null,
  };
}

/** The place right before a row in the direction of reading, because ties are whole numbers. */
function placeBefore(ranking: Ranking, row: number): IndexPlace {
  const place = ranking.placeOf(row);
  return { ...place, tie: place.tie - ranking.sign };
}
