/** Public API for programs that embed the gateway. Everything else is internal and changes without notice. */
import { type CacheOptions, defaultCacheOptions } from './cache/cache-config.ts';
import type { AccessOptions } from './domain/caller.ts';
import { type CostConversion, checkConversion, withoutRates } from './domain/cost-conversion.ts';
import { defaultIndexSettings, type IndexLocation, type IndexSettings } from './domain/index-settings.ts';
import { type ProxySettings, withoutProxy } from './domain/proxy-settings.ts';
import type { SourceName } from './domain/source-name.ts';
import { composeGateway, type Gateway } from './gateway/create-gateway.ts';
import type { GatewayObserver } from './observability/observer.ts';
import type { Sandbox } from './sandbox/index.ts';
import type { SourceAccess } from './sources/connect-source.ts';
import { bySource, inventedRatesOf, sourceDefinitions } from './sources/index.ts';
import { defaultLimits, type UpstreamLimits } from './upstream/limits.ts';

export {
  type AccessOptions,
  type ApiKey,
  openAccess,
  type TokenRules,
} from './domain/caller.ts';
export type { Gateway } from './gateway/create-gateway.ts';
export type { ClientRequest, GatewayObserver, ObservedAttempt } from './observability/observer.ts';
export type {
  CacheOptions,
  CostConversion,
  GatewayOptions,
  IndexOptions,
  ProxySettings,
  Sandboxes,
  SourceName,
  SourceOptions,
  UpstreamLimits,
};

/** Only `sources` and `access` are required. The defaults are those of docs/configuration.md. */
interface GatewayOptions {
  /** Access to each source; an omitted source is off, and its calls are null with an error. */
  readonly sources: Readonly<Partial<Record<SourceName, SourceOptions>>>;
  /** Authentication and rate limits; `openAccess` admits every request that your own server passes on. */
  readonly access: AccessOptions;
  /** Conversion of costs into one currency, by `rates` such as `{ CREDITS: '0.01' }`; by default USD, without rates. */
  readonly costConversion?: Partial<CostConversion>;
  /** Path of the graph and of GraphiQL, as the listener or the `Request` has it; `/graphql` by default. */
  readonly path?: string;
  /** Whether browsers get GraphiQL; off by default, as is introspection. */
  readonly graphiql?: boolean;
  readonly introspection?: boolean;
  /** Federation features beside entities, off by default: the schema by `_service`, and inline traces. */
  readonly federation?: { readonly service?: boolean; readonly traces?: boolean };
  /** Origins that CORS allows. */
  readonly corsOrigins?: readonly string[];
  /** Whether large responses and GraphiQL are compressed for clients that accept it; on by default. */
  readonly compression?: boolean;
  /** Client headers that are forwarded upstream, in lower case. */
  readonly forwardHeaders?: readonly string[];
  /** Deadline of a client request, in milliseconds. */
  readonly deadlineMs?: number;
  /** Limits of one upstream in time, memory and count. */
  readonly limits?: Partial<UpstreamLimits>;
  /** Forward proxies for requests to the sources and for signing keys; none by default, whatever the environment says. */
  readonly proxy?: Partial<ProxySettings>;
  /** Maximum number of upstream requests of one operation, by estimate; 8 per second of the deadline by default. */
  readonly maxUpstreamRequests?: number;
  /** Maximum size of the JSON of an answer; 16 MB by default. */
  readonly maxAnswerBytes?: number;
  /** Trusted documents by id, which clients may send instead of a document. */
  readonly trustedDocuments?: Readonly<Record<string, string>>;
  /** Whether all other documents are rejected. */
  readonly trustedDocumentsOnly?: boolean;
  /** Cache options, by default those of docs/configuration.md; `false` turns the cache off. */
  readonly cache?: Partial<CacheOptions> | false;
  /** Index of all calls, with the defaults of docs/configuration.md; `false`, the default, for none. */
  readonly index?: IndexOptions | false;
  /** Redis for a cache and quota that several processes share; none by default. */
  readonly redisUrl?: string;
  /** Whether upstreams receive the trace of a request, in `traceparent`; off by default. */
  readonly traceUpstream?: boolean;
  /** Whether a client may request the cost of its response; off by default. */
  readonly explain?: boolean;
  /** Callbacks for requests, attempts, drift and errors, after the fact. */
  readonly observers?: readonly GatewayObserver[];
}

type IndexOptions = IndexLocation & Partial<Omit<IndexSettings, 'path' | 'url'>>;

interface SourceOptions {
  readonly apiKey: string;
  /** Base URL; by default the one that the vendor documents. */
  readonly url?: string;
  /** For older deployments of Butter. */
  readonly organizationId?: string;
  /** Name of the account under which an index keeps the calls; by default the address and the organization. */
  readonly account?: string;
  /** Quota in requests per second; by default that of the vendor's smallest plan. */
  readonly requestsPerSecond?: number | 'unlimited';
  /** Maximum number of requests for one list; 5 by default. */
  readonly scanPages?: number;
  /** Whether the source is a sandbox; shown by `Query.callSources`. */
  readonly sandboxed?: boolean;
}

/** Creates a gateway without a server: `fetch` maps a Request to a Response, `listener` serves node:http. */
export function createGateway(options: GatewayOptions): Gateway {
  // Checked at run time too, because JavaScript callers could omit it and expose all calls.
  if (!options.access) throw new TypeError('createGateway: `access` must say who may ask.');
  const { access, graphiql = false, introspection = false, deadlineMs = 10_000 } = options;
  const costConversion = { ...withoutRates, ...options.costConversion };
  checkConversion(costConversion);
  const { sources, limits, corsOrigins = [], forwardHeaders = [], observers = [] } = options;
  return composeGateway({
    ...(options.path !== undefined && { path: options.path }),
    access,
    costConversion,
    graphiql,
    introspection,
    federation: { service: false, traces: false, ...options.federation },
    deadlineMs,
    corsOrigins,
    compression: options.compression ?? true,
    forwardHeaders,
    observers,
    trustedDocuments: {
      documents: new Map(Object.entries(options.trustedDocuments ?? {})),
      only: options.trustedDocumentsOnly ?? false,
    },
    limits: { ...defaultLimits, ...limits },
    proxy: { ...withoutProxy, ...options.proxy },
    cache: options.cache === false ? null : { ...defaultCacheOptions, ...options.cache },
    redisUrl: options.redisUrl ?? null,
    index: options.index ? { ...defaultIndexSettings, ...options.index } : null,
    explain: options.explain ?? false,
    traceUpstream: options.traceUpstream ?? false,
    maxUpstreamRequests: options.maxUpstreamRequests ?? null,
    maxAnswerBytes: options.maxAnswerBytes,
    sources: bySource(({ identity }) => accessTo(sources[identity.name])),
  });
}

function accessTo(source: SourceOptions | undefined): SourceAccess | null {
  if (!source) return null;
  const { apiKey, url = null, organizationId = null } = source;
  return {
    apiKey,
    url,
    organizationId,
    account: source.account ?? null,
    requestsPerSecond: source.requestsPerSecond ?? null,
    scanPages: source.scanPages ?? 5,
    sandboxed: source.sandboxed ?? false,
  };
}

/** Sandboxes of all sources, for trials and tests. */
interface Sandboxes {
  /** Sources option for `createGateway`. */
  readonly sources: Readonly<Record<SourceName, SourceOptions>>;
  /** Invented rates for `createGateway`, which convert the costs of these calls into dollars. */
  readonly costConversion: CostConversion;
  close(): Promise<void>;
}

/** Starts a sandbox for each source, on free ports of this machine. Their calls are invented. */
export async function startSandboxes(): Promise<Sandboxes> {
  const sandboxes = new Map<SourceName, Sandbox>();
  for (const { identity, startSandbox } of sourceDefinitions)
    sandboxes.set(identity.name, await startSandbox());
  return {
    sources: bySource(({ identity }) => {
      const { url = '', apiKey = '' } = sandboxes.get(identity.name) ?? {};
      return { url, apiKey, sandboxed: true };
    }),
    costConversion: { ...withoutRates, rates: inventedRatesOf(() => true) },
    async close() {
      await Promise.all([...sandboxes.values()].map(sandbox => sandbox.close()));
    },
  };
}
