import type { RequestScope } from '../async/request-scope.ts';
import { type Call, FetchDepth, nativeKeyOf } from '../domain/call.ts';
import type { CallSource, ListPage, ListQuery } from '../domain/call-source.ts';
import { type CachePoliciesOptions, createCachePolicies, sharedPartOf } from './cache-policy.ts';
import { createCallEntries } from './call-entries.ts';
import { createCallVersions } from './call-versions.ts';
import type { CachePolicy } from './entry-policy.ts';
import { createNewestRows } from './newest-rows.ts';
import { createReadThrough, type Put, type ReadThroughOptions } from './read-through.ts';

export type CachedSourceOptions = ReadThroughOptions &
  Omit<CachePoliciesOptions, 'entries' | 'newest' | 'versions'>;

/**
 * A source that remembers what it said, for as long as that can be taken to hold. Where a client's own headers go to the
 * source, what it says is for that client alone: it is neither remembered, nor answered from memory.
 */
export function createCachedSource(source: CallSource, options: CachedSourceOptions): CallSource {
  const through = createReadThrough(options);
  const { now } = options;
  const entries = createCallEntries({ ...options, share: sharedPartOf(options) });
  const newest = createNewestRows({ entries, now });
  const versions = createCallVersions({ entries, newest });
  const policies = createCachePolicies({ ...options, entries, newest, versions });
  const { findCallBySid: findBySid } = source;

  function read<T>(
    thing: CachePolicy<T>,
    scope: RequestScope,
    find: (scope: RequestScope) => Promise<T | null>,
  ) {
    return isPersonal(scope) ? find(scope) : through.read(thing, scope, find);
  }

  /** Caches the sid of a call that was read by its key too, because a purge by the sid has to find it. */
  function keepSid(call: Call, keep: Put): void {
    if (findBySid) keep(policies.bySid(call.sid), { key: nativeKeyOf(call) });
  }

  /** Returns the call as it is cached, or null if it is not. */
  function keepCall(call: Call, askedAt: number, keep: Put): Call | null {
    const admitted = versions.admit(call, askedAt);
    if (admitted) keep(policies.call(nativeKeyOf(call), FetchDepth.ROW), admitted);
    keepSid(call, keep);
    return admitted;
  }

  /** Caches the rows of a page and returns each at its newest version; a row with a detail is cached as a call. */
  function keepRows(page: ListPage, askedAt: number, keep: Put): ListPage {
    const keepRow = (row: Call) => keep(policies.row(nativeKeyOf(row)), row);
    let isDisputed = false;
    const rows = page.rows.map(row => {
      const { call } = row;
      const shown = call.detail ? keepCall(call, askedAt, keep) : versions.list(call, askedAt, keepRow);
      isDisputed ||= shown === null;
      return shown === null || shown === call ? row : { ...row, call: shown };
    });
    const kept = { ...page, rows };
    return isDisputed ? kept : newest.mark(kept);
  }

  /** Fetches a cached call whole, because a later request may need more of it. */
  const findCall: CallSource['findCall'] = (key, scope, part = FetchDepth.ROW, most) =>
    isPersonal(scope)
      ? source.findCall(key, scope, part, most)
      : through.read(policies.call(key, part), scope, async (shared, keep) => {
          const call = await source.findCall(key, shared, part);
          if (call) keepSid(call, keep);
          return call;
        });

  /** Reads the call itself where its key is known, so that there is one copy of it. */
  async function findCallBySid(sid: string, scope: RequestScope): Promise<Call | null> {
    let found: Call | null = null;
    const ask = async (shared: RequestScope, keep: Put) => {
      const askedAt = now();
      const answer = (await findBySid?.(sid, shared)) ?? null;
      found = answer && keepCall(answer, askedAt, keep);
      return answer && { key: nativeKeyOf(answer) };
    };
    const alias = await through.read(policies.bySid(sid), scope, ask);
    if (found || !alias) return found;
    const call = await findCall(alias.key, scope);
    if (!call || call.sid === sid) return call;
    const asked = await through.fetch(policies.bySid(sid), scope, ask);
    return found ?? (asked && findCall(asked.key, scope));
  }

  async function listCalls(query: ListQuery, scope: RequestScope): Promise<ListPage> {
    const page = await through.read(policies.list(query), scope, async (shared, keep) => {
      const askedAt = now();
      return keepRows(await source.listCalls(query, shared), askedAt, keep);
    });
    return page ?? source.listCalls(query, scope);
  }

  const { findTranscript, findRecordings } = source;
  return {
    ...source,
    findCall,
    findAgent: (key, scope) => read(policies.agent(key), scope, shared => source.findAgent(key, shared)),
    listCalls: (query, scope) =>
      isPersonal(scope) ? source.listCalls(query, scope) : listCalls(query, scope),
    ...(findBySid && {
      findCallBySid: (sid, scope) => (isPersonal(scope) ? findBySid(sid, scope) : findCallBySid(sid, scope)),
    }),
    ...(findTranscript && {
      findTranscript: (key, scope) =>
        read(policies.transcript(key), scope, shared => findTranscript(key, shared)),
    }),
    ...(findRecordings && {
      findRecordings: (key, scope) =>
        read(policies.recordings(key), scope, shared => findRecordings(key, shared)),
    }),
  };
}

const isPersonal = ({ headers }: RequestScope): boolean => Object.keys(headers).length > 0;
