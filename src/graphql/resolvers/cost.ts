import { type CostLines, knownUnit } from '../../domain/cost.ts';
import { convert } from '../../domain/cost-conversion.ts';
import { costItems, unattributed } from '../../domain/cost-items.ts';
import type { CostBreakdownResolvers, CostItemResolvers } from '../generated/resolver-types.ts';
import { fromDetail } from './detail.ts';

export const CostBreakdown: CostBreakdownResolvers = {
  unit: ({ cost, detail }) => knownUnit(cost, detail?.costLines),
  currency: ({ cost }) => cost.currency,
  total: ({ cost }) => cost.total,
  converted: ({ cost }, _, { costConversion }) => convert(cost.total, cost, costConversion),
  lines: fromDetail(({ costLines }, { cost }) => costItems(cost, costLines)),
  llm: costLine('llm'),
  llmInput: costLine('llmInput'),
  llmOutput: costLine('llmOutput'),
  tts: costLine('tts'),
  stt: costLine('stt'),
  telephony: costLine('telephony'),
  unattributed: fromDetail(({ costLines }, { cost }) => unattributed(cost, costLines)),
};

export const CostItem: CostItemResolvers = {
  converted: ({ amount, cost }, _, { costConversion }) => convert(amount, cost, costConversion),
};

function costLine(line: keyof CostLines) {
  return fromDetail(detail => detail.costLines[line]);
}
