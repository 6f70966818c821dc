const numeral = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** Whether a text is a number as JSON spells it. */
export const isNumeral = (text: string): boolean => numeral.test(text);

/** Any number of so few digits comes back from a double as it was. */
const short = /^-?[\d.]{1,15}$/;

/** Whether the double that a numeral reads as, written back, is the same number. */
export function isExact(numeral: string): boolean {
  if (short.test(numeral)) return true;
  const double = Number(numeral);
  const written = String(double);
  // Every number that a program wrote in plain digits comes back in these, so that the rest is rarely needed.
  return (
    written === numeral || (Number.isFinite(double) && significantOf(numeral) === significantOf(written))
  );
}

/** No double is written with more digits. */
const maxDigits = 17;

/** The digits between outer zeros with the power of ten of the last one; null for more than `maxDigits`. */
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

/** The finite double nearest to a numeral; null for any other text. */
export function numberOf(text: string): number | null {
  const double = isNumeral(text) ? Number(text) : Number.NaN;
  return Number.isFinite(double) ? double : null;
}

/** A numeral as a whole number of 32 bits; null for any other text. */
export function wholeNumberOf(text: string): number | null {
  const number = numberOf(text);
  return number !== null && (number | 0) === number ? number : null;
}

/** A safe integer in plain digits; null for any other text, because an id must not be rounded to another one. */
export function idOf(text: string): number | null {
  const id = Number(text);
  return Number.isSafeInteger(id) && String(id) === text ? id : null;
}
