import type { CostRange } from '../../domain/call-filter.ts';
import type { Columns } from '../columns/columns.ts';
import { numberIsInRangeOfCode, rowIsAccepted } from './column-tests.ts';
import { type CostComparer, convertedCosts, relativeError } from './converted-costs.ts';
import { exactDecimalOf } from './exact-decimals.ts';
import { decided, type RowCriterion } from './row-criterion.ts';

/**
 * Criterion of a cost in a range. Its bounds are converted into each currency once, so that rows compare as they are. A bound
 * between two billionths moves inward for whole costs, and outward for rounded ones, which are then compared exactly.
 */
export function costCriterion(columns: Columns, { min, max, conversion }: CostRange): RowCriterion {
  const { cost, currency, roundedCosts } = columns;
  const costs = convertedCosts(columns, conversion);
  const from = min === null ? null : costs.comparerTo(exactDecimalOf(min));
  const to = max === null ? null : costs.comparerTo(exactDecimalOf(max));
  const isRounded = roundedCosts.size > 0;
  const range = {
    codes: currency,
    min: costs.prices.map((price, code) => (Number.isNaN(price) ? Infinity : leastOf(from, code, isRounded))),
    max: costs.prices.map((_, code) => greatestOf(to, code, isRounded)),
  };
  const inRange = numberIsInRangeOfCode(cost, range);
  if (!isRounded) return decided(inRange);
  const isExactlyInRange = (row: number): boolean =>
    (from === null || from.compare(row) >= 0) && (to === null || to.compare(row) <= 0);
  return decided(inRange, rowIsAccepted(isExactlyInRange));
}

function leastOf(from: CostComparer | null, code: number, isRounded: boolean): number {
  if (from === null) return -Infinity;
  const floor = from.floor[code] ?? 0;
  return isRounded ? floor - Math.abs(floor) * relativeError : floor + 1 - (from.isExact[code] ?? 0);
}

function greatestOf(to: CostComparer | null, code: number, isRounded: boolean): number {
  if (to === null) return Infinity;
  const floor = to.floor[code] ?? 0;
  return isRounded ? floor + 1 + Math.abs(floor) * relativeError : floor;
}
