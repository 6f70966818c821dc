import type { CallStatsInterval } from '../../domain/call-stats.ts';
import { createBoundFinder } from './bound-finder.ts';
import { intervalBounds, maxIntervalSpan } from './interval-bounds.ts';
import { findZoneOffsets, type ZoneOffsets } from './zone-offsets.ts';

const hour = 3_600_000_000;
const day = 24 * hour;

/** Codes of rows for a dimension: 0 for null. */
export interface RowCodes {
  /** The code of each row, by its position in the selection. */
  readonly codes: Int32Array;
  /** The highest code. */
  readonly size: number;
}

/** Codes of times in one time zone. */
export interface TimeCodes {
  /** Code n is the interval from bound n - 1 to bound n. */
  interval(interval: CallStatsInterval): RowCodes & { readonly bounds: Float64Array };
  /** Code n is the hour n - 1. */
  hourOfDay(): RowCodes;
  /** Code 1 is Monday. */
  dayOfWeek(): RowCodes;
}

/** Gives the codes of times in microseconds, of which NaN is unknown. */
export function createTimeCodes(times: Float64Array, timeZone: string): TimeCodes {
  const span = spanOf(times);
  const zone = findZoneOffsets(timeZone, span[0] - maxIntervalSpan, span[1] + maxIntervalSpan);
  const max = span[1];

  let local: Float64Array | null = null;
  const localTimes = (): Float64Array => {
    local ??= toLocal(times, zone, max);
    return local;
  };

  return {
    interval(interval) {
      const bounds = intervalBounds(interval, zone, span);
      const find = createBoundFinder(bounds, max, interval === 'HOUR' ? hour : day);
      return { ...encode(times, bounds.length, find), bounds };
    },
    hourOfDay: () => encode(localTimes(), 24, time => modulo(Math.floor(time / hour), 24)),
    // 1 January 1970 was a Thursday.
    dayOfWeek: () => encode(localTimes(), 7, time => modulo(Math.floor(time / day) + 3, 7)),
  };
}

function encode(times: Float64Array, size: number, codeOf: (time: number) => number): RowCodes {
  const codes = new Int32Array(times.length);
  for (let at = 0; at < times.length; at += 1) {
    const time = times[at] ?? Number.NaN;
    if (!Number.isNaN(time)) codes[at] = codeOf(time) + 1;
  }
  return { codes, size };
}

const modulo = (value: number, by: number): number => value - by * Math.floor(value / by);

/** Times as the clock of a zone shows them. */
function toLocal(times: Float64Array, { starts, offsets }: ZoneOffsets, max: number): Float64Array {
  const find = createBoundFinder(Float64Array.from(starts), max, 30 * day);
  const local = new Float64Array(times.length);
  for (let at = 0; at < times.length; at += 1) {
    const time = times[at] ?? Number.NaN;
    local[at] = time + (offsets[find(time)] ?? 0);
  }
  return local;
}

function spanOf(times: Float64Array): readonly [min: number, max: number] {
  let min = Infinity;
  let max = -Infinity;
  for (let at = 0; at < times.length; at += 1) {
    const time = times[at] ?? Number.NaN;
    if (time < min) min = time;
    if (time > max) max = time;
  }
  return min <= max ? [min, max] : [0, 0];
}
