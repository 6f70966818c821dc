import type { CostConversion } from '../../domain/cost-conversion.ts';
import type { ColumnView } from './column-view.ts';
import { convertedCosts, relativeError } from './converted-costs.ts';
import { finite } from './cost-column.ts';
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
    isExact: key => key === unknown || (key === 0 && columns.roundedCosts.size === 0),
    compareNear: (a, b) => (isKnown(a) ? costs.compare(a, b) * sign : 0),
    valueOf: row => (isKnown(row) ? formatExact(costs.exactOf(row)) : null),
    locate(value) {
      if (value === null) return { key: unknown, compareNear: () => 0 };
      const comparer = costs.comparerTo(exactDecimalOf(value));
      return { key: finite(Number(value)) * sign, compareNear: row => comparer.compare(row) * sign };
    },
  };
}

/** Least of the huge keys. */
const hugeKey = 1e250;

/** Margin of keys next to zero, where doubles have no relative error. */
const leastMargin = 1e-290;

/** Huge keys are near each other, because they may have overflowed. An unknown cost is near no other. */
function nearKeys(key: number): KeyRange {
  if (Math.abs(key) === Infinity) return { min: key, max: key };
  if (key >= hugeKey) return { min: hugeKey, max: Number.MAX_VALUE };
  if (key <= -hugeKey) return { min: -Number.MAX_VALUE, max: -hugeKey };
  const margin = Math.abs(key) * relativeError + leastMargin;
  return { min: key - margin, max: key + margin };
}
