import type { CallCostFigures } from '../../domain/call-stats.ts';
import { type CostConversion, creditsCode } from '../../domain/cost-conversion.ts';
import type { Dictionary } from '../columns/columns.ts';
import { type ExactDecimal, exactDecimalOf, formatExact, product } from '../queries/exact-decimals.ts';
import type { CostSums, LosslessSums } from './cost-sums.ts';
import { billionths, minusExact, plusExact, quotient, zero } from './exact-arithmetic.ts';
import { sumIn } from './exact-sums.ts';

const places = 9;

/** Costs in one currency over several groups together. */
interface CostTotal {
  /** Null for an unknown currency. */
  readonly code: string | null;
  readonly known: number;
  readonly total: ExactDecimal;
  /** Sums over the calls whose duration is known too; the durations in seconds. */
  readonly timedTotal: ExactDecimal;
  readonly timedDuration: ExactDecimal;
}

/** The currencies in which costs of these groups are known: by code, then credits, then an unknown currency. */
export function costTotals(sums: CostSums, codes: Dictionary, groups: readonly number[]): CostTotal[] {
  const totals: CostTotal[] = [];
  for (let code = 0; code < sums.currencies; code += 1) {
    const slots = groups.map(group => group * sums.currencies + code).filter(slot => sums.known[slot]);
    if (slots.length === 0) continue;
    const total = sumOver(sums.totals, slots);
    totals.push({
      code: code === 0 ? null : codes.wordOf(code),
      known: countOver(sums.known, slots),
      total,
      timedTotal: minusExact(total, sumOver(sums.untimedTotals, slots)),
      timedDuration: billionths(slots.reduce((sum, slot) => sum + sumIn(sums.durations, slot), 0n)),
    });
  }
  return totals.sort((a, b) => (placeOf(a.code) < placeOf(b.code) ? -1 : 1));
}

const placeOf = (code: string | null): string =>
  code === null ? '3' : code === creditsCode ? '2' : `1${code}`;

const countOver = (counts: Int32Array, slots: readonly number[]): number =>
  slots.reduce((sum, slot) => sum + (counts[slot] ?? 0), 0);

function sumOver(sums: LosslessSums, slots: readonly number[]): ExactDecimal {
  let whole = 0n;
  let others = zero;
  for (const slot of slots) {
    whole += sumIn(sums.billionths, slot);
    const other = sums.others.get(slot);
    if (other) others = plusExact(others, other);
  }
  return plusExact(billionths(whole), others);
}

/** Exact sum of all costs in the currency of a conversion; null if the rate of one is missing. */
export function convertedTotal(totals: readonly CostTotal[], conversion: CostConversion): CostTotal | null {
  let sum: CostTotal = {
    code: conversion.currency,
    known: 0,
    total: zero,
    timedTotal: zero,
    timedDuration: zero,
  };
  for (const each of totals) {
    const rate = rateOf(each.code, conversion);
    if (!rate) return null;
    sum = {
      code: sum.code,
      known: sum.known + each.known,
      total: plusExact(sum.total, product(each.total, rate)),
      timedTotal: plusExact(sum.timedTotal, product(each.timedTotal, rate)),
      timedDuration: plusExact(sum.timedDuration, each.timedDuration),
    };
  }
  return sum;
}

function rateOf(code: string | null, { currency, rates }: CostConversion): ExactDecimal | null {
  if (code === null) return null;
  const rate = code === currency ? 1 : rates[code];
  return rate === undefined ? null : exactDecimalOf(rate);
}

export function costFigures({ code, known, total, timedTotal, timedDuration }: CostTotal): CallCostFigures {
  const isCredits = code === creditsCode;
  return {
    unit: isCredits ? 'CREDITS' : 'MONEY',
    currency: isCredits ? null : code,
    known,
    total: formatExact(total),
    perCall: known === 0 ? null : quotient(total, whole(known), places),
    perMinute:
      timedDuration.digits === 0n ? null : quotient(product(timedTotal, whole(60)), timedDuration, places),
  };
}

const whole = (count: number): ExactDecimal => ({ digits: BigInt(count), scale: 0 });
