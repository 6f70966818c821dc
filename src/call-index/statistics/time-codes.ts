import type { CallStatsInterval } from '../../domain/call-stats.ts';
import { createBoundFinder } from './bound-finder.ts';
import { intervalBounds, maxIntervalSpan } from './interval-bounds.ts';
import type { RowCodes } from './row-groups.ts';
import { findZoneOffsets, type ZoneOffsets } from './zone-offsets.ts';

const hour = 3_600_000_000;
const day = 24 * hour;

/** Codes of times in one time zone. */
export interface TimeCodes {
  /** Code n is the interval from bound n - 1 to bound n. */
  interval(interval: CallStatsInterval): RowCodes & { readonly bounds: Float64Array };
  /** Code n is the hour n - 1. */
  hourOfDay(): RowCodes;
  /** Code 1 is Monday. */
  dayOfWeek(): RowCodes;
}

/** Gives the codes of the times of some rows in microseconds, of which NaN is unknown. */
export function createTimeCodes(column: Float64Array, rows: Int32Array, timeZone: string): TimeCodes {
  const span = spanOf(column, rows);
  const zone = findZoneOffsets(timeZone, span[0] - maxIntervalSpan, span[1] + maxIntervalSpan);
  const max = span[1];
  const localTimeOf = createLocalClock(zone, max);
  const encode = (size: number, codeOf: (time: number) => number): RowCodes => ({
    size,
    read(rows, codes) {
      for (let at = 0; at < rows.length; at += 1) {
        const time = column[rows[at] ?? 0] ?? Number.NaN;
        codes[at] = Number.isNaN(time) ? 0 : codeOf(time) + 1;
      }
    },
  });

  return {
    interval(interval) {
      const bounds = intervalBounds(interval, zone, span);
      const find = createBoundFinder(bounds, max, interval === 'HOUR' ? hour : day);
      return { ...encode(bounds.length, find), bounds };
    },
    hourOfDay: () => encode(24, time => modulo(Math.floor(localTimeOf(time) / hour), 24)),
    // 1 January 1970 was a Thursday.
    dayOfWeek: () => encode(7, time => modulo(Math.floor(localTimeOf(time) / day) + 3, 7)),
  };
}

const modulo = (value: number, by: number): number => value - by * Math.floor(value / by);

/** Returns the function that gives a time as the clock of a zone shows it. Most times have the offset of the one before. */
function createLocalClock({ starts, offsets }: ZoneOffsets, max: number): (time: number) => number {
  const find = createBoundFinder(Float64Array.from(starts), max, 30 * day);
  let [from, before, offset] = [Infinity, -Infinity, 0];
  return time => {
    if (time < from || time >= before) {
      const at = find(time);
      [from, before, offset] = [starts[at] ?? 0, starts[at + 1] ?? Infinity, offsets[at] ?? 0];
    }
    return time + offset;
  };
}

function spanOf(column: Float64Array, rows: Int32Array): readonly [min: number, max: number] {
  let min = Infinity;
  let max = -Infinity;
  for (let at = 0; at < rows.length; at += 1) {
    const time = column[rows[at] ?? 0] ?? Number.NaN;
    if (time < min) min = time;
    if (time > max) max = time;
  }
  return min <= max ? [min, max] : [0, 0];
}
