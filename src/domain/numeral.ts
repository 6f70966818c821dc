const numeral = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** Tells whether a text is a JSON number. */
export const isNumeral = (text: string): boolean => numeral.test(text);

/** Numbers of at most 15 digits, which survive the round trip through a double. */
const upTo15Digits = /^-?[\d.]{1,15}$/;

/** Tells whether a double keeps the value of a numeral. */
export function isExact(numeral: string): boolean {
  if (upTo15Digits.test(numeral)) return true;
  const double = Number(numeral);
  const written = String(double);
  // This comparison settles most numerals, because programs print doubles in the same form.
  return (
    written === numeral || (Number.isFinite(double) && significantOf(numeral) === significantOf(written))
  );
}

/** Maximum number of significant digits that a double prints. */
const maxDigits = 17;

/** Significant digits and the power of ten of the last; null for more than `maxDigits`. */
function significantOf(numeral: string): string | null {
  const [mantissa = '', exponent = '0'] = numeral.toLowerCase().split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  const digits = (whole + fraction).replace(/^-?0*/, '');
  let end = digits.length;
  while (digits[end - 1] === '0') end -= 1;
  if (end > maxDigits) return null;
  const power = Number(exponent) - fraction.length + digits.length - end;
  return end === 0 ? '0' : `${digits.slice(0, end)}e${power}`;
}

/** Parses a numeral to the nearest finite double; null for any other text. */
export function numberOf(text: string): number | null {
  const double = isNumeral(text) ? Number(text) : Number.NaN;
  return Number.isFinite(double) ? double : null;
}

/** Parses a numeral to a 32-bit integer; null for any other text. */
export function wholeNumberOf(text: string): number | null {
  const number = numberOf(text);
  return number !== null && (number | 0) === number ? number : null;
}

/** Parses a safe integer in plain digits; null for any other text, because an id must not be rounded. */
export function idOf(text: string): number | null {
  const id = Number(text);
  return Number.isSafeInteger(id) && String(id) === text ? id : null;
}
