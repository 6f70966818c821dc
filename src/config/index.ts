import { z } from 'zod';
import { defaultMaxAnswerBytes } from '../domain/answer-bytes.ts';
import type { AccessOptions } from '../domain/caller.ts';
import type { ProxySettings } from '../domain/proxy-settings.ts';
import type { SourceName } from '../domain/source-name.ts';
import { defaultLimits, type UpstreamLimits } from '../upstream/limits.ts';
import { accessOf, accessProblems, accessSettings } from './access.ts';
import { type CachingConfig, cachingOf, cachingSettings } from './caching.ts';
import { type IndexConfig, indexOf, indexProblem, indexSettings } from './call-index.ts';
import { type ConnectionsConfig, connectionSettings, connectionsOf } from './connections.ts';
import {
  type CostConversionConfig,
  costConversionOf,
  costProblems,
  costSettings,
  replacedSettings,
} from './costs.ts';
import { type DocumentsConfig, documentProblems, documentSettings, documentsOf } from './documents.ts';
import {
  envVar,
  flag,
  onOff,
  problemWith,
  secretNames,
  settingNames,
  toList,
  wholeNumber,
} from './env-var.ts';
import { type FederationConfig, federationOf, federationSettings } from './federation.ts';
import { implicitSandboxes } from './implicit-sandboxes.ts';
import { type ObservabilityConfig, observabilityOf, observabilitySettings } from './observability.ts';
import { lowerCaseFirst, lowerCaseNames, proxyOf, proxySettings } from './proxy.ts';
import { fileNameOf, readSecretFiles } from './secret-files.ts';
import { isServiceLink } from './service-links.ts';
import { malformedSourceSettings, type SourceConfig, sourceSettings, sourcesOf } from './sources.ts';
import { duration, type TimeoutName, timeoutProblems } from './timeouts.ts';
import { misspelledSettings, strictnessSettings } from './unknown-settings.ts';
import { limitsOf, size, upstreamSettings } from './upstream.ts';

/** Settings of an operator, read once and then frozen. See docs/configuration.md. */
export interface Config extends CachingConfig {
  readonly host: string;
  readonly port: number;
  readonly sources: Readonly<Record<SourceName, SourceConfig>>;
  readonly costConversion: CostConversionConfig;
  readonly graphiql: boolean;
  readonly introspection: boolean;
  readonly federation: FederationConfig;
  readonly corsOrigins: readonly string[];
  readonly compression: boolean;
  readonly access: AccessOptions;
  /** Whether other machines may send requests without credentials. */
  readonly openAccess: boolean;
  readonly forwardHeaders: readonly string[];
  readonly documents: DocumentsConfig;
  readonly deadlineMs: number;
  readonly limits: UpstreamLimits;
  readonly proxy: ProxySettings;
  /** Null for the number of requests that the tightest quota allows before the deadline. */
  readonly maxUpstreamRequests: number | null;
  readonly maxAnswerBytes: number;
  /** Null without an index. */
  readonly index: IndexConfig | null;
  readonly connections: ConnectionsConfig;
  readonly observability: ObservabilityConfig;
}

/** Configuration, or all problems of the environment, without values, because these may be secrets. */
export type ConfigResult =
  | { readonly config: Config; readonly warnings: readonly string[] }
  | { readonly problems: readonly string[] };

type Environment = Readonly<Record<string, string | undefined>>;

const milliseconds = 'a whole number of milliseconds from 1 to 600000';
const bytes = 'a whole number of bytes from 1000 to 100000000';

const environment = z.object({
  HOST: envVar('HOST', 'a host name or address', z.string().regex(/^[A-Za-z0-9.:_-]{1,253}$/)),
  PORT: envVar('PORT', 'a whole number from 0 to 65535', wholeNumber(0, 65_535)),
  ...strictnessSettings,
  ...connectionSettings,
  ...sourceSettings,
  ...costSettings,
  GRAPHIQL: envVar('GRAPHIQL', onOff, flag),
  INTROSPECTION: envVar('INTROSPECTION', onOff, flag),
  CORS_ORIGINS: envVar(
    'CORS_ORIGINS',
    'origins such as https://app.example.com, separated by commas',
    z
      .string()
      .transform(toList)
      .pipe(z.array(z.string().refine(isOrigin))),
  ),
  COMPRESSION: envVar('COMPRESSION', onOff, flag),
  ...federationSettings,
  ...accessSettings,
  ...cachingSettings,
  ...indexSettings,
  ...observabilitySettings,
  ...documentSettings,
  ...proxySettings,
  REQUEST_DEADLINE_MS: envVar('REQUEST_DEADLINE_MS', milliseconds, duration),
  ...upstreamSettings,
  MAX_ANSWER_BYTES: envVar('MAX_ANSWER_BYTES', bytes, size),
  MAX_UPSTREAM_REQUESTS: envVar(
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
    Object.entries(lowerCaseFirst(env)).filter(([name, value]) => value && !isServiceLink(name, value)),
  );
  const { variables, fromFile, problems: fileProblems } = readSecretFiles(given);
  const parsed = environment.safeParse(variables);
  const malformed = parsed.error?.issues.map(issue => String(issue.path[0])) ?? [];
  const problems = new Map(
    [...malformed, ...malformedSourceSettings(variables)].map(name => [name, problemWith(name, fromFile)]),
  );
  for (const [name, problem] of [
    ...fileProblems,
    ...accessProblems(variables),
    ...costProblems(variables),
    ...documentProblems(variables),
    ...timeoutProblems(variables, defaultTimes),
  ])
    if (!problems.has(name)) problems.set(name, problem);
  const misspelled = misspelledSettings(Object.keys(given), [
    ...settingNames(),
    ...lowerCaseNames,
    ...replacedSettings,
    ...secretNames().map(fileNameOf),
  ]);
  const isStrict = parsed.data?.STRICT_ENV ?? true;
  const all = [...problems.values(), ...(isStrict ? misspelled : [])];
  if (!parsed.success || all.length > 0) return { problems: all };
  const config = Object.freeze(configOf(parsed.data, variables));
  const conflict = implicitSandboxes(config, variables) ?? indexProblem(parsed.data, config.sources);
  return conflict === null ? { config, warnings: misspelled } : { problems: [conflict] };
}

function configOf(settings: Settings, variables: Environment): Config {
  const sources = sourcesOf(variables, settings.SANDBOX);
  const real = Object.values(sources).some(({ mode }) => mode === 'LIVE');
  const host = settings.HOST ?? '127.0.0.1';
  return {
    host,
    port: settings.PORT ?? 4000,
    sources,
    costConversion: costConversionOf(settings, sources),
    graphiql: settings.GRAPHIQL ?? !real,
    introspection: settings.INTROSPECTION ?? !real,
    federation: federationOf(settings, { real }),
    corsOrigins: settings.CORS_ORIGINS ?? [],
    compression: settings.COMPRESSION ?? true,
    access: accessOf(settings, host),
    openAccess: settings.OPEN_ACCESS ?? false,
    forwardHeaders: settings.FORWARD_HEADERS ?? [],
    documents: documentsOf(settings),
    deadlineMs: settings.REQUEST_DEADLINE_MS ?? defaultTimes.REQUEST_DEADLINE_MS,
    limits: limitsOf(settings),
    proxy: proxyOf(settings),
    ...cachingOf(settings, !real),
    maxUpstreamRequests: settings.MAX_UPSTREAM_REQUESTS ?? null,
    maxAnswerBytes: settings.MAX_ANSWER_BYTES ?? defaultMaxAnswerBytes,
    index: indexOf(settings, sources),
    connections: connectionsOf(settings, settings.TRUST_PROXY ?? false),
    observability: observabilityOf(settings),
  };
}

function isOrigin(text: string): boolean {
  return URL.canParse(text) && new URL(text).origin === text;
}
