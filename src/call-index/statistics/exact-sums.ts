/** Exact sums of whole numbers, one in each slot: of doubles as long as these are exact, and then of integers without bound. */
export interface ExactSums {
  readonly doubles: Float64Array;
  readonly integers: Map<number, bigint>;
}

export const createExactSums = (slots: number): ExactSums => ({
  doubles: new Float64Array(slots),
  integers: new Map(),
});

/** Adds a safe integer. */
export function addInteger(sums: ExactSums, slot: number, value: number): void {
  const before = sums.doubles[slot] ?? 0;
  const sum = before + value;
  if (sum <= Number.MAX_SAFE_INTEGER && sum >= Number.MIN_SAFE_INTEGER) {
    sums.doubles[slot] = sum;
    return;
  }
  addBigInteger(sums, slot, BigInt(before));
  sums.doubles[slot] = value;
}

function addBigInteger({ integers }: ExactSums, slot: number, value: bigint): void {
  integers.set(slot, (integers.get(slot) ?? 0n) + value);
}

const billion = 1_000_000_000;

/**
 * Adds a double in billionths, as a decimal of nine places, so that 0.1 and 0.2 make 0.3. The whole part is split off, because
 * the product of the rest is then within half a billionth for all values of nine places below 2^23.
 */
export function addBillionths(sums: ExactSums, slot: number, value: number): void {
  const whole = Math.trunc(value);
  const rest = Math.round((value - whole) * billion);
  const exact = whole * billion + rest;
  if (exact <= Number.MAX_SAFE_INTEGER && exact >= Number.MIN_SAFE_INTEGER) addInteger(sums, slot, exact);
  else addBigInteger(sums, slot, BigInt(whole) * BigInt(billion) + BigInt(rest));
}

export const sumIn = ({ doubles, integers }: ExactSums, slot: number): bigint =>
  (integers.get(slot) ?? 0n) + BigInt(doubles[slot] ?? 0);
