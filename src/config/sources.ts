import { z } from 'zod';
import type { Money } from '../domain/cost.ts';
import { type SourceName, sourceNames } from '../domain/source-name.ts';
import type { SourceSettings } from '../domain/source-settings.ts';
import { envVar, httpUrl, toList, wholeNumber } from './env-var.ts';

export interface SourceConfig extends SourceSettings {
  readonly mode: 'LIVE' | 'SANDBOX' | 'OFF';
}

const key = z.string().regex(/^[\x21-\x7e]{1,4096}$/);
const price = z
  .string()
  .regex(/^\d{1,9}(\.\d{1,9})? [A-Z]{3}$/)
  .transform((text): Money => ({ amount: text.slice(0, -4), currency: text.slice(-3) }));

const url = 'an http or https address without user, query or fragment';
const apiKey = 'a key of visible ASCII characters';
const pages = 'a whole number of requests from 1 to 100';
const rate = 'a whole number of requests a second from 1 to 1000, or off';
const requestsPerSecond = z.union([
  wholeNumber(1, 1_000),
  z.literal('off').transform(() => 'unlimited' as const),
]);

/** The settings of the sources. */
export const sourceSettings = {
  BUTTER_URL: envVar('BUTTER_URL', url, httpUrl),
  BUTTER_API_KEY: envVar('BUTTER_API_KEY', apiKey, key),
  BUTTER_ORGANIZATION_ID: envVar('BUTTER_ORGANIZATION_ID', 'an id of visible ASCII characters', key),
  BUTTER_CREDIT_PRICE: envVar('BUTTER_CREDIT_PRICE', 'the price of one credit, such as "0.01 USD"', price),
  BUTTER_SCAN_PAGES: envVar('BUTTER_SCAN_PAGES', pages, wholeNumber(1, 100)),
  BUTTER_RPS: envVar('BUTTER_RPS', rate, requestsPerSecond),
  BURKI_URL: envVar('BURKI_URL', url, httpUrl),
  BURKI_API_KEY: envVar('BURKI_API_KEY', apiKey, key),
  BURKI_SCAN_PAGES: envVar('BURKI_SCAN_PAGES', pages, wholeNumber(1, 100)),
  BURKI_RPS: envVar('BURKI_RPS', rate, requestsPerSecond),
  SANDBOX: envVar(
    'SANDBOX',
    'butter, burki or butter,burki',
    z
      .string()
      .transform(toNames)
      .pipe(z.array(z.enum(sourceNames)).min(1)),
  ),
};

const settingsObject = z.object(sourceSettings);

/** Sandboxes run by name, or for both sources when nothing is said of either. */
export function sourcesOf(
  settings: z.infer<typeof settingsObject>,
): Readonly<Record<SourceName, SourceConfig>> {
  const { BUTTER_URL, BUTTER_API_KEY, BUTTER_ORGANIZATION_ID, BURKI_URL, BURKI_API_KEY, SANDBOX } = settings;
  const nothingConfigured = [
    BUTTER_URL,
    BUTTER_API_KEY,
    BUTTER_ORGANIZATION_ID,
    BURKI_URL,
    BURKI_API_KEY,
  ].every(value => value === undefined);
  const sandboxes = SANDBOX ?? (nothingConfigured ? sourceNames : []);
  const modeOf = (name: SourceName, key: string | undefined): SourceConfig['mode'] => {
    if (sandboxes.includes(name)) return 'SANDBOX';
    return key === undefined ? 'OFF' : 'LIVE';
  };
  return {
    BUTTER: {
      mode: modeOf('BUTTER', BUTTER_API_KEY),
      url: BUTTER_URL ?? null,
      apiKey: BUTTER_API_KEY ?? '',
      organizationId: BUTTER_ORGANIZATION_ID ?? null,
      creditPrice: settings.BUTTER_CREDIT_PRICE ?? null,
      scanPages: settings.BUTTER_SCAN_PAGES ?? 5,
      requestsPerSecond: settings.BUTTER_RPS ?? null,
    },
    BURKI: {
      mode: modeOf('BURKI', BURKI_API_KEY),
      url: BURKI_URL ?? null,
      apiKey: BURKI_API_KEY ?? '',
      organizationId: null,
      creditPrice: null,
      scanPages: settings.BURKI_SCAN_PAGES ?? 5,
      requestsPerSecond: settings.BURKI_RPS ?? null,
    },
  };
}

function toNames(text: string): string[] {
  return toList(text.toUpperCase());
}
