import type { IndexListRequest, IndexPlace } from '../../domain/call-index.ts';
import type { ColumnView } from './column-view.ts';
import type { TieBound } from './key-window.ts';
import { rankedCosts } from './ranked-costs.ts';
import { keyDirectionOf, type RankedValues, rankedNumbers } from './ranked-values.ts';

/** Total order of the rows of one moment, in the direction of reading. Keys of its values settle most comparisons. */
export interface Ranking {
  readonly values: RankedValues;
  /** Sign of the direction of reading. */
  readonly sign: number;
  keyOf(row: number): number;
  compare(a: number, b: number): number;
  placeOf(row: number): IndexPlace;
  locate(place: IndexPlace): RankedPlace;
  /** The end of a page whose last row this is. */
  endAt(row: number): PageEnd;
}

/** A place among the rows. */
export interface RankedPlace {
  /** Keys below precede the place, and keys above `maxKey` follow it. */
  readonly minKey: number;
  readonly maxKey: number;
  readonly tie: TieBound;
  /** Compares a row whose key is neither below nor above with the place. */
  compareNear(row: number): number;
}

export interface PageEnd {
  /** Keys above follow the page. */
  readonly maxKey: number;
  readonly tie: TieBound;
}

export type OrderedRequest = Pick<IndexListRequest, 'order' | 'conversion' | 'isBackward'>;

export function createRanking(view: ColumnView, request: OrderedRequest): Ranking {
  const { time, tie } = view.columns;
  const sign = request.isBackward ? -1 : 1;
  const values = rankedValues(view, request);

  const keyOf = (row: number): number => {
    const key = (values.column[row] ?? 0) * values.sign;
    return Number.isNaN(key) ? values.unknown : key;
  };
  const compareRest = (row: number, timeKey: number, otherTie: number): number =>
    (compareNumbers(timeKeyOf(time[row] ?? 0), timeKey) || compareNumbers(tie[row] ?? 0, otherTie)) * sign;
  const tieAt = (key: number, at: number): TieBound => ({
    key: values.isExact(key) && key !== values.unknown ? key : Number.NaN,
    isUnknown: Number(values.isExact(key) && key === values.unknown),
    time: (Number.isNaN(at) ? Infinity : at) * sign,
  });

  return {
    values,
    sign,
    keyOf,
    compare(a, b) {
      const [key, other] = [keyOf(a), keyOf(b)];
      if (!values.isNear(key, other)) return key - other;
      return values.compareNear(a, b) || compareRest(a, timeKeyOf(time[b] ?? 0), tie[b] ?? 0);
    },
    placeOf: row => ({
      value: values.valueOf(row),
      time: numberOrNull(time[row] ?? 0),
      tie: tie[row] ?? 0,
    }),
    locate(place) {
      const { key, compareNear } = values.locate(place.value);
      const timeKey = timeKeyOf(place.time ?? Number.NaN);
      const { min, max } = values.keysNear(key);
      return {
        minKey: min,
        maxKey: max,
        tie: tieAt(key, place.time ?? Number.NaN),
        compareNear: row => compareNear(row) || compareRest(row, timeKey, place.tie),
      };
    },
    endAt(row) {
      const key = keyOf(row);
      return { maxKey: values.keysNear(key).max, tie: tieAt(key, time[row] ?? 0) };
    },
  };
}

function rankedValues(
  { columns, zones }: ColumnView,
  { order, conversion, isBackward }: OrderedRequest,
): RankedValues {
  const direction = keyDirectionOf(order, isBackward);
  if (order.field === 'COST') return rankedCosts({ columns, zones }, conversion, direction);
  const name = numberColumns[order.field];
  return rankedNumbers(columns[name], zones.numbers(name), direction);
}

const numberColumns = {
  TIME: 'time',
  ENDED_AT: 'endedAt',
  DURATION: 'duration',
  TURN_COUNT: 'turnCount',
} as const;

/** Key that ascends from the newest time to the oldest, after unknown times. */
const timeKeyOf = (time: number): number => (Number.isNaN(time) ? -Infinity : -time);

const compareNumbers = (a: number, b: number): number => Number(a > b) - Number(a < b);

const numberOrNull = (value: number): number | null => (Number.isNaN(value) ? null : value);
