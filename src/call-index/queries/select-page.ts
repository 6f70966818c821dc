import type { IndexPlace } from '../../domain/call-index.ts';
import type { ColumnView } from './column-view.ts';
import { createPageCollector, type PageCollector, type RankedZone } from './page-collector.ts';
import type { RankedValues } from './ranked-values.ts';
import type { Ranking } from './ranking.ts';
import { blockCountOf, judgeBlock, selectInBlock } from './row-blocks.ts';
import type { RowFilter } from './row-filter.ts';
import { createSourceCounter, type SourceCounter } from './source-counter.ts';

/** Rows of a page in the direction of reading, and what is known of the whole list. */
export interface SelectedPage {
  readonly rows: readonly number[];
  /** Whether rows precede the page. */
  readonly hasEarlier: boolean;
  /** Whether rows follow the page. */
  readonly hasLater: boolean;
  readonly totalCount: number;
  /** Number of all rows by the code of their source. */
  readonly sourceCounts: Float64Array;
}

export interface PageQuery {
  readonly filter: RowFilter;
  readonly ranking: Ranking;
  /** The page begins after this place; null for the start of the list. */
  readonly from: IndexPlace | null;
  readonly limit: number;
}

/**
 * Selects a page in one pass over the blocks. Those whose keys come first go first, so that most others are only counted
 * because their keys cannot precede the last row of the page.
 */
export function selectPage(view: ColumnView, query: PageQuery): SelectedPage {
  const { filter, ranking, from, limit } = query;
  // An additional row, beyond those of the page, tells whether others follow.
  const bounds = { from: from && ranking.locate(from), limit: limit + 1 };
  const page = createPageCollector(view.columns, ranking, bounds);
  const sources = createSourceCounter(view, filter.sourceCodes);
  const take = createZoneTaker(view, filter, page, sources);
  for (const zone of zonesInOrder(view, ranking)) take(zone);
  const rows = page.rows();
  return {
    rows: rows.slice(0, limit),
    hasEarlier: page.hasEarlier(),
    hasLater: rows.length > limit,
    totalCount: sources.total(),
    sourceCounts: sources.counts,
  };
}

/** Returns a function that takes the rows of a zone which match, and counts them. */
function createZoneTaker(
  { columns: { rowCount } }: ColumnView,
  filter: RowFilter,
  page: PageCollector,
  sources: SourceCounter,
): (zone: RankedZone) => void {
  const { sourceTest } = filter;
  const tests = [sourceTest, ...filter.tests];

  function takeSelected(zone: RankedZone, isReached: boolean): void {
    const count = selectInBlock(tests, zone.block, rowCount);
    if (count === 0) return;
    sources.addSelected(count);
    if (isReached) page.takeSelected(zone, count);
    else page.skip(zone);
  }

  return zone => {
    const ofSources = sourceTest.judge(zone.block);
    const ofOthers = judgeBlock(filter.tests, zone.block);
    if (ofSources === 'NONE' || ofOthers === 'NONE') return;
    const isReached = page.reaches(zone);
    if (ofOthers === 'SOME' || (isReached && ofSources === 'SOME')) return takeSelected(zone, isReached);
    sources.addBlock(zone.block);
    if (isReached) page.takeBlock(zone);
    else page.skip(zone);
  };
}

/** Zones by their first keys. Equal ones go by their times, so that rows of one value come in the order of the list. */
function zonesInOrder({ columns, zones }: ColumnView, { values, sign }: Ranking): readonly RankedZone[] {
  const { min, max, hasUnknown } = zones.numbers('time');
  const firstTimeOf = (block: number): number =>
    sign < 0 ? -(min[block] ?? 0) : hasUnknown[block] === 1 ? Infinity : (max[block] ?? 0);
  const ranked = Array.from({ length: blockCountOf(columns.rowCount) }, (_, block) => ({
    block,
    ...keyRangeOf(values, block),
    firstTime: firstTimeOf(block),
  }));
  return ranked.sort((a, b) =>
    a.firstKey === b.firstKey ? b.firstTime - a.firstTime : a.firstKey - b.firstKey,
  );
}

function keyRangeOf(
  { sign, unknown, zones: { min, max, hasUnknown } }: RankedValues,
  block: number,
): Pick<RankedZone, 'firstKey' | 'lastKey'> {
  const [first, last] = sign > 0 ? [min, max] : [max, min];
  const [firstKey, lastKey] = [(first[block] ?? 0) * sign, (last[block] ?? 0) * sign];
  if (hasUnknown[block] === 0) return { firstKey, lastKey };
  return { firstKey: Math.min(firstKey, unknown), lastKey: Math.max(lastKey, unknown) };
}
