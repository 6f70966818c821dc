import { z } from 'zod';
import { accessOf, accessProblems, accessSettings } from './config/access.ts';
import { type DocumentsConfig, documentProblems, documentSettings, documentsOf } from './config/documents.ts';
import { type FederationConfig, federationOf, federationSettings } from './config/federation.ts';
import { type OperatingConfig, operatingOf, operatingSettings } from './config/operating.ts';
import { flag, httpUrl, onOff, problemWith, setting, toList, wholeNumber } from './config/setting.ts';
import { duration, type TimeoutName, timeoutProblems } from './config/timeouts.ts';
import type { AccessRules } from './domain/caller.ts';
import type { Money } from './domain/cost.ts';
import { type SourceName, sourceNames } from './domain/source-name.ts';
import { defaultLimits, type UpstreamLimits } from './upstream/limits.ts';

/** Everything an operator can set, read once and never changed. The README's settings explain each. */
export interface Config {
  readonly host: string;
  readonly port: number;
  readonly sources: Readonly<Record<SourceName, SourceConfig>>;
  readonly graphiql: boolean;
  readonly introspection: boolean;
  readonly federation: FederationConfig;
  readonly corsOrigins: readonly string[];
  readonly access: AccessRules;
  /** Whether everyone may ask though others than this machine can. */
  readonly openAccess: boolean;
  readonly forwardHeaders: readonly string[];
  readonly documents: DocumentsConfig;
  readonly deadlineMs: number;
  readonly limits: UpstreamLimits;
  /** Null for what Butter's quota serves before the deadline. */
  readonly maxUpstreamRequests: number | null;
  readonly operating: OperatingConfig;
}

export interface SourceConfig {
  readonly mode: 'LIVE' | 'SANDBOX' | 'OFF';
  /** Null for the address its vendor documents. */
  readonly url: string | null;
  /** Empty where none is set, which only a source that is off or a sandbox may be. */
  readonly apiKey: string;
  readonly organizationId: string | null;
  readonly creditPrice: Money | null;
  readonly scanPages: number;
}

/** The settings, or a list of everything that is wrong with them, in which no value is repeated. */
export type ConfigResult = { readonly config: Config } | { readonly problems: readonly string[] };

type Environment = Readonly<Record<string, string | undefined>>;

const key = z.string().regex(/^[\x21-\x7e]{1,4096}$/);
const size = wholeNumber(1_000, 100_000_000);
const price = z
  .string()
  .regex(/^\d{1,9}(\.\d{1,9})? [A-Z]{3}$/)
  .transform((text): Money => ({ amount: text.slice(0, -4), currency: text.slice(-3) }));

const url = 'an http or https address without user, query or fragment';
const apiKey = 'a key of visible ASCII characters';
const milliseconds = 'a whole number of milliseconds from 1 to 600000';
const bytes = 'a whole number of bytes from 1000 to 100000000';
const pages = 'a whole number of requests from 1 to 100';

const environment = z.object({
  HOST: setting('HOST', 'a host name or address', z.string().regex(/^[A-Za-z0-9.:_-]{1,253}$/)),
  PORT: setting('PORT', 'a whole number from 0 to 65535', wholeNumber(0, 65_535)),
  BUTTER_URL: setting('BUTTER_URL', url, httpUrl),
  BUTTER_API_KEY: setting('BUTTER_API_KEY', apiKey, key),
  BUTTER_ORGANIZATION_ID: setting('BUTTER_ORGANIZATION_ID', 'an id of visible ASCII characters', key),
  BUTTER_CREDIT_PRICE: setting('BUTTER_CREDIT_PRICE', 'the price of one credit, such as "0.01 USD"', price),
  BUTTER_SCAN_PAGES: setting('BUTTER_SCAN_PAGES', pages, wholeNumber(1, 100)),
  BURKI_URL: setting('BURKI_URL', url, httpUrl),
  BURKI_API_KEY: setting('BURKI_API_KEY', apiKey, key),
  BURKI_SCAN_PAGES: setting('BURKI_SCAN_PAGES', pages, wholeNumber(1, 100)),
  SANDBOX: setting(
    'SANDBOX',
    'butter, burki or butter,burki',
    z
      .string()
      .transform(toNames)
      .pipe(z.array(z.enum(sourceNames)).min(1)),
  ),
  GRAPHIQL: setting('GRAPHIQL', onOff, flag),
  INTROSPECTION: setting('INTROSPECTION', onOff, flag),
  CORS_ORIGINS: setting(
    'CORS_ORIGINS',
    'origins such as https://app.example.com, separated by commas',
    z
      .string()
      .transform(toList)
      .pipe(z.array(z.string().refine(isOrigin))),
  ),
  ...federationSettings,
  ...accessSettings,
  ...operatingSettings,
  ...documentSettings,
  REQUEST_DEADLINE_MS: setting('REQUEST_DEADLINE_MS', milliseconds, duration),
  UPSTREAM_TIMEOUT_MS: setting('UPSTREAM_TIMEOUT_MS', milliseconds, duration),
  UPSTREAM_CONNECT_TIMEOUT_MS: setting('UPSTREAM_CONNECT_TIMEOUT_MS', milliseconds, duration),
  UPSTREAM_MAX_BODY_BYTES: setting('UPSTREAM_MAX_BODY_BYTES', bytes, size),
  UPSTREAM_MAX_TRANSCRIPT_BYTES: setting('UPSTREAM_MAX_TRANSCRIPT_BYTES', bytes, size),
  MAX_UPSTREAM_REQUESTS: setting(
    'MAX_UPSTREAM_REQUESTS',
    'a whole number of requests from 1 to 100000',
    wholeNumber(1, 100_000),
  ),
});

const defaultTimes: Readonly<Record<TimeoutName, number>> = {
  REQUEST_DEADLINE_MS: 10_000,
  UPSTREAM_TIMEOUT_MS: defaultLimits.attemptTimeoutMs,
  UPSTREAM_CONNECT_TIMEOUT_MS: defaultLimits.connectTimeoutMs,
};

type Settings = z.infer<typeof environment>;

export function readConfig(env: Environment): ConfigResult {
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = environment.safeParse(given);
  const malformed = parsed.error?.issues.map(issue => String(issue.path[0])) ?? [];
  const problems = new Map(malformed.map(name => [name, problemWith(name)]));
  for (const [name, problem] of [
    ...accessProblems(given),
    ...documentProblems(given),
    ...timeoutProblems(given, defaultTimes),
  ])
    if (!problems.has(name)) problems.set(name, problem);
  if (!parsed.success || problems.size > 0) return { problems: [...problems.values()] };
  return { config: Object.freeze(configOf(parsed.data)) };
}

function configOf(settings: Settings): Config {
  const sources = sourcesOf(settings);
  const real = Object.values(sources).some(({ mode }) => mode === 'LIVE');
  const host = settings.HOST ?? '127.0.0.1';
  return {
    host,
    port: settings.PORT ?? 4000,
    sources,
    graphiql: settings.GRAPHIQL ?? !real,
    introspection: settings.INTROSPECTION ?? !real,
    federation: federationOf(settings, { real }),
    corsOrigins: settings.CORS_ORIGINS ?? [],
    access: accessOf(settings, host),
    openAccess: settings.OPEN_ACCESS ?? false,
    forwardHeaders: settings.FORWARD_HEADERS ?? [],
    documents: documentsOf(settings),
    deadlineMs: settings.REQUEST_DEADLINE_MS ?? defaultTimes.REQUEST_DEADLINE_MS,
    limits: {
      ...defaultLimits,
      connectTimeoutMs: settings.UPSTREAM_CONNECT_TIMEOUT_MS ?? defaultTimes.UPSTREAM_CONNECT_TIMEOUT_MS,
      attemptTimeoutMs: settings.UPSTREAM_TIMEOUT_MS ?? defaultTimes.UPSTREAM_TIMEOUT_MS,
      maxBodyBytes: settings.UPSTREAM_MAX_BODY_BYTES ?? defaultLimits.maxBodyBytes,
      maxTranscriptBytes: settings.UPSTREAM_MAX_TRANSCRIPT_BYTES ?? defaultLimits.maxTranscriptBytes,
    },
    maxUpstreamRequests: settings.MAX_UPSTREAM_REQUESTS ?? null,
    operating: operatingOf(settings),
  };
}

/** Sandboxes run by name, or for both sources when nothing is said of either. */
function sourcesOf(settings: Settings): Config['sources'] {
  const { BUTTER_URL, BUTTER_API_KEY, BUTTER_ORGANIZATION_ID, BURKI_URL, BURKI_API_KEY, SANDBOX } = settings;
  const silent = [BUTTER_URL, BUTTER_API_KEY, BUTTER_ORGANIZATION_ID, BURKI_URL, BURKI_API_KEY].every(
    value => value === undefined,
  );
  const sandboxes = SANDBOX ?? (silent ? sourceNames : []);
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
    },
    BURKI: {
      mode: modeOf('BURKI', BURKI_API_KEY),
      url: BURKI_URL ?? null,
      apiKey: BURKI_API_KEY ?? '',
      organizationId: null,
      creditPrice: null,
      scanPages: settings.BURKI_SCAN_PAGES ?? 5,
    },
  };
}

function toNames(text: string): string[] {
  return toList(text.toUpperCase());
}

function isOrigin(text: string): boolean {
  return URL.canParse(text) && new URL(text).origin === text;
}
