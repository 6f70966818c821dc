import { z } from 'zod';

const expectations = new Map<string, string>();

/** A setting that is left out, or empty, is undefined; its expectation is what a problem with it will say. */
export function setting<T extends z.ZodType>(name: string, expected: string, schema: T) {
  expectations.set(name, expected);
  return schema.optional();
}

/** What is wrong with a setting whose value does not do; the value is not repeated. */
export const problemWith = (name: string): string => `${name}: expected ${expectations.get(name)}`;

export const onOff = 'on or off';
export const flag = z.stringbool({ truthy: ['on', 'true', '1', 'yes'], falsy: ['off', 'false', '0', 'no'] });

export const wholeNumber = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .refine(value => value >= least && value <= most);

export function toList(text: string): string[] {
  return text.split(',').map(item => item.trim());
}
