import type { CallStatsInterval } from '../../domain/call-stats.ts';
import type { ZoneOffsets } from './zone-offsets.ts';

const hour = 3_600_000_000;
const day = 24 * hour;

/** Span in which bounds may lie before and after the times that they divide: a month and its neighbours. */
export const maxIntervalSpan = 32 * day;

/**
 * Bounds of the intervals that hold all times from `min` to `max`, ascending: interval n is from bound n up to bound n + 1.
 * Times are in microseconds; the offsets reach further by `maxIntervalSpan` on both sides.
 */
export function intervalBounds(
  interval: CallStatsInterval,
  zone: ZoneOffsets,
  [min, max]: readonly [min: number, max: number],
): Float64Array {
  const bounds = interval === 'HOUR' ? hourBounds(zone, min, max) : dateBounds(interval, zone, min, max);
  // The date that a zone skips when it changes sides of the date line has no length.
  return Float64Array.from(bounds.filter((bound, at) => at === 0 || bound > (bounds[at - 1] ?? 0)));
}

/**
 * An hour begins where the clock shows a whole hour, or is put forward or back by a part of an hour: so an hour that occurs
 * twice is two, and only beside a change by half an hour an hour is shorter.
 */
function hourBounds({ starts, offsets }: ZoneOffsets, min: number, max: number): number[] {
  const bounds: number[] = [];
  for (const [at, start] of starts.entries()) {
    const offset = offsets[at] ?? 0;
    if (at > 0 && (offset - (offsets[at - 1] ?? 0)) % hour !== 0) bounds.push(start);
    const end = Math.min(starts[at + 1] ?? Infinity, max + 2 * hour);
    const first = Math.max(start, min - hour);
    for (let bound = Math.ceil((first + offset) / hour) * hour - offset; bound < end; bound += hour)
      bounds.push(bound);
  }
  return bounds.filter(bound => bound > min - 2 * hour);
}

/** A date begins at the first moment at which the zone's calendar shows it or a later one, so that dates have no gaps. */
function dateBounds(
  interval: 'DAY' | 'WEEK' | 'MONTH',
  zone: ZoneOffsets,
  min: number,
  max: number,
): number[] {
  const startOf = createMomentFinder(zone);
  const bounds: number[] = [];
  let date = firstDate[interval](localDate(zone, min));
  for (;;) {
    const bound = startOf(date * day);
    bounds.push(bound);
    if (bound > max) return bounds;
    date = nextDate[interval](date);
  }
}

/** Dates are numbers of days since 1 January 1970, which was a Thursday. */
const mondayOf = (date: number): number => date - ((((date + 3) % 7) + 7) % 7);

const firstDate = {
  DAY: (date: number) => date,
  WEEK: mondayOf,
  MONTH: (date: number) => monthAfter(date, 0),
};

const nextDate = {
  DAY: (date: number) => date + 1,
  WEEK: (date: number) => date + 7,
  MONTH: (date: number) => monthAfter(date, 1),
};

/** First of the month that is a number of months after that of a date. */
function monthAfter(date: number, months: number): number {
  const at = new Date(date * 86_400_000);
  return Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + months) / 86_400_000;
}

const localDate = ({ starts, offsets }: ZoneOffsets, time: number): number =>
  Math.floor((time + (offsets[starts.findLastIndex(start => start <= time)] ?? 0)) / day);

/** Returns the function that finds the first moment at which a clock shows a local time or a later one. */
function createMomentFinder({ starts, offsets }: ZoneOffsets): (local: number) => number {
  let at = 0;
  // The moments are asked for in ascending order.
  return local => {
    for (;;) {
      const moment = Math.max(starts[at] ?? 0, local - (offsets[at] ?? 0));
      if (moment < (starts[at + 1] ?? Infinity)) return moment;
      at += 1;
    }
  };
}
