import { z } from 'zod';
import { type SourceName, sourceNames } from '../domain/source-name.ts';
import type { SourceSettings } from '../domain/source-settings.ts';
import type { SourceDefinition, SourceSetting } from '../sources/definition.ts';
import { bySource, sourceDefinitions } from '../sources/index.ts';
import { envVar, httpUrl, secretVar, toList, wholeNumber } from './env-var.ts';

export interface SourceConfig extends SourceSettings {
  readonly mode: 'LIVE' | 'SANDBOX' | 'NOT_CONFIGURED';
}

type Environment = Readonly<Record<string, string | undefined>>;

const key = z.string().regex(/^[\x21-\x7e]{1,4096}$/);

const accountName = z.string().regex(/^[\x21-\x7e]{1,200}$/);

const url = 'an http or https address without user, query or fragment';
const apiKey = 'a key of visible ASCII characters';
const pages = 'a whole number of requests from 1 to 100';
const rate = 'a whole number of requests a second from 1 to 1000, or off';
const requestsPerSecond = z.union([
  wholeNumber(1, 1_000),
  z.literal('off').transform(() => 'unlimited' as const),
]);

/** The setting that all sources share. */
export const sourceSettings = {
  SANDBOX: envVar(
    'SANDBOX',
    `names of sources, separated by commas, from ${sourceNames.join(', ').toLowerCase()}`,
    z
      .string()
      .transform(text => toList(text.toUpperCase()))
      .pipe(z.array(z.enum(sourceNames)).min(1)),
  ),
};

/** The settings of one source, by the names of their variables after the name of the source. */
function settingsOf({ identity: { name }, settings }: SourceDefinition) {
  const own = <T extends z.ZodType>(setting: SourceSetting, expected: string, schema: T) =>
    settings.includes(setting) ? envVar(`${name}_${setting}`, expected, schema) : schema.optional();
  return z.object({
    URL: envVar(`${name}_URL`, url, httpUrl),
    API_KEY: secretVar(`${name}_API_KEY`, apiKey, key),
    ORGANIZATION_ID: own('ORGANIZATION_ID', 'an id of visible ASCII characters', key),
    ACCOUNT: envVar(`${name}_ACCOUNT`, 'a name of visible ASCII characters, up to 200', accountName),
    SCAN_PAGES: envVar(`${name}_SCAN_PAGES`, pages, wholeNumber(1, 100)),
    RPS: envVar(`${name}_RPS`, rate, requestsPerSecond),
  });
}

const schemas = bySource(settingsOf);

/** The variables of one source in an environment, without the name of the source. */
function valuesOf({ identity: { name }, settings }: SourceDefinition, env: Environment): Environment {
  const names = ['URL', 'API_KEY', 'ACCOUNT', 'SCAN_PAGES', 'RPS', ...settings];
  return Object.fromEntries(names.map(setting => [setting, env[`${name}_${setting}`]]));
}

/** The names of malformed variables of all sources. */
export const malformedSourceSettings = (env: Environment): string[] =>
  sourceDefinitions.flatMap(definition => {
    const { name } = definition.identity;
    const { error } = schemas[name].safeParse(valuesOf(definition, env));
    return error?.issues.map(({ path }) => `${name}_${String(path[0])}`) ?? [];
  });

/** Sandboxes run by name, or for every source if no source is configured. Throws for malformed variables. */
export function sourcesOf(
  env: Environment,
  sandboxes: readonly SourceName[] | undefined,
): Readonly<Record<SourceName, SourceConfig>> {
  const given = bySource(definition => schemas[definition.identity.name].parse(valuesOf(definition, env)));
  const nothingConfigured = Object.values(given).every(
    ({ URL, API_KEY, ORGANIZATION_ID }) => (URL ?? API_KEY ?? ORGANIZATION_ID) === undefined,
  );
  const sandboxed = sandboxes ?? (nothingConfigured ? sourceNames : []);
  return bySource(({ identity: { name } }) => {
    const { URL, API_KEY, ORGANIZATION_ID, ACCOUNT, SCAN_PAGES, RPS } = given[name];
    const real = API_KEY === undefined ? 'NOT_CONFIGURED' : 'LIVE';
    return {
      mode: sandboxed.includes(name) ? 'SANDBOX' : real,
      url: URL ?? null,
      apiKey: API_KEY ?? '',
      organizationId: ORGANIZATION_ID ?? null,
      account: ACCOUNT ?? null,
      scanPages: SCAN_PAGES ?? 5,
      requestsPerSecond: RPS ?? null,
    };
  });
}
