import type { CostConversion } from '../../domain/cost-conversion.ts';
import type { Columns } from '../columns/columns.ts';
import { type ExactDecimal, exactDecimalOf, product } from './exact-decimals.ts';

export const billionth: ExactDecimal = { digits: 1n, scale: 9 };

/** Exact price of a billionth by the code of its currency; null for a currency without a rate, and for none. */
export function pricesByCode(
  { dictionaries }: Columns,
  { currency, rates }: CostConversion,
): (ExactDecimal | null)[] {
  const prices: (ExactDecimal | null)[] = [null];
  for (let code = 1; code <= dictionaries.currency.size; code += 1) {
    const word = dictionaries.currency.wordOf(code);
    const rate = word === currency ? 1 : rates[word];
    prices.push(rate === undefined ? null : product(exactDecimalOf(rate), billionth));
  }
  return prices;
}

/** The prices as doubles; NaN for a currency without a rate, and for none. */
export const roundedPrices = (prices: readonly (ExactDecimal | null)[]): Float64Array =>
  Float64Array.from(prices, price => (price ? Number(`${price.digits}e-${price.scale}`) : Number.NaN));
