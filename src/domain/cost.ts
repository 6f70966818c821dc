import { type Decimal, minus, plus, times } from './decimal.ts';

/** What a call cost, as far as even a list row says. */
export interface CallCost {
  /** An ISO 4217 code, or `CREDITS`. */
  readonly currency: string | null;
  readonly total: Decimal | null;
  /** The total in real money, where that is known without guessing. */
  readonly money: Money | null;
}

export interface Money {
  readonly amount: Decimal;
  readonly currency: string;
}

export type UsageUnit = 'TOKENS' | 'CHARACTERS' | 'SECONDS' | 'MINUTES';

export interface CostLine {
  readonly amount: Decimal | null;
  readonly units: number | null;
  readonly unit: UsageUnit | null;
}

export interface CostLines {
  readonly llm: CostLine | null;
  readonly llmInput: CostLine | null;
  readonly llmOutput: CostLine | null;
  readonly tts: CostLine | null;
  readonly stt: CostLine | null;
  readonly telephony: CostLine | null;
}

/** Both lines as one; null unless both are there, because half a sum is a wrong figure. */
export function addLines(a: CostLine | null, b: CostLine | null): CostLine | null {
  if (!a || !b) return null;
  return {
    amount: a.amount === null || b.amount === null ? null : plus(a.amount, b.amount),
    units: a.units === null || b.units === null ? null : a.units + b.units,
    unit: a.unit,
  };
}

/** What the total holds beyond its lines, negative where they exceed it; null unless every figure is there. */
export function unattributed(total: Decimal | null, lines: CostLines): Decimal | null {
  let rest = total;
  for (const line of [lines.llm, lines.tts, lines.stt, lines.telephony]) {
    const amount = line?.amount ?? null;
    if (rest === null || amount === null) return null;
    rest = minus(rest, amount);
  }
  return rest;
}

/** Credits as money by the price an operator configured for one credit. */
export const toMoney = (credits: Decimal | null, price: Money | null): Money | null =>
  credits === null || price === null
    ? null
    : { amount: times(credits, price.amount), currency: price.currency };
