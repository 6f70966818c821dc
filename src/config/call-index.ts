import { z } from 'zod';
import {
  defaultIndexSettings,
  type IndexDatabase,
  type IndexFile,
  type IndexSettings,
  minNumbersKeyLength,
} from '../domain/index-settings.ts';
import { envVar, flag, onOff, secretVar, wholeNumber } from './env-var.ts';
import type { SourceConfig } from './sources.ts';

/** Settings of the index; its path is null for a temporary file, which only invented calls may have. */
export type IndexConfig = IndexPolicy & (IndexDatabase | { readonly path: string | null });

type IndexPolicy = Omit<IndexSettings, keyof IndexFile | keyof IndexDatabase>;

const share = z
  .string()
  .regex(/^(?:0?\.\d{1,4}|1(?:\.0{1,4})?)$/)
  .transform(Number)
  .refine(value => value > 0);

export const indexSettings = {
  INDEX: envVar('INDEX', onOff, flag),
  INDEX_PATH: envVar('INDEX_PATH', 'the path of a file', z.string().regex(/^[^\0]{1,4096}$/)),
  INDEX_URL: secretVar(
    'INDEX_URL',
    'a postgres or postgresql address',
    z.url({ protocol: /^postgres(?:ql)?$/ }),
  ),
  INDEX_SHARE: envVar('INDEX_SHARE', 'a number above 0 and up to 1, such as 0.5', share),
  INDEX_WALK_EVERY: envVar(
    'INDEX_WALK_EVERY',
    'a whole number of milliseconds from 60000 to 604800000',
    wholeNumber(60_000, 604_800_000),
  ),
  INDEX_NUMBERS: envVar('INDEX_NUMBERS', 'full or masked', z.enum(['full', 'masked'])),
  INDEX_NUMBERS_KEY: secretVar(
    'INDEX_NUMBERS_KEY',
    `at least ${minNumbersKeyLength} visible ASCII characters`,
    z.string().regex(new RegExp(`^[\\x21-\\x7e]{${minNumbersKeyLength},512}$`)),
  ),
  INDEX_KEEP_DAYS: envVar('INDEX_KEEP_DAYS', 'a whole number of days from 1 to 3650', wholeNumber(1, 3_650)),
};

const settingsObject = z.object(indexSettings);

/** Null without an index. It is on by default where every call is invented, because the numbers of customers are a decision. */
export function indexOf(
  settings: z.infer<typeof settingsObject>,
  sources: Readonly<Record<string, SourceConfig>>,
): IndexConfig | null {
  const isOn = settings.INDEX ?? isInvented(sources);
  if (!isOn) return null;
  const { INDEX_URL: url, INDEX_PATH: path = null } = settings;
  return {
    ...(url === undefined ? { path } : { url }),
    share: settings.INDEX_SHARE ?? defaultIndexSettings.share,
    walkEveryMs: settings.INDEX_WALK_EVERY ?? defaultIndexSettings.walkEveryMs,
    keepDays: settings.INDEX_KEEP_DAYS ?? defaultIndexSettings.keepDays,
    numbersKey: settings.INDEX_NUMBERS === 'masked' ? (settings.INDEX_NUMBERS_KEY ?? null) : null,
  };
}

const isInvented = (sources: Readonly<Record<string, SourceConfig>>): boolean =>
  Object.values(sources).every(({ mode }) => mode === 'SANDBOX');

/** Conflict of the settings with each other, or with sources whose calls are real; null for none. */
export function indexProblem(
  settings: z.infer<typeof settingsObject>,
  sources: Readonly<Record<string, SourceConfig>>,
): string | null {
  return placeProblem(settings, sources) ?? numbersProblem(settings);
}

function placeProblem(
  { INDEX, INDEX_PATH, INDEX_URL }: z.infer<typeof settingsObject>,
  sources: Readonly<Record<string, SourceConfig>>,
): string | null {
  const places = [INDEX_PATH, INDEX_URL].filter(place => place !== undefined);
  if (places.length > 1) return 'INDEX_URL: expected no address, because INDEX_PATH is set';
  const isReal = Object.values(sources).some(({ mode }) => mode === 'LIVE');
  if (INDEX && isReal && places.length === 0)
    return 'INDEX_PATH: expected the path of a file, because INDEX is on and the index of real calls is kept';
  if (INDEX === undefined && places.length > 0 && !isInvented(sources))
    return `INDEX: expected on or off, because ${INDEX_URL ? 'INDEX_URL' : 'INDEX_PATH'} is set`;
  return null;
}

/** A key alone must not pass for a masked index. */
function numbersProblem({
  INDEX_NUMBERS: numbers,
  INDEX_NUMBERS_KEY: key,
}: z.infer<typeof settingsObject>): string | null {
  if (numbers === 'masked' && key === undefined)
    return `INDEX_NUMBERS_KEY: expected a key of at least ${minNumbersKeyLength} characters, because INDEX_NUMBERS is masked`;
  if (numbers === undefined && key !== undefined)
    return 'INDEX_NUMBERS: expected full or masked, because INDEX_NUMBERS_KEY is set';
  return null;
}
