import { z } from 'zod';
import { type CostConversion, isRate, isRateCode, withoutRates } from '../domain/cost-conversion.ts';
import { isCurrency } from '../domain/currency.ts';
import type { SourceName } from '../domain/source-name.ts';
import { inventedRatesOf } from '../sources/index.ts';
import { envVar, toList } from './env-var.ts';
import type { SourceConfig } from './sources.ts';

export interface CostConversionConfig extends CostConversion {
  /** Whether the rates come with the sandboxes, as invented as their calls. */
  readonly isInvented: boolean;
}

/** Price of one unit of a currency, or of one credit. */
interface Rate {
  readonly code: string;
  readonly price: string;
  readonly currency: string;
}

const currency = z.string().refine(isCurrency);
const ratePattern = /^([A-Z]+) *= *([\d.]+) +([A-Z]{3})$/;

const rates = z
  .string()
  .transform(text => toList(text).map(toRate))
  .pipe(z.array(z.custom<Rate>(rate => rate !== null)));

function toRate(text: string): Rate | null {
  const [, code = '', price = '', currency = ''] = ratePattern.exec(text) ?? [];
  return isRate(price) ? { code, price, currency } : null;
}

export const costSettings = {
  COST_CURRENCY: envVar('COST_CURRENCY', 'an ISO 4217 code such as USD', currency),
  COST_RATES: envVar(
    'COST_RATES',
    'rates such as CREDITS=0.01 USD, EUR=1.08 USD, decimals above 0 of at most 12 digits before the point and 18 behind it',
    rates,
  ),
};

const settingsObject = z.object(costSettings);

/** The rates of the sandboxes apply only if no other rates are given, and no source is real. */
export function costConversionOf(
  { COST_CURRENCY: currency = withoutRates.currency, COST_RATES: given }: z.infer<typeof settingsObject>,
  sources: Readonly<Record<SourceName, SourceConfig>>,
): CostConversionConfig {
  if (given) return { currency, rates: Object.fromEntries(given.map(pairOf)), isInvented: false };
  const invented = currency === withoutRates.currency ? inventedRatesFor(sources) : {};
  return { currency, rates: invented, isInvented: Object.keys(invented).length > 0 };
}

const pairOf = ({ code, price }: Rate) => [code, price] as const;

function inventedRatesFor(sources: Readonly<Record<SourceName, SourceConfig>>) {
  const isReal = Object.values(sources).some(({ mode }) => mode === 'LIVE');
  return inventedRatesOf(name => !isReal && sources[name].mode === 'SANDBOX');
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Settings that were replaced, which are no settings any more. */
export const replacedSettings = ['BUTTER_CREDIT_PRICE'];

/** Conflicts between well-formed settings, by the name of the setting to change. */
export function costProblems(env: Environment): ReadonlyMap<string, string> {
  const problems = new Map<string, string>();
  if (env['BUTTER_CREDIT_PRICE']) problems.set('BUTTER_CREDIT_PRICE', creditPriceProblem);
  const { data = {} } = settingsObject.safeParse({
    COST_CURRENCY: env['COST_CURRENCY'],
    COST_RATES: env['COST_RATES'],
  });
  const problem = problemOfRates(data.COST_RATES ?? [], data.COST_CURRENCY ?? withoutRates.currency);
  if (problem !== null) problems.set('COST_RATES', `COST_RATES: expected ${problem}`);
  return problems;
}

const creditPriceProblem =
  'BUTTER_CREDIT_PRICE: replaced by COST_RATES: write COST_RATES="CREDITS=0.01 USD" for a price of "0.01 USD"';

function problemOfRates(given: readonly Rate[], currency: string): string | null {
  const unlessSet = `COST_CURRENCY, which is ${withoutRates.currency} unless set`;
  const codes = given.map(({ code }) => code);
  if (!codes.every(isRateCode)) return 'rates of CREDITS, or of currencies by their ISO 4217 codes';
  if (new Set(codes).size < codes.length) return 'one rate for each code';
  if (codes.includes(currency)) return `no rate for the currency of ${unlessSet}`;
  return given.every(rate => rate.currency === currency) ? null : `rates in the currency of ${unlessSet}`;
}
