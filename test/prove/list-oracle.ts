import { Big } from 'big.js';
import type { Call } from '../../src/domain/call.ts';
import { keyOf } from './changing-calls.ts';

/** An order as a client gives it. */
export interface ListOrder {
  readonly field: 'TIME' | 'ENDED_AT' | 'DURATION' | 'COST' | 'TURN_COUNT';
  readonly direction: 'ASC' | 'DESC';
}

/** Rates of the gateway, by which costs are converted into dollars. */
export const rates: Readonly<Record<string, string>> = { CREDITS: '0.01', EUR: '1.08' };

/** Microseconds since 1970. */
export function timeOf(instant: string): number {
  const [, seconds = '', fraction = ''] = /^([^.Z]+)(?:\.(\d+))?Z$/.exec(instant) ?? [];
  return Date.parse(`${seconds}Z`) * 1000 + Number(fraction.padEnd(6, '0').slice(0, 6));
}

const codeOf = ({ cost }: Call): string | null => (cost.unit === 'CREDITS' ? 'CREDITS' : cost.currency);

/** Cost in dollars, or that of the calls in one currency; null where it is not known. */
export function costIn(currency: string | null, call: Call): Big | null {
  const code = codeOf(call);
  if (call.cost.total === null || code === null) return null;
  const total = new Big(call.cost.total);
  if (currency !== null) return code === currency ? total : null;
  if (code === 'USD') return total;
  return code in rates ? total.times(rates[code] ?? 0) : null;
}

/** Microseconds of `Call.time`; null for a call that has not begun. */
const startOf = ({ startedAt, createdAt }: Call): number | null => {
  const at = startedAt ?? createdAt;
  return at === null ? null : timeOf(at);
};

function figureOf(call: Call, { field }: ListOrder, currency: string | null): Big | number | null {
  if (field === 'TIME') return startOf(call);
  if (field === 'ENDED_AT') return call.endedAt === null ? null : timeOf(call.endedAt);
  if (field === 'COST') return costIn(currency, call);
  return field === 'DURATION' ? call.duration : call.turnCount;
}

const signOf = (a: Big | number, b: Big | number): number => new Big(a).cmp(b);

/**
 * Whether a call comes before another one, in an order by the schema: below 0 if it does, 0 if either may. Calls without the
 * figure come last, but without a time they are the newest; calls of equal figures come newest first.
 */
function compareInList(a: Call, b: Call, order: ListOrder, currency: string | null): number {
  const [figure, other] = [figureOf(a, order, currency), figureOf(b, order, currency)];
  const sign = order.direction === 'ASC' ? 1 : -1;
  if (figure === null || other === null) {
    const unknown = order.field === 'TIME' ? sign : 1;
    return figure === other ? newestFirst(a, b) : figure === null ? unknown : -unknown;
  }
  return sign * signOf(figure, other) || newestFirst(a, b);
}

function newestFirst(a: Call, b: Call): number {
  const [time, other] = [startOf(a) ?? Number.POSITIVE_INFINITY, startOf(b) ?? Number.POSITIVE_INFINITY];
  return time === other ? 0 : time > other ? -1 : 1;
}

/** The first call that comes after one that follows it; null where there is none. */
export function outOfOrder(calls: readonly Call[], order: ListOrder, currency: string | null): string | null {
  const found = calls.find((call, at) => {
    const next = calls[at + 1];
    return next !== undefined && compareInList(call, next, order, currency) > 0;
  });
  return found ? `out of order: ${keyOf(found)}` : null;
}

/** Why calls are not just the expected ones, each once; null if they are. */
export function faultOfKeys(keys: readonly string[], expected: readonly Call[]): string | null {
  const wanted = new Set(expected.map(keyOf));
  const foreign = keys.filter(key => !wanted.has(key));
  if (foreign.length > 0) return `does not match: ${foreign.join()}`;
  if (new Set(keys).size < keys.length) return 'a call is there twice';
  const given = new Set(keys);
  const missing = [...wanted].filter(key => !given.has(key));
  return missing.length > 0 ? `missing: ${missing.join()}` : null;
}
