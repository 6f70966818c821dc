import type { IndexPlace } from '../../domain/call-index.ts';
import type { CallOrder } from '../../domain/call-order.ts';
import type { NumberZones } from './number-zones.ts';

/**
 * Values of an order as keys: doubles that ascend in the direction of reading. Rows whose keys are near each other compare
 * exactly, because keys may be rounded.
 */
export interface RankedValues extends KeyDirection {
  /** Values of all rows, perhaps rounded; NaN if unknown. A key is a value times `sign`. */
  readonly column: Float64Array;
  readonly zones: NumberZones;
  isNear(key: number, other: number): boolean;
  /** Range of the keys that are near a key. */
  keysNear(key: number): KeyRange;
  /** Whether all rows of exactly this key have the same value. */
  isExact(key: number): boolean;
  compareNear(a: number, b: number): number;
  /** The value of a row as places have it. */
  valueOf(row: number): IndexPlace['value'];
  locate(value: IndexPlace['value']): LocatedValue;
}

export interface KeyRange {
  readonly min: number;
  readonly max: number;
}

/** A value among those of the rows. */
export interface LocatedValue {
  readonly key: number;
  /** Compares a row whose key is near with the value. */
  compareNear(row: number): number;
}

/** Direction of keys beside that of values. */
export interface KeyDirection {
  /** 1 if keys ascend with values, else -1. */
  readonly sign: number;
  /** Key of unknown values, an infinity. */
  readonly unknown: number;
}

export function keyDirectionOf({ direction, unknown }: CallOrder, isBackward: boolean): KeyDirection {
  const reading = isBackward ? -1 : 1;
  return {
    sign: direction === 'ASC' ? reading : -reading,
    unknown: unknown === 'LAST' ? reading * Infinity : -reading * Infinity,
  };
}

/** Values of a column of numbers, of which doubles are exact. */
export const rankedNumbers = (
  column: Float64Array,
  zones: NumberZones,
  { sign, unknown }: KeyDirection,
): RankedValues => ({
  sign,
  unknown,
  column,
  zones,
  isNear: (key, other) => key === other,
  keysNear: key => ({ min: key, max: key }),
  isExact: () => true,
  compareNear: () => 0,
  valueOf(row) {
    const value = column[row] ?? 0;
    return Number.isNaN(value) ? null : value;
  },
  locate: value => ({ key: value === null ? unknown : Number(value) * sign, compareNear: () => 0 }),
});
