import type { NextTurn } from '../async/turn-queue.ts';
import { createCachedSource } from '../cache/cached-source.ts';
import { keyspaceOf, quotaKeyOf } from '../cache/keyspace.ts';
import type { TwoLevelCache } from '../cache/two-level-cache.ts';
import { type Call, FetchDepth } from '../domain/call.ts';
import type {
  ConnectedSource,
  RequestsPerSecond,
  SourceAdapter,
  SourceHealth,
  SourceIdentity,
} from '../domain/call-source.ts';
import { withoutDetail } from '../domain/call-version.ts';
import type { ProxySettings } from '../domain/proxy-settings.ts';
import type { OnSourceEvent } from '../domain/source-event.ts';
import type { SourceSettings } from '../domain/source-settings.ts';
import type { SharedStore } from '../redis/redis.ts';
import type { UpstreamStats } from '../upstream/admission.ts';
import type { OnAttempt, OnRequest } from '../upstream/attempt.ts';
import { upstreamHealthOf } from '../upstream/health.ts';
import type { UpstreamLimits } from '../upstream/limits.ts';
import { createPauseChannel } from '../upstream/pause-channel.ts';
import { createQuotaWindows } from '../upstream/quota-windows.ts';
import { createUpstreamClient, type UpstreamClient } from '../upstream/upstream-client.ts';
import { deadlineError } from '../upstream/upstream-errors.ts';
import type { OnDrift } from '../upstream/wire-object.ts';
import type { SourceDefinition } from './definition.ts';

/** Settings by which a source is reached. */
export interface SourceAccess extends SourceSettings {
  readonly sandboxed: boolean;
}

export interface Connection {
  readonly source: ConnectedSource;
  /** Null if the source is off. */
  readonly upstream: UpstreamClient | null;
}

export interface ConnectOptions {
  readonly limits: UpstreamLimits;
  readonly proxy: ProxySettings;
  readonly onAttempt: OnAttempt;
  readonly onRequest?: OnRequest | undefined;
  readonly onSourceEvent: OnSourceEvent;
  readonly onDrift: OnDrift;
  readonly nextTurn: NextTurn;
  /** Null if the cache is off. */
  readonly cache: CacheAccess | null;
  /** Null without Redis. */
  readonly redis: SharedStore | null;
  /** Part of the quota that background requests may use, above 0 and up to 1. */
  readonly backgroundShare: number;
}

export interface CacheAccess {
  readonly store: TwoLevelCache;
  readonly settledAfterMs: number;
  readonly shareConversations: boolean;
}

/** Connects a source to its upstream. Without access the source is off and sends no request. */
export function connectSource(
  definition: SourceDefinition,
  access: SourceAccess | null,
  options: ConnectOptions,
): Connection {
  const { identity } = definition;
  if (!access) return { source: sourceThatIsOff(definition), upstream: null };
  const { sandboxed, scanPages } = access;
  const keys = keysFor(definition, access);
  const { keyspace } = keys;
  const upstream = upstreamFor(definition, access, options, keys);
  const { onDrift, nextTurn } = options;
  const dependencies = { upstream, onDrift, nextTurn, now: Date.now };
  const calls = definition.create(dependencies);
  const remembered = withCache(identity, calls, options, keyspace);
  const requestsPerSecond = quotaOf(definition, access);
  const source: ConnectedSource = {
    identity,
    calls: remembered,
    keyspace,
    sandboxed,
    copyAccess: {
      account: accountOf(definition, access),
      rows: definition.createRows(dependencies),
      findCall: async (key, scope) => {
        const call = await calls.findCall(key, scope, FetchDepth.ROW, FetchDepth.DETAIL);
        return call && asRow(definition, call);
      },
    },
    scanPages,
    requestsPerSecond,
    fieldCosts: definition.fieldCosts,
    health: () => healthOf(upstream.stats),
  };
  return { source, upstream };
}

/** Drops the detail, which a copy would have to keep equal to the source's, unless it is a part of each row. */
const asRow = ({ fieldCosts }: SourceDefinition, call: Call): Call =>
  fieldCosts.wholeRows ? call : withoutDetail(call);

const sourceThatIsOff = ({ identity, requestsPerSecond, fieldCosts }: SourceDefinition): ConnectedSource => ({
  identity,
  calls: null,
  keyspace: null,
  sandboxed: false,
  copyAccess: null,
  scanPages: 0,
  requestsPerSecond,
  fieldCosts,
  health: () => null,
});

const stateNames = {
  OK: 'AVAILABLE',
  DEGRADED: 'DEGRADED',
  MISCONFIGURED: 'MISCONFIGURED',
  PAUSED: 'UNAVAILABLE',
  OPEN: 'UNAVAILABLE',
} as const;

const healthOf = (load: UpstreamStats): SourceHealth => ({
  state: stateNames[upstreamHealthOf(load)],
  latency: load.latency,
  waiting: load.quota.waiting,
});

/** Name of the account: by default where its calls are, because credentials are renewed. */
const accountOf = (definition: SourceDefinition, access: SourceAccess): string =>
  access.account ?? [urlOf(definition, access), access.organizationId ?? []].flat().join(' ');

const urlOf = (definition: SourceDefinition, { url }: SourceAccess): string => url ?? definition.url;

/** Prefix of the source's cache keys, and the key of its quota. */
interface Keys {
  readonly keyspace: string;
  readonly quota: string;
}

function keysFor(definition: SourceDefinition, access: SourceAccess): Keys {
  const { apiKey, organizationId } = access;
  const asking = { source: definition.identity.name, url: urlOf(definition, access), apiKey, organizationId };
  return { keyspace: keyspaceOf(asking), quota: quotaKeyOf(asking) };
}

function upstreamFor(
  definition: SourceDefinition,
  access: SourceAccess,
  options: ConnectOptions,
  { keyspace, quota }: Keys,
): UpstreamClient {
  const { identity } = definition;
  const { limits, proxy, onAttempt, onRequest, nextTurn, onSourceEvent, cache, redis, backgroundShare } =
    options;
  return createUpstreamClient({
    source: identity,
    url: urlOf(definition, access),
    headers: definition.headers(access),
    generation: cache?.store.open(keyspace).generation ?? (() => 0),
    limits,
    proxy,
    ...createQuotaWindows(quotaOf(definition, access), { key: quota, redis, limits, backgroundShare, clock }),
    pauseChannel: redis && createPauseChannel(redis, `${quota}:pauses`),
    onAttempt,
    onRequest,
    nextTurn,
    onSourceEvent: (kind, scope, more) =>
      onSourceEvent({ source: identity.name, type: kind, ...more }, scope),
    clock,
    now: Date.now,
    random: Math.random,
  });
}

const quotaOf = (definition: SourceDefinition, { requestsPerSecond }: SourceAccess): RequestsPerSecond =>
  requestsPerSecond ?? definition.requestsPerSecond;

function withCache(
  identity: SourceIdentity,
  calls: SourceAdapter,
  { cache, limits, onSourceEvent }: ConnectOptions,
  keyspace: string,
): SourceAdapter {
  if (!cache) return calls;
  const source = identity.name;
  return createCachedSource(calls, {
    ...cache,
    store: cache.store.open(keyspace),
    identity,
    now: Date.now,
    onSourceEvent: (kind, scope, more) => onSourceEvent({ source, type: kind, ...more }, scope),
    attemptTimeoutMs: limits.attemptTimeoutMs,
    cancellationError: reason => deadlineError(identity, reason),
  });
}

/** Monotonic milliseconds. */
const clock = (): number => performance.now();
