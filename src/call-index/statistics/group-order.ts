import type { CallStatsOrder } from '../../domain/call-stats.ts';
import { compareExact, type ExactDecimal } from '../queries/exact-decimals.ts';
import type { KeyPart } from './key-parts.ts';
import type { RowGroups } from './row-groups.ts';

/** Figures by which groups are ordered. */
export interface OrderFigures {
  readonly callCounts: Int32Array;
  /** Null if no duration is known. */
  durationOf(group: number): bigint | null;
  /** Null if no cost is known, or the rate of one is missing. */
  costOf(group: number): ExactDecimal | null;
}

type Compare = (a: number, b: number) => number;

/**
 * Numbers of all groups in their order. Groups without the figure come last in both directions. Equal ones follow by their
 * interval, then by the most calls, then by their keys, so that the order is total.
 */
export function orderGroups(
  { count, codes }: RowGroups,
  { parts, hasInterval }: { readonly parts: readonly KeyPart[]; readonly hasInterval: boolean },
  figures: OrderFigures,
  order: CallStatsOrder | null,
): number[] {
  const byKey = parts.map((part, at) => partComparison(part, codes[at] ?? new Int32Array()));
  const byInterval = hasInterval ? byKey.slice(0, 1) : [];
  const byCallCount: Compare = (a, b) => (figures.callCounts[b] ?? 0) - (figures.callCounts[a] ?? 0);
  const comparisons = [...byInterval, byCallCount, ...byKey];
  if (order) comparisons.unshift(fieldComparison(count, codes, { figures, hasInterval }, order));
  return Array.from({ length: count }, (_, group) => group).sort(inTurn(comparisons));
}

const inTurn =
  (comparisons: readonly Compare[]): Compare =>
  (a, b) => {
    for (const compare of comparisons) {
      const result = compare(a, b);
      if (result !== 0) return result;
    }
    return 0;
  };

/** Compares by the value of one part of the keys, ascending. */
function partComparison({ orderValueOf }: KeyPart, codes: Int32Array): Compare {
  return (a, b) => {
    const [left = 0, right = 0] = [codes[a], codes[b]];
    if (left === right) return 0;
    if (left === 0 || right === 0) return left === 0 ? 1 : -1;
    return orderValueOf(left) < orderValueOf(right) ? -1 : 1;
  };
}

function fieldComparison(
  count: number,
  codes: RowGroups['codes'],
  { figures, hasInterval }: { readonly figures: OrderFigures; readonly hasInterval: boolean },
  { field, direction }: CallStatsOrder,
): Compare {
  const sign = direction === 'ASC' ? 1 : -1;
  const orderValueOf: Readonly<Record<CallStatsOrder['field'], (group: number) => OrderValue>> = {
    INTERVAL: group => (hasInterval && codes[0]?.[group]) || null,
    CALL_COUNT: group => figures.callCounts[group] ?? 0,
    DURATION: figures.durationOf,
    COST: figures.costOf,
  };
  const values = Array.from({ length: count }, (_, group) => orderValueOf[field](group));
  return (a, b) => {
    const [left = null, right = null] = [values[a], values[b]];
    if (left === null || right === null) return Number(left === null) - Number(right === null);
    return sign * compareValues(left, right);
  };
}

type OrderValue = number | bigint | ExactDecimal | null;

function compareValues(a: NonNullable<OrderValue>, b: NonNullable<OrderValue>): number {
  if (typeof a === 'object' && typeof b === 'object') return compareExact(a, b);
  return a < b ? -1 : Number(a > b);
}
