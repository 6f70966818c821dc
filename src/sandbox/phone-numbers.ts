import type { Random } from './random.ts';

const areaCodes = ['206', '212', '303', '312', '404', '415', '503', '617', '702', '786'] as const;

/** Formats a number from 555-0100 to 555-0199, because this range is reserved for fiction. */
const fictional = (areaCode: string, number: number): string =>
  `+1${areaCode}55501${String(number).padStart(2, '0')}`;

export const fictionalNumber = (random: Random): string =>
  fictional(random.pick(areaCodes), random.integer(0, 99));

const manyAreaCodes = Array.from({ length: 700 }, (_, index) => String(index + 201)).filter(
  code => !/.11|.9.|555/.test(code),
);

/** Draws one of some 60,000 customers; a few of them call often, and many only once. */
export function customerNumber(random: Random): string {
  const customer = Math.floor(random.fraction() ** 3 * 100 * manyAreaCodes.length);
  return fictional(manyAreaCodes[Math.floor(customer / 100)] ?? areaCodes[0], customer % 100);
}

/** Number of a business's own line. */
export const lineNumber = (line: number): string => fictional('206', line);

/** Formats `+12125550142` as `(212) 555-0142`. */
export function nationalSpelling(number: string): string {
  return number.replace(/^\+1(\d{3})(\d{3})(\d{4})$/, '($1) $2-$3');
}
