import { Big } from 'big.js';
import { type Call, nativeKeyOf, timeOf } from '../../../src/domain/call.ts';
import type { IndexListRequest } from '../../../src/domain/call-index.ts';
import { createMatcher } from '../../../src/domain/call-matcher.ts';
import type { CallOrder } from '../../../src/domain/call-order.ts';
import { type CostConversion, convert } from '../../../src/domain/cost-conversion.ts';
import { formatDecimal } from '../../../src/domain/decimal.ts';
import { microsecondsOf } from '../../../src/domain/instant.ts';
import { hash53 } from '../../../src/domain/text-hash.ts';

export type OrderedFilter = Pick<IndexListRequest, 'filter' | 'sources' | 'order' | 'conversion'>;

/** All calls that match, in their order. */
export function listByOracle(calls: readonly Call[], request: OrderedFilter): Call[] {
  const matches = createMatcher(request.filter);
  return calls
    .filter(call => request.sources.includes(call.source) && matches(call))
    .sort((a, b) => compareCalls(a, b, request));
}

export function compareCalls(a: Call, b: Call, { order, conversion }: OrderedFilter): number {
  const [value, other] = [figureOf(a, order, conversion), figureOf(b, order, conversion)];
  return compareValues(value, other, order) || compareTimes(a, b) || tieOf(a) - tieOf(b);
}

function compareValues(a: Big | null, b: Big | null, { direction, unknown }: CallOrder): number {
  if (a === null || b === null) {
    if (a === b) return 0;
    return (a === null) === (unknown === 'FIRST') ? -1 : 1;
  }
  return direction === 'ASC' ? a.cmp(b) : b.cmp(a);
}

/** Newest first, after unknown times. */
function compareTimes(a: Call, b: Call): number {
  const [time, other] = [timeOf(a), timeOf(b)];
  return time === other ? 0 : time > other ? -1 : 1;
}

const tieOf = (call: Call): number => hash53(`${call.source}:${nativeKeyOf(call)}`);

function figureOf(call: Call, { field }: CallOrder, conversion: CostConversion): Big | null {
  const bigOrNull = (value: number | null): Big | null => (value === null ? null : new Big(value));
  if (field === 'DURATION') return bigOrNull(call.duration);
  if (field === 'TURN_COUNT') return bigOrNull(call.turnCount);
  if (field === 'ENDED_AT') return bigOrNull(call.endedAt === null ? null : microsecondsOf(call.endedAt));
  if (field === 'TIME') return bigOrNull(Number.isFinite(timeOf(call)) ? timeOf(call) : null);
  const converted = convert(call.cost.total, call.cost, conversion);
  return converted && new Big(formatDecimal(converted.amount));
}
