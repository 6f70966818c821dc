import type { StatsRequest } from '../../domain/call-stats.ts';
import type { Columns } from '../columns/columns.ts';
import { type CallCounts, countCalls } from './call-counts.ts';
import { addOther, type CostSums, type OtherCost, sumCosts } from './cost-sums.ts';
import { type KeyPart, readKeyParts } from './key-parts.ts';
import { type GroupedValues, groupValues, type Pause } from './percentiles.ts';
import { groupRows, type RowGroups } from './row-groups.ts';
import { type SpreadSums, sumSpread } from './spread-sums.ts';
import type { StatsMemory } from './stats-memory.ts';

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
  /** Null if no percentile is requested. */
  readonly values: GroupedValues | null;
}

/**
 * Reads the columns in one piece, so that the reading is of one moment; sums that take long go on in slices. It is valid until
 * another one uses the memory.
 */
export async function readRows(
  columns: Columns,
  rows: Int32Array,
  request: StatsRequest,
  pause: Pause,
  memory: StatsMemory,
): Promise<Reading> {
  const parts = readKeyParts(columns, rows, request);
  const groups = groupRows(rows, parts, memory.groupOf(rows.length));
  const { total, groups: ofGroups } = request.percentiles;
  function readFigure(figure: 'duration' | 'turnCount'): FigureReading {
    const spread = sumSpread(columns[figure], rows, groups);
    if (total[figure].length + ofGroups[figure].length === 0) return { spread, values: null };
    return { spread, values: groupValues(columns[figure], rows, groups, spread.known, memory[figure]) };
  }
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
