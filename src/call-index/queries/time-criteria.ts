import type { TimeRange } from '../../domain/call-filter.ts';
import { type Instant, microsecondsOf } from '../../domain/instant.ts';
import { codeIsOneOf, numberIsBetween } from './column-tests.ts';
import type { ColumnView } from './column-view.ts';
import type { NumberZones } from './number-zones.ts';
import type { RowCriterion } from './row-criterion.ts';

/** A call that has not started is in no range. */
export function startedCriterion({ columns, zones }: ColumnView, range: TimeRange): RowCriterion {
  const { tests, isUndecided } = timeCriterion(columns.time, zones.numbers('time'), range);
  return { tests: [codeIsOneOf(columns.hasStarted, [1], 1), ...tests], isUndecided };
}

export const endedCriterion = ({ columns, zones }: ColumnView, range: TimeRange): RowCriterion =>
  timeCriterion(columns.endedAt, zones.numbers('endedAt'), range);

/** Columns cut times to the microsecond, so that rows at a finer bound are undecided. */
function timeCriterion(column: Float64Array, zones: NumberZones, { from, before }: TimeRange): RowCriterion {
  const fine = [from, before].flatMap(bound => (bound && isFine(bound) ? microsecondsOf(bound) : []));
  const min = from === null ? -Infinity : microsecondsOf(from);
  return {
    tests: [numberIsBetween(column, min, lastBefore(before), zones)],
    isUndecided: fine.length === 0 ? null : row => fine.includes(column[row] ?? 0),
  };
}

function lastBefore(bound: Instant | null): number {
  if (bound === null) return Infinity;
  return isFine(bound) ? microsecondsOf(bound) : microsecondsOf(bound) - 1;
}

const toTheMicrosecond = '2026-03-09T10:00:05.123456Z'.length;

/** Tells whether times at either side of a bound may have the same microsecond, which is clamped far from the present. */
const isFine = (bound: Instant): boolean =>
  bound.length > toTheMicrosecond || Math.abs(microsecondsOf(bound)) === Number.MAX_SAFE_INTEGER;
