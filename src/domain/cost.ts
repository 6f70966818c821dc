import { type Decimal, minus, plus, times } from './decimal.ts';

/** Cost of a call as its list row gives it. */
export interface CallCost {
  /** An ISO 4217 code, or `CREDITS`. */
  readonly currency: string | null;
  readonly total: Decimal | null;
  /** The total in real money; null if the currency or the price of a credit is unknown. */
  readonly money: CallMoney | null;
}

export interface CallMoney {
  readonly amount: Decimal;
  readonly currency: string;
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

/** Rest of the total that no line covers, negative if the lines exceed it; null unless every figure is present. */
export function unattributed(total: Decimal | null, lines: CostLines): Decimal | null {
  let rest = total;
  for (const line of [lines.llm, lines.tts, lines.stt, lines.telephony]) {
    const amount = line?.amount ?? null;
    if (rest === null || amount === null) return null;
    rest = minus(rest, amount);
  }
  return rest;
}

export const toMoney = (credits: Decimal | null, price: CallMoney | null): CallMoney | null =>
  credits === null || price === null
    ? null
    : { amount: times(credits, price.amount), currency: price.currency };
