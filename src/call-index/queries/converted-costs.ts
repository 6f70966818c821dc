import type { CostConversion } from '../../domain/cost-conversion.ts';
import type { Columns } from '../columns/columns.ts';
import { billionth, pricesByCode, roundedPrices } from './cost-prices.ts';
import { compareExact, type ExactDecimal, exactDecimalOf, product, wholeUnits } from './exact-decimals.ts';

/** Costs of rows in the currency of a conversion: as doubles, which are fast, and exact, which settles near-equality. */
export interface ConvertedCosts {
  /** Price of a billionth by the code of its currency; NaN for a currency without a rate, and for none. */
  readonly prices: Float64Array;
  /** The exact cost of a row whose currency has a price. */
  exactOf(row: number): ExactDecimal;
  /** Compares two rows whose currencies have prices, exactly. */
  compare(a: number, b: number): number;
  /** Compares rows with a cost, exactly. */
  comparerTo(cost: ExactDecimal): CostComparer;
}

export interface CostComparer {
  /** The greatest whole numbers of billionths that are worth at most the cost, by the code of their currency. */
  readonly floor: Float64Array;
  /** 1 where that number is worth exactly the cost. */
  readonly isExact: Uint8Array;
  /** Compares a row whose currency has a price with the cost. */
  compare(row: number): number;
}

/** Bound on the relative error of a converted cost in doubles, which three roundings make. */
export const relativeError = 1e-15;

export function convertedCosts(columns: Columns, conversion: CostConversion): ConvertedCosts {
  const { cost, currency, roundedCosts } = columns;
  const prices = pricesByCode(columns, conversion);
  const parsed = new Map<string, ExactDecimal>();

  const parse = (text: string): ExactDecimal => {
    const value = parsed.get(text) ?? exactDecimalOf(text);
    parsed.set(text, value);
    return value;
  };
  const exactOf = (row: number): ExactDecimal => {
    const price = prices[currency[row] ?? 0] ?? billionth;
    const rounded = roundedCosts.get(row);
    if (rounded !== undefined) return withoutBillionths(product(parse(rounded), price));
    return { digits: BigInt(cost[row] ?? 0) * price.digits, scale: price.scale };
  };

  return {
    prices: roundedPrices(prices),
    exactOf,
    compare(a, b) {
      const isWhole = !roundedCosts.has(a) && !roundedCosts.has(b);
      if (isWhole && currency[a] === currency[b]) return (cost[a] ?? 0) - (cost[b] ?? 0);
      if (isWhole && cost[a] === 0 && cost[b] === 0) return 0;
      return compareExact(exactOf(a), exactOf(b));
    },
    comparerTo: value => {
      const { floor, isExact } = wholeBillionths(value, prices);
      return {
        floor,
        isExact,
        compare(row) {
          const code = currency[row] ?? 0;
          const whole = floor[code] ?? 0;
          const difference = (cost[row] ?? 0) - whole;
          const isNear = !(Math.abs(difference) > 1 + Math.abs(whole) * relativeError);
          if (isNear && roundedCosts.has(row)) return compareExact(exactOf(row), value);
          return difference || (isExact[code] ?? 0) - 1;
        },
      };
    },
  };
}

const withoutBillionths = ({ digits, scale }: ExactDecimal): ExactDecimal => ({
  digits: digits * 10n ** BigInt(billionth.scale),
  scale,
});

function wholeBillionths(
  value: ExactDecimal,
  prices: readonly (ExactDecimal | null)[],
): Pick<CostComparer, 'floor' | 'isExact'> {
  const floor = new Float64Array(prices.length).fill(Number.NaN);
  const isExact = new Uint8Array(prices.length);
  for (const [code, price] of prices.entries()) {
    if (!price) continue;
    const units = wholeUnits(value, price);
    floor[code] = Number(units.floor);
    isExact[code] = Number(units.isExact);
  }
  return { floor, isExact };
}
