import { z } from 'zod';

const expectations = new Map<string, string>();

/** A setting that is left out, or empty, is undefined; its expectation is what a problem with it will say. */
export function envVar<T extends z.ZodType>(name: string, expected: string, schema: T) {
  expectations.set(name, expected);
  return schema.optional();
}

/** The names of all settings. */
export const settingNames = (): string[] => [...expectations.keys()];

/** What is wrong with a setting whose value does not do; the value is not repeated. */
export const problemWith = (name: string): string => `${name}: expected ${expectations.get(name)}`;

export const onOff = 'on or off';
export const flag = z.stringbool({ truthy: ['on', 'true', '1', 'yes'], falsy: ['off', 'false', '0', 'no'] });

export const httpUrl = z.url({ protocol: /^https?$/ }).refine(isBareUrl);

function isBareUrl(text: string): boolean {
  // Because zod goes on to this check where the one before it has failed.
  if (!URL.canParse(text)) return false;
  const { username, password, search, hash } = new URL(text);
  return username === '' && password === '' && search === '' && hash === '';
}

export const wholeNumber = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .refine(value => value >= least && value <= most);

export function toList(text: string): string[] {
  return text.split(',').map(item => item.trim());
}
