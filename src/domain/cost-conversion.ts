import type { CallCost } from './cost.ts';
import { isCurrency } from './currency.ts';
import { type Decimal, times } from './decimal.ts';

/** The one currency into which an operator has all costs converted. */
export interface CostConversion {
  /** An ISO 4217 code; `CREDITS` for amounts that stay in credits. */
  readonly currency: string;
  /** Exact prices in `currency` of one unit of another currency, by its code, and of one credit, by `CREDITS`. */
  readonly rates: Readonly<Record<string, Decimal>>;
}

/** An amount of real money. */
export interface CallMoney {
  readonly amount: Decimal;
  /** An ISO 4217 code. */
  readonly currency: string;
}

/** The code of credits in `CostConversion.rates`, which is no ISO 4217 code. */
export const creditsCode = 'CREDITS';

/** A positive decimal without an exponent, of at most 12 digits before the point and 18 behind it. */
const ratePattern = /^(?=.*[1-9])(?:0|[1-9]\d{0,11})(?:\.\d{1,18})?$/;

export const isRate = (text: string): boolean => ratePattern.test(text);

/** Tells whether amounts may be in a code of `CostConversion.rates`. */
export const isRateCode = (code: string): boolean => code === creditsCode || isCurrency(code);

/** Throws a TypeError if a currency is no ISO 4217 code, or a rate is malformed or superfluous. */
export function checkConversion({ currency, rates }: CostConversion): void {
  if (!isCurrency(currency)) throw new TypeError('costConversion: `currency` must be an ISO 4217 code.');
  for (const [code, rate] of Object.entries(rates)) {
    if (!isRateCode(code) || code === currency)
      throw new TypeError('costConversion: `rates` must be of CREDITS and of other ISO 4217 codes.');
    if (!isRate(String(rate)))
      throw new TypeError(
        'costConversion: each of `rates` must be a decimal above 0, of at most 12 digits before the point and 18 behind it.',
      );
  }
}

/** Conversion into dollars without rates: only amounts in dollars have a converted one. */
export const withoutRates: CostConversion = { currency: 'USD', rates: {} };

/** Tells whether amounts in a code of `CostConversion.rates`, or in the currency itself, can be converted. */
export const canConvert = ({ currency, rates }: CostConversion, code: string): boolean =>
  code === currency || Object.hasOwn(rates, code);

/** Converts an amount of a cost, exactly; null if its currency is unknown or has no rate. */
export function convert(
  amount: Decimal | null,
  cost: CallCost,
  { currency, rates }: CostConversion,
): CallMoney | null {
  const code = cost.unit === 'CREDITS' ? creditsCode : cost.currency;
  if (amount === null || code === null) return null;
  if (code === currency) return { amount, currency };
  const rate = rates[code];
  return rate === undefined ? null : { amount: times(amount, rate), currency };
}
