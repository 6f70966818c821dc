import { z } from 'zod';

const expectations = new Map<string, string>();
const secrets = new Set<string>();

/** Optional setting; undefined for an absent or empty variable. Error messages contain `expected`. */
export function envVar<T extends z.ZodType>(name: string, expected: string, schema: T) {
  expectations.set(name, expected);
  return schema.optional();
}

/** Setting whose value may also be in a file, whose path is in the variable with `_FILE` after its name. */
export function secretVar<T extends z.ZodType>(name: string, expected: string, schema: T) {
  secrets.add(name);
  return envVar(name, expected, schema);
}

export const secretNames = (): string[] => [...secrets];

/** The names of all settings. */
export const settingNames = (): string[] => [...expectations.keys()];

/** Message for an invalid setting, without its value, because the value may be a secret. */
export const problemWith = (name: string, fromFile: ReadonlySet<string>): string =>
  fromFile.has(name)
    ? `${name}_FILE: expected the path of a file with ${expectations.get(name)}`
    : `${name}: expected ${expectations.get(name)}`;

export const onOff = 'on or off';
export const flag = z.stringbool({ truthy: ['on', 'true', '1', 'yes'], falsy: ['off', 'false', '0', 'no'] });

export const httpUrl = z.url({ protocol: /^https?$/ }).refine(isBareUrl);

function isBareUrl(text: string): boolean {
  // zod runs this check even if the one before it has failed.
  if (!URL.canParse(text)) return false;
  const { username, password, search, hash } = new URL(text);
  return username === '' && password === '' && search === '' && hash === '';
}

export const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .refine(value => value >= min && value <= max);

export function toList(text: string): string[] {
  return text.split(',').map(item => item.trim());
}
