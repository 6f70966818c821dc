import type { CostConversion } from '../../domain/cost-conversion.ts';
import type { ColumnView } from './column-view.ts';
import { convertedCosts, relativeError } from './converted-costs.ts';
import { exactDecimalOf, formatExact } from './exact-decimals.ts';
import type { KeyDirection, KeyRange, RankedValues } from './ranked-values.ts';

/** Converted costs; a cost without a rate is unknown. */
export function rankedCosts(
  { columns, zones }: ColumnView,
  conversion: CostConversion,
  { sign, unknown }: KeyDirection,
): RankedValues {
  const { values, zones: costZones } = zones.costs(conversion);
  const costs = convertedCosts(columns, conversion);
  const hasHuge = costZones.max.some(cost => cost >= hugeKey) || costZones.min.some(cost => cost <= -hugeKey);
  const isKnown = (row: number): boolean => !Number.isNaN(values[row] ?? 0);

  return {
    sign,
    unknown,
    column: values,
    zones: costZones,
    isNear(key, other) {
      const { min, max } = nearKeys(key);
      return other >= min && other <= max;
    },
    keysNear: nearKeys,
    isExact: key => (key === 0 && columns.roundedCosts.size === 0) || (key === unknown && !hasHuge),
    compareNear(a, b) {
      const [isFirstKnown, isSecondKnown] = [isKnown(a), isKnown(b)];
      if (isFirstKnown && isSecondKnown) return costs.compare(a, b) * sign;
      return compareKnown(isFirstKnown, isSecondKnown, unknown);
    },
    valueOf: row => (isKnown(row) ? formatExact(costs.exactOf(row)) : null),
    locate(value) {
      if (value === null)
        return { key: unknown, compareNear: row => compareKnown(isKnown(row), false, unknown) };
      const comparer = costs.comparerTo(exactDecimalOf(value));
      return {
        key: Number(value) * sign,
        compareNear: row => (isKnown(row) ? comparer.compare(row) * sign : unknown),
      };
    },
  };
}

/** Least of the huge keys. */
const hugeKey = 1e250;

/** Margin of keys next to zero, where doubles have no relative error. */
const leastMargin = 1e-290;

/** Huge keys may have overflowed, so that all of them are near each other, and near the key of an unknown cost. */
function nearKeys(key: number): KeyRange {
  if (key >= hugeKey) return { min: hugeKey, max: Infinity };
  if (key <= -hugeKey) return { min: -Infinity, max: -hugeKey };
  const margin = Math.abs(key) * relativeError + leastMargin;
  return { min: key - margin, max: key + margin };
}

const compareKnown = (isFirstKnown: boolean, isSecondKnown: boolean, unknown: number): number =>
  isFirstKnown === isSecondKnown ? 0 : isFirstKnown ? -unknown : unknown;
