import type { FigureSpread } from '../../domain/call-stats.ts';
import { percentileOf } from '../../domain/distribution.ts';
import type { Scratch } from '../columns/scratch.ts';
import type { RowGroups } from './row-groups.ts';

/** Lets other work of the thread go on; throws OVERLOADED once the time of a query is used up. */
export type Pause = () => Promise<void>;

/** Known values of a figure, group by group: those of group n are from start n up to start n + 1. */
export interface GroupedValues {
  readonly values: Float64Array;
  readonly starts: Int32Array;
}

/** Copies the known values of some rows; `known` has their number in each group. */
export function groupValues(
  column: Float64Array,
  rows: Int32Array,
  { groupOf, count }: RowGroups,
  known: Int32Array,
  memory: Scratch<Float64Array>,
): GroupedValues {
  const starts = new Int32Array(count + 1);
  for (let group = 0; group < count; group += 1)
    starts[group + 1] = (starts[group] ?? 0) + (known[group] ?? 0);
  const values = memory(starts[count] ?? 0);
  const next = starts.slice();
  for (let at = 0; at < rows.length; at += 1) {
    const value = column[rows[at] ?? 0] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    const group = groupOf[at] ?? 0;
    const place = next[group] ?? 0;
    values[place] = value;
    next[group] = place + 1;
  }
  return { values, starts };
}

/** Values that are sorted in one piece, if they are of several groups: about ten milliseconds. */
const sliceValues = 100_000;

/**
 * Percentiles of the values in each of some groups, for all shares. A large group is sorted in one piece: a million values take
 * a tenth of a second.
 */
export async function percentilesByGroup(
  { values, starts }: GroupedValues,
  groups: readonly number[],
  shares: readonly number[],
  pause: Pause,
): Promise<FigureSpread['percentiles'][]> {
  const percentiles: FigureSpread['percentiles'][] = [];
  if (shares.length === 0) return percentiles;
  await pause();
  let slice = 0;
  for (const group of groups) {
    const own = values.subarray(starts[group], starts[group + 1]);
    percentiles.push(sortForPercentiles(own, shares));
    slice += own.length;
    if (slice < sliceValues) continue;
    await pause();
    slice = 0;
  }
  return percentiles;
}

/** Percentiles of all values together. Sorts them across the groups, so that those of the groups have to come first. */
export async function percentilesOfAll(
  { values }: GroupedValues,
  shares: readonly number[],
  pause: Pause,
): Promise<FigureSpread['percentiles']> {
  if (shares.length > 0) await pause();
  return sortForPercentiles(values, shares);
}

const sortForPercentiles = (values: Float64Array, shares: readonly number[]): FigureSpread['percentiles'] => {
  if (shares.length > 0) values.sort();
  return new Map(shares.map(share => [share, percentileOf(values, share)]));
};
