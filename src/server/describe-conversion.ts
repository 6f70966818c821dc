import type { CostConversionConfig } from '../config/costs.ts';

/** A line for operators that says by which rates costs are converted. */
export function describeConversion({ currency, rates, isInvented }: CostConversionConfig): string {
  const list = Object.entries(rates).map(([code, rate]) => `${code}=${rate} ${currency}`);
  if (list.length === 0) return `Costs: no rates to ${currency}, because COST_RATES is not set`;
  const mark = isInvented ? '. THESE RATES ARE INVENTED, as the calls are.' : '';
  return `Costs: converted to ${currency} by ${list.join(', ')}${mark}`;
}
