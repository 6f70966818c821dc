/**
 * What a program may import to run the gateway within its own server. Everything else is internal and changes without
 * notice.
 */
import { type CacheOptions, defaultCacheOptions } from './cache/cache-config.ts';
import type { AccessOptions } from './domain/caller.ts';
import type { Money } from './domain/cost.ts';
import { type ProxySettings, withoutProxy } from './domain/proxy-settings.ts';
import type { SourceName } from './domain/source-name.ts';
import { createGateway as composeGateway, type Gateway } from './gateway/create-gateway.ts';
import type { GatewayObserver } from './observability/observer.ts';
import type { Sandbox } from './sandbox/index.ts';
import type { SourceAccess } from './sources/connect-source.ts';
import { bySource, sourceDefinitions } from './sources/index.ts';
import { defaultLimits, type UpstreamLimits } from './upstream/limits.ts';

export {
  type AccessOptions as AccessRules,
  type ApiKey,
  openAccess,
  type TokenRules,
} from './domain/caller.ts';
export type { Gateway } from './gateway/create-gateway.ts';
export type { ClientRequest, GatewayObserver, ObservedAttempt } from './observability/observer.ts';
export type {
  CacheOptions as CacheRules,
  GatewayOptions,
  Money,
  ProxySettings,
  Sandboxes,
  SourceName,
  SourceOptions,
  UpstreamLimits,
};

/** Only `sources` and `access` have to be given. The defaults are those of docs/configuration.md. */
interface GatewayOptions {
  /** How each source is reached; one that is left out is off: it is not asked, and its calls are null. */
  readonly sources: Readonly<Partial<Record<SourceName, SourceOptions>>>;
  /** Who may ask; `openAccess` lets in everyone whom your own server lets through. */
  readonly access: AccessOptions;
  /** Whether a browser gets GraphiQL; off by default, as is introspection. */
  readonly graphiql?: boolean;
  /** Whether the schema can be asked for. */
  readonly introspection?: boolean;
  /** What routers get beside entities, both off by default: the schema, by `_service`, and how long each field took. */
  readonly federation?: { readonly service?: boolean; readonly traces?: boolean };
  /** The origins whose pages may ask from a browser. */
  readonly corsOrigins?: readonly string[];
  /** The client headers that upstreams get to see, in lower case. */
  readonly forwardHeaders?: readonly string[];
  /** The milliseconds that a whole request may take. */
  readonly deadlineMs?: number;
  /** What one upstream may cost in time, memory and count. */
  readonly limits?: Partial<UpstreamLimits>;
  /** Forward proxies for requests to the sources and for signing keys; none by default, whatever the environment says. */
  readonly proxy?: Partial<ProxySettings>;
  /** How many upstream requests one operation may take, by estimate; 8 for each second of the deadline by default. */
  readonly maxUpstreamRequests?: number;
  /** Texts of documents by their ids, which clients may send instead. */
  readonly trustedDocuments?: Readonly<Record<string, string>>;
  /** Whether no other documents may run. */
  readonly trustedDocumentsOnly?: boolean;
  /** What is remembered of the sources, by default as docs/configuration.md has it; `false` for nothing. */
  readonly cache?: Partial<CacheOptions> | false;
  /** The Redis that several processes share; by default each is by itself. */
  readonly redisUrl?: string;
  /** Whether a client may ask what its answer cost; off by default. */
  readonly explain?: boolean;
  /** Who is told of each request, attempt and drift, after the fact. */
  readonly observers?: readonly GatewayObserver[];
}

interface SourceOptions {
  readonly apiKey: string;
  /** The address its vendor documents, unless given. */
  readonly url?: string;
  /** For older deployments of Butter. */
  readonly organizationId?: string;
  /** What one credit of Butter's costs, for `CostBreakdown.money`. */
  readonly creditPrice?: Money;
  /** How many requests a second may be made; by default what its vendor's smallest plan allows. */
  readonly requestsPerSecond?: number | 'unlimited';
  /** How many of its requests one list may cost; 5 by default. */
  readonly scanPages?: number;
  /** Whether it is a stand-in, which `Query.sources` then says. */
  readonly sandboxed?: boolean;
}

/** A gateway that listens nowhere: `fetch` takes a Request and gives a Response, `listener` is for node:http. */
export function createGateway(options: GatewayOptions): Gateway {
  // Because without types it could be left out, and nothing may be open by mistake.
  if (!options.access) throw new TypeError('createGateway: `access` must say who may ask.');
  const { access, graphiql = false, introspection = false, deadlineMs = 10_000 } = options;
  const { sources, limits, corsOrigins = [], forwardHeaders = [], observers = [] } = options;
  return composeGateway({
    access,
    graphiql,
    introspection,
    federation: { service: false, traces: false, ...options.federation },
    deadlineMs,
    corsOrigins,
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
    explain: options.explain ?? false,
    maxUpstreamRequests: options.maxUpstreamRequests ?? null,
    sources: bySource(({ identity }) => accessTo(sources[identity.name])),
  });
}

function accessTo(source: SourceOptions | undefined): SourceAccess | null {
  if (!source) return null;
  const { apiKey, url = null, organizationId = null, creditPrice = null } = source;
  return {
    apiKey,
    url,
    organizationId,
    creditPrice,
    requestsPerSecond: source.requestsPerSecond ?? null,
    scanPages: source.scanPages ?? 5,
    sandboxed: source.sandboxed ?? false,
  };
}

/** Stand-ins for both sources, for trials and tests. */
interface Sandboxes {
  /** What `createGateway` takes. */
  readonly sources: Readonly<Record<SourceName, SourceOptions>>;
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
    async close() {
      await Promise.all([...sandboxes.values()].map(sandbox => sandbox.close()));
    },
  };
}
