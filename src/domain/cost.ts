import { type Decimal, plus } from './decimal.ts';

/** Unit of the figures of a cost: real money, or the credits of a platform. */
export type CostUnit = 'MONEY' | 'CREDITS';

/** Cost of a call as its list row gives it; never absent, because the detail may have figures that the row lacks. */
export interface CallCost {
  /** The unit of every figure, whether or not one is known. */
  readonly unit: CostUnit;
  /** An ISO 4217 code; null for credits, and if not given. */
  readonly currency: string | null;
  readonly total: Decimal | null;
}

export type CostUsageUnit = 'TOKENS' | 'CHARACTERS' | 'SECONDS' | 'MINUTES';

export interface CostLine {
  readonly amount: Decimal | null;
  readonly units: number | null;
  readonly unit: CostUsageUnit | null;
}

export interface CostLines {
  readonly llm: CostLine | null;
  readonly llmInput: CostLine | null;
  readonly llmOutput: CostLine | null;
  readonly tts: CostLine | null;
  readonly stt: CostLine | null;
  readonly telephony: CostLine | null;
}

/** Sum of two cost lines; null unless both are present, because half a sum is a wrong figure. */
export function addLines(a: CostLine | null, b: CostLine | null): CostLine | null {
  if (!a || !b) return null;
  return {
    amount: a.amount === null || b.amount === null ? null : plus(a.amount, b.amount),
    units: a.units === null || b.units === null ? null : a.units + b.units,
    unit: a.unit,
  };
}

/** The unit of a cost; null until a figure is known. */
export const knownUnit = ({ unit, total }: CallCost, lines: CostLines | undefined): CostUnit | null =>
  total !== null || (lines !== undefined && hasFigure(lines)) ? unit : null;

const hasFigure = (lines: CostLines): boolean =>
  hasAmount(lines.llm) ||
  hasAmount(lines.llmInput) ||
  hasAmount(lines.llmOutput) ||
  hasAmount(lines.tts) ||
  hasAmount(lines.stt) ||
  hasAmount(lines.telephony);

const hasAmount = (line: CostLine | null): boolean => line !== null && line.amount !== null;
