import { isPersonal, type RequestScope } from '../async/request-scope.ts';
import { type Call, FetchDepth, nativeKeyOf } from '../domain/call.ts';
import type { ListedRow, ListPage, ListQuery, SourceAdapter } from '../domain/call-source.ts';
import {
  type Alias,
  type CachePolicies,
  type CachePoliciesOptions,
  createCachePolicies,
  sharedPartOf,
} from './cache-policy.ts';
import { createCallEntries } from './call-entries.ts';
import { type CallVersions, createCallVersions } from './call-versions.ts';
import { type Entry, isFresh, type WallClock } from './entry.ts';
import type { CachePolicy } from './entry-policy.ts';
import type { KeyspaceStore } from './keyspace-store.ts';
import { lookupIn } from './lookup.ts';
import { createNewestRows, type NewestRows } from './newest-rows.ts';
import { createReadThrough, type Put, type ReadThroughOptions } from './read-through.ts';

export type CachedSourceOptions = ReadThroughOptions &
  Omit<CachePoliciesOptions, 'entries' | 'newest' | 'versions'>;

/**
 * Read-through cache in front of a source. Requests with headers of the client bypass the cache, because their
 * responses belong to that client alone.
 */
export function createCachedSource(source: SourceAdapter, options: CachedSourceOptions): SourceAdapter {
  const through = createReadThrough(options);
  const { now, store } = options;
  const entries = createCallEntries({ ...options, share: sharedPartOf(options) });
  const newest = createNewestRows({ entries, now });
  const versions = createCallVersions({ entries, newest });
  const policies = createCachePolicies({ ...options, entries, newest, versions });
  const { findCallBySid: findBySid } = source;
  const hasSids = findBySid !== undefined;
  const { putSid, putCall, putRows } = createCallWriter({ store, now, policies, newest, versions, hasSids });

  const read: Read = (policy, key, scope, find) =>
    isPersonal(scope) ? find(scope) : through.read(lookupIn(store, policy, key), scope, find);

  /** Ignores `maxDepth` for calls to cache, because a later request may need more of the call. */
  const findCall: SourceAdapter['findCall'] = (key, scope, minDepth = FetchDepth.ROW, maxDepth) =>
    isPersonal(scope)
      ? source.findCall(key, scope, minDepth, maxDepth)
      : through.read(lookupIn(store, policies.call, key, minDepth), scope, async (shared, put) => {
          const call = await source.findCall(key, shared, minDepth);
          if (call) putSid(call, put);
          return call;
        });

  /** Caches only the native key under the sid, so that one entry holds the call. */
  async function findCallBySid(sid: string, scope: RequestScope): Promise<Call | null> {
    let found: Call | null = null;
    const fetchAlias = async (shared: RequestScope, put: Put) => {
      const requestedAt = now();
      const call = (await findBySid?.(sid, shared)) ?? null;
      found = call && putCall(call, requestedAt, put);
      return call && { key: nativeKeyOf(call) };
    };
    const alias = await through.read(lookupIn(store, policies.alias, sid), scope, fetchAlias);
    if (found || !alias) return found;
    const call = await findCall(alias.key, scope);
    if (!call || call.sid === sid) return call;
    const current = await through.fetch(lookupIn(store, policies.alias, sid), scope, fetchAlias);
    return found ?? (current && findCall(current.key, scope));
  }

  async function listCalls(query: ListQuery, scope: RequestScope): Promise<ListPage> {
    const list = lookupIn(store, policies.list, JSON.stringify(query));
    const page = await through.read(list, scope, async (shared, put) => {
      const requestedAt = now();
      return putRows(await source.listCalls(query, shared), requestedAt, put);
    });
    return page ?? source.listCalls(query, scope);
  }

  return {
    ...source,
    findCall,
    findAgent: (key, scope) => read(policies.agent, key, scope, shared => source.findAgent(key, shared)),
    newestVersion: versions.adopt,
    listCalls: (query, scope) =>
      isPersonal(scope) ? source.listCalls(query, scope) : listCalls(query, scope),
    ...(findBySid && {
      findCallBySid: (sid, scope) => (isPersonal(scope) ? findBySid(sid, scope) : findCallBySid(sid, scope)),
    }),
    ...cachedParts(source, policies, read),
  };
}

type Read = <T>(
  policy: CachePolicy<T>,
  key: string,
  scope: RequestScope,
  find: (scope: RequestScope) => Promise<T | null>,
) => Promise<T | null>;

/** Cached forms of what only some sources have. */
function cachedParts(source: SourceAdapter, policies: CachePolicies, read: Read): Partial<SourceAdapter> {
  const { findTranscript, findRecordings, listAgents } = source;
  return {
    ...(listAgents && {
      listAgents: (maxRequests, scope) =>
        read(policies.agents, String(maxRequests), scope, shared => listAgents(maxRequests, shared)),
    }),
    ...(findTranscript && {
      findTranscript: (key, scope) =>
        read(policies.transcript, key, scope, shared => findTranscript(key, shared)),
    }),
    ...(findRecordings && {
      findRecordings: (key, scope) =>
        read(policies.recordings, key, scope, shared => findRecordings(key, shared)),
    }),
  };
}

interface CallWriterOptions {
  readonly store: Pick<KeyspaceStore, 'keyOf' | 'peek' | 'shared'>;
  readonly now: WallClock;
  readonly policies: CachePolicies;
  readonly newest: NewestRows;
  readonly versions: CallVersions;
  /** Whether the source finds calls by their sid. */
  readonly hasSids: boolean;
}

/** Functions that cache a call under each of its keys, unless its version must not be cached. */
function createCallWriter({ store, now, policies, newest, versions, hasSids }: CallWriterOptions) {
  /**
   * Caches the native key under the sid. A known mapping is renewed only with Redis, because there a purge by sid needs
   * the mapping as long as the call.
   */
  function putSid(call: Call, put: Put): void {
    if (!hasSids) return;
    const key = nativeKeyOf(call);
    if (store.shared || !isMapped(call.sid, key)) put(policies.alias, call.sid, { key });
  }

  function isMapped(sid: string, key: string): boolean {
    const entry = store.peek(store.keyOf('sid', sid)) as Entry<Alias> | undefined;
    return entry !== undefined && entry.value?.key === key && isFresh(entry, now());
  }

  /**
   * Returns the cached version of the call; null if the call must not be cached. An equal version that is cached already
   * has its sid mapped.
   */
  function putCall(call: Call, requestedAt: number, put: Put): Call | null {
    const admitted = versions.admit(call, requestedAt);
    const cached = admitted && put(policies.call, nativeKeyOf(call), admitted);
    if (cached === admitted || store.shared) putSid(call, put);
    return cached;
  }

  /** Caches the rows of a page, and returns each at its newest version. A row with a detail is cached as a call. */
  function putRows(page: ListPage, requestedAt: number, put: Put): ListPage {
    const putRow = (row: Call) => put(policies.row, nativeKeyOf(row), row) ?? row;
    let isDisputed = false;
    const rows = page.rows.map(row => {
      const { call } = row;
      const newestCall = call.detail
        ? putCall(call, requestedAt, put)
        : versions.list(call, requestedAt, putRow);
      isDisputed ||= newestCall === null;
      return newestCall === null || newestCall === call ? row : withCall(row, newestCall);
    });
    const cached = { ...page, rows };
    return isDisputed ? cached : newest.mark(cached);
  }

  return { putSid, putCall, putRows };
}

/** Explicit fields instead of a spread (@v8 1). */
const withCall = ({ time, position }: ListedRow, call: Call): ListedRow => ({ call, time, position });
