import type { Random } from './random.ts';

const areaCodes = ['206', '212', '303', '312', '404', '415', '503', '617', '702', '786'] as const;

/** Generates a number from 555-0100 to 555-0199, because this range is reserved for fiction. */
export function fictionalNumber(random: Random): string {
  return `+1${random.pick(areaCodes)}55501${String(random.integer(0, 99)).padStart(2, '0')}`;
}

/** Formats `+12125550142` as `(212) 555-0142`. */
export function nationalSpelling(number: string): string {
  return number.replace(/^\+1(\d{3})(\d{3})(\d{4})$/, '($1) $2-$3');
}
