import type { Columns } from '../columns/columns.ts';
import { type ExactDecimal, exactDecimalOf } from '../queries/exact-decimals.ts';
import { plusExact, zero } from './exact-arithmetic.ts';
import { addBillionths, addInteger, createExactSums, type ExactSums } from './exact-sums.ts';
import type { RowGroups } from './row-groups.ts';

/** Costs of each group and currency: the slot of a currency's code in a group is group × currencies + code. */
export interface CostSums {
  /** Number of currency codes, with 0 for an unknown currency. */
  readonly currencies: number;
  /** Number of calls whose cost is known. */
  readonly known: Int32Array;
  readonly totals: LosslessSums;
  /** Sums over the calls whose duration is not known. */
  readonly untimedTotals: LosslessSums;
  /** Sums of the durations of calls whose cost is known, in billionths of a second. */
  readonly durations: ExactSums;
}

/** Sums of billionths, with the sums of costs that are no whole number of them. */
export interface LosslessSums {
  readonly billionths: ExactSums;
  readonly others: Map<number, ExactDecimal>;
}

/** Row whose cost is no whole number of billionths; its exact cost is added later, because that takes a microsecond. */
export type OtherCost = readonly [slot: number, amount: string, isTimed: boolean];

export interface CostReading {
  readonly sums: CostSums;
  readonly others: readonly OtherCost[];
}

/** Sums the costs of some rows by group and currency. */
export function sumCosts(columns: Columns, rows: Int32Array, { groupOf, count }: RowGroups): CostReading {
  const { cost, currency, duration, roundedCosts } = columns;
  const sums = createCostSums(count, columns.dictionaries.currency.size + 1);
  const { currencies, known, durations } = sums;
  const otherOf = roundedCosts.size > 0 ? (row: number) => roundedCosts.get(row) : () => undefined;
  const others: OtherCost[] = [];
  for (let at = 0; at < rows.length; at += 1) {
    const row = rows[at] ?? 0;
    const amount = cost[row] ?? Number.NaN;
    if (Number.isNaN(amount)) continue;
    const slot = (groupOf[at] ?? 0) * currencies + (currency[row] ?? 0);
    const seconds = duration[row] ?? Number.NaN;
    known[slot] = (known[slot] ?? 0) + 1;
    if (!Number.isNaN(seconds)) addBillionths(durations, slot, seconds);
    const other = otherOf(row);
    if (other === undefined) addAmount(sums, slot, amount, seconds);
    else others.push([slot, other, !Number.isNaN(seconds)]);
  }
  return { sums, others };
}

function addAmount({ totals, untimedTotals }: CostSums, slot: number, amount: number, seconds: number): void {
  addInteger(totals.billionths, slot, amount);
  if (Number.isNaN(seconds)) addInteger(untimedTotals.billionths, slot, amount);
}

function createCostSums(groups: number, currencies: number): CostSums {
  const slots = groups * currencies;
  const losslessSums = () => ({ billionths: createExactSums(slots), others: new Map() });
  return {
    currencies,
    known: new Int32Array(slots),
    totals: losslessSums(),
    untimedTotals: losslessSums(),
    durations: createExactSums(slots),
  };
}

export function addOther({ totals, untimedTotals }: CostSums, [slot, text, isTimed]: OtherCost): void {
  const amount = exactDecimalOf(text);
  addTo(totals.others, slot, amount);
  if (!isTimed) addTo(untimedTotals.others, slot, amount);
}

function addTo(sums: Map<number, ExactDecimal>, slot: number, amount: ExactDecimal): void {
  sums.set(slot, plusExact(sums.get(slot) ?? zero, amount));
}
