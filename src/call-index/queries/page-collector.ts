import type { Columns } from '../columns/columns.ts';
import { hasTies, type KeyWindow, noTie, type TieBound } from './key-window.ts';
import type { RankedPlace, Ranking } from './ranking.ts';
import { rangeOfBlock } from './row-blocks.ts';
import { countSmaller, dropTies, nearRow, selectedRow, siftBlock, siftSelected } from './row-loops.ts';
import { createTopRows } from './top-rows.ts';

/** Collects the rows of a page, which are the first ones after a place. */
export interface PageCollector {
  /** Tells whether rows of a zone may be on the page. */
  reaches(zone: RankedZone): boolean;
  /** Takes the first `count` selected rows, which are of a zone. */
  takeSelected(zone: RankedZone, count: number): void;
  /** Takes all rows of a zone. */
  takeBlock(zone: RankedZone): void;
  /** Takes note of a zone that has rows, none of which may be on the page. */
  skip(zone: RankedZone): void;
  /** Whether rows precede the page, or are at the place from which it begins. */
  hasEarlier(): boolean;
  /** The rows of the page in their order. */
  rows(): number[];
}

/** Range of the rows of a block. */
export interface RankedZone {
  readonly block: number;
  readonly firstKey: number;
  readonly lastKey: number;
  /** First time in the direction of reading, times its sign; Infinity if a time that comes first is unknown. */
  readonly firstTime: number;
}

/** The place after which a page begins, or null for the start of the list, and the number of its rows. */
export interface PageBounds {
  readonly from: RankedPlace | null;
  readonly limit: number;
}

/** Number of rows above which dropping ties takes less time than comparing each row. */
const manyRows = 32;

export function createPageCollector(
  { time, rowCount }: Columns,
  ranking: Ranking,
  { from, limit }: PageBounds,
): PageCollector {
  const { values, keyOf, sign } = ranking;
  const top = createTopRows(limit, ranking.compare);
  const minKey = from?.minKey ?? -Infinity;
  // Ties are dropped below a bound: at the start of the page by the opposite time.
  const start = from ? { ...from.tie, time: -from.tie.time } : noTie;
  let end: TieBound = noTie;
  let window = windowBetween(minKey, Infinity, values.unknown);
  let lastRow = -1;
  let hasEarlier = false;

  /** Narrows the window to rows that precede the last one of a full page. */
  function narrow(): void {
    const row = top.last();
    if (row === undefined || row === lastRow) return;
    lastRow = row;
    const { maxKey, tie } = ranking.endAt(row);
    window = windowBetween(minKey, maxKey, values.unknown);
    end = tie;
  }

  function dropOutside(count: number): number {
    const after = hasTies(start) ? dropTies(values, { column: time, sign: -sign }, start, count) : count;
    if (after < count) hasEarlier = true;
    return hasTies(end) ? dropTies(values, { column: time, sign }, end, after) : after;
  }

  /** Whether a selected row precedes all rows near the start of the page. */
  function hasSmaller(count: number): boolean {
    if (countSmaller(values, minKey, count) > 0) return true;
    for (let at = 0; at < count && values.unknown < minKey; at += 1)
      if (keyOf(selectedRow(at)) === values.unknown) return true;
    return false;
  }

  function offer(row: number): void {
    if (from !== null && keyOf(row) <= from.maxKey && from.compareNear(row) <= 0) hasEarlier = true;
    else top.offer(row);
  }

  function takeInWindow(count: number): void {
    const offered = count > manyRows ? dropOutside(count) : count;
    for (let at = 0; at < offered; at += 1) offer(nearRow(at));
    narrow();
  }

  return {
    reaches({ firstKey, lastKey, firstTime }) {
      if (firstKey > window.maxKey || lastKey < window.minKey) return false;
      // Rows before the page only matter until one of them is found.
      const leastKey = hasEarlier ? Math.max(firstKey, minKey) : firstKey;
      const isTied = leastKey === end.key || (end.isUnknown === 1 && leastKey === values.unknown);
      return !isTied || firstTime >= end.time;
    },
    takeSelected({ firstKey }, count) {
      if (firstKey < minKey) hasEarlier ||= hasSmaller(count);
      takeInWindow(siftSelected(values, window, count));
    },
    takeBlock({ block, firstKey }) {
      const [first, after] = rangeOfBlock(block, rowCount);
      if (firstKey < minKey) hasEarlier = true;
      takeInWindow(siftBlock(values, window, first, after));
    },
    skip({ lastKey }) {
      if (lastKey < minKey) hasEarlier = true;
    },
    hasEarlier: () => hasEarlier,
    rows: top.sorted,
  };
}

const windowBetween = (minKey: number, maxKey: number, unknown: number): KeyWindow => ({
  minKey,
  maxKey,
  hasUnknown: Number(unknown >= minKey && unknown <= maxKey),
});
