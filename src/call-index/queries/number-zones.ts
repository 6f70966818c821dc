import type { Columns } from '../columns/columns.ts';
import type { BlockRows, SummaryKind } from './block-summaries.ts';

/** Least and greatest number of each block; Infinity and -Infinity where it has none. */
export interface NumberZones {
  readonly min: Float64Array;
  readonly max: Float64Array;
  /** 1 if a call of the block has no number. */
  readonly hasUnknown: Uint8Array;
}

export type NumberColumn = 'time' | 'endedAt' | 'duration' | 'turnCount';

export const numberZonesKind = (columns: Columns, name: NumberColumn): SummaryKind<NumberZones> => ({
  codeCount: () => 1,
  create: newZones,
  summarize: (zones, rows) => summarizeNumbers(columns, columns[name], zones, rows),
});

export const newZones = (blockCount: number): NumberZones => ({
  min: new Float64Array(blockCount),
  max: new Float64Array(blockCount),
  hasUnknown: new Uint8Array(blockCount),
});

export function summarizeNumbers(
  { source }: Columns,
  column: Float64Array,
  zones: NumberZones,
  { block, start, end }: BlockRows,
): void {
  let [min, max, hasUnknown] = [Infinity, -Infinity, 0];
  for (let row = start; row < end; row += 1) {
    if (source[row] === 0) continue;
    const value = column[row] ?? 0;
    if (Number.isNaN(value)) hasUnknown = 1;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  zones.min[block] = min;
  zones.max[block] = max;
  zones.hasUnknown[block] = hasUnknown;
}
