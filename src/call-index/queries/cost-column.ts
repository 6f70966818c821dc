import type { CostConversion } from '../../domain/cost-conversion.ts';
import { type Columns, rowsPerBlock } from '../columns/columns.ts';
import type { SummaryKind } from './block-summaries.ts';
import { pricesByCode, roundedPrices } from './cost-prices.ts';
import { type NumberZones, newZones, summarizeNumbers } from './number-zones.ts';

/** Costs in the currency of a conversion, rounded to finite doubles; NaN if unknown, or without a rate. */
export interface CostColumn {
  readonly values: Float64Array;
  readonly zones: NumberZones;
}

/** Converts the costs of each block once, until it changes. */
export const costColumnKind = (columns: Columns, conversion: CostConversion): SummaryKind<CostColumn> => ({
  codeCount: () => columns.dictionaries.currency.size + 1,
  create: blockCount => ({
    values: new Float64Array(blockCount * rowsPerBlock),
    zones: newZones(blockCount),
  }),
  summarize({ values, zones }, rows) {
    const { cost, currency } = columns;
    const prices = roundedPrices(pricesByCode(columns, conversion));
    for (let row = rows.start; row < rows.end; row += 1)
      values[row] = finite((cost[row] ?? 0) * (prices[currency[row] ?? 0] ?? 0));
    summarizeNumbers(columns, values, zones, rows);
  },
});

/** The nearest finite double, because infinities stand for unknown costs in an order. */
export const finite = (value: number): number =>
  Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, value));
