import type { StatsRequest } from '../../domain/call-stats.ts';
import type { Columns } from '../columns/columns.ts';
import { type CallCounts, countCalls } from './call-counts.ts';
import { addOther, type CostSums, type OtherCost, sumCosts } from './cost-sums.ts';
import { gatherNumbers } from './gather.ts';
import { type KeyPart, readKeyParts } from './key-parts.ts';
import type { Pause } from './percentiles.ts';
import { groupRows, type RowGroups } from './row-groups.ts';
import { type SpreadSums, sumSpread } from './spread-sums.ts';

/** Rows as they were at one moment, by group. */
export interface Reading {
  readonly parts: readonly KeyPart[];
  readonly groups: RowGroups;
  readonly counts: CallCounts;
  readonly costs: CostSums;
  readonly duration: FigureReading;
  readonly turnCount: FigureReading;
}

export interface FigureReading {
  readonly spread: SpreadSums;
  /** Values by the position of their row, NaN is unknown; empty if no percentile is requested. */
  readonly values: Float64Array;
}

/** Reads the columns in one piece, so that the reading is of one moment; sums that take long go on in slices. */
export async function readRows(
  columns: Columns,
  rows: Int32Array,
  request: StatsRequest,
  pause: Pause,
): Promise<Reading> {
  const parts = readKeyParts(columns, rows, request);
  const groups = groupRows(rows.length, parts);
  const { total, groups: ofGroups } = request.percentiles;
  const readFigure = (figure: 'duration' | 'turnCount'): FigureReading => ({
    spread: sumSpread(columns[figure], rows, groups),
    values:
      total[figure].length + ofGroups[figure].length > 0
        ? gatherNumbers(columns[figure], rows)
        : new Float64Array(),
  });
  const { sums, others } = sumCosts(columns, rows, groups);
  const reading: Reading = {
    parts,
    groups,
    counts: countCalls(columns, rows, groups),
    costs: sums,
    duration: readFigure('duration'),
    turnCount: readFigure('turnCount'),
  };
  await addOthers(sums, others, pause);
  await pause();
  return reading;
}

const sliceCosts = 5_000;

async function addOthers(sums: CostSums, others: readonly OtherCost[], pause: Pause): Promise<void> {
  for (const [at, other] of others.entries()) {
    if (at % sliceCosts === 0) await pause();
    addOther(sums, other);
  }
}
