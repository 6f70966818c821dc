import { type Decimal, formatDecimal } from '../../domain/decimal.ts';

/** A decimal as an integer over a power of ten, which compares faster than its text. */
export interface ExactDecimal {
  readonly digits: bigint;
  /** Number of decimal places. */
  readonly scale: number;
}

export function exactDecimalOf(value: Decimal): ExactDecimal {
  const [whole = '', fraction = ''] = formatDecimal(value).split('.');
  return { digits: BigInt(whole + fraction), scale: fraction.length };
}

export const product = (a: ExactDecimal, b: ExactDecimal): ExactDecimal => ({
  digits: a.digits * b.digits,
  scale: a.scale + b.scale,
});

/** Orders by value, as `Array.sort` wants it. */
export function compareExact(a: ExactDecimal, b: ExactDecimal): number {
  const left = a.scale < b.scale ? a.digits * 10n ** BigInt(b.scale - a.scale) : a.digits;
  const right = b.scale < a.scale ? b.digits * 10n ** BigInt(a.scale - b.scale) : b.digits;
  return left < right ? -1 : Number(left > right);
}

/** The greatest whole number of units that are worth at most `value`, and whether they are worth exactly as much. */
export function wholeUnits(value: ExactDecimal, unit: ExactDecimal): { floor: bigint; isExact: boolean } {
  const dividend = value.digits * 10n ** BigInt(unit.scale);
  const divisor = unit.digits * 10n ** BigInt(value.scale);
  const quotient = dividend / divisor;
  const isExact = quotient * divisor === dividend;
  // BigInt division rounds toward zero.
  return { floor: isExact || dividend > 0n ? quotient : quotient - 1n, isExact };
}

export const formatExact = ({ digits, scale }: ExactDecimal): string => {
  const text = String(digits < 0n ? -digits : digits).padStart(scale + 1, '0');
  const whole = text.slice(0, text.length - scale);
  const fraction = text.slice(text.length - scale).replace(/0+$/, '');
  return `${digits < 0n ? '-' : ''}${whole}${fraction && `.${fraction}`}`;
};
