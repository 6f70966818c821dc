import { type Call, CallPart, nativeKeyOf } from '../domain/call.ts';
import type { CallSource, ListPage, ListQuery } from '../domain/call-source.ts';
import type { RequestScope } from '../domain/request-scope.ts';
import { createReadThrough, type Keep, type ReadThroughOptions, type Wanted } from './read-through.ts';
import { createWanted, type WantedOptions } from './wanted.ts';

export type CachedSourceOptions = ReadThroughOptions & WantedOptions;

/**
 * A source that remembers what it said, for as long as that can be taken to hold. Where a client's own headers go to the
 * source, what it says is for that client alone: it is neither remembered, nor answered from memory.
 */
export function createCachedSource(source: CallSource, options: CachedSourceOptions): CallSource {
  const through = createReadThrough(options);
  const wanted = createWanted(options);
  const { findCallBySid: findBySid } = source;

  function read<T>(thing: Wanted<T>, scope: RequestScope, find: (scope: RequestScope) => Promise<T | null>) {
    return isPersonal(scope) ? find(scope) : through.read(thing, scope, find);
  }

  /** Keeps which call a sid leads to, also where the call came by its key: a purge by the sid has to find it. */
  function keepSid(call: Call, keep: Keep): void {
    if (findBySid) keep(wanted.bySid(call.sid), { key: nativeKeyOf(call) });
  }

  function keepCall(call: Call, keep: Keep): void {
    keep(wanted.call(nativeKeyOf(call), CallPart.ROW), call);
    keepSid(call, keep);
  }

  /** All of it where it is remembered, because the next one to ask may want more. */
  const findCall: CallSource['findCall'] = (key, scope, part = CallPart.ROW, most) =>
    isPersonal(scope)
      ? source.findCall(key, scope, part, most)
      : through.read(wanted.call(key, part), scope, async (shared, keep) => {
          const call = await source.findCall(key, shared, part);
          if (call) keepSid(call, keep);
          return call;
        });

  /** Reads the call itself where its key is known, so that there is one copy of it. */
  async function findCallBySid(sid: string, scope: RequestScope): Promise<Call | null> {
    let found: Call | null = null;
    const ask = async (shared: RequestScope, keep: Keep) => {
      found = (await findBySid?.(sid, shared)) ?? null;
      if (found) keepCall(found, keep);
      return found && { key: nativeKeyOf(found) };
    };
    const alias = await through.read(wanted.bySid(sid), scope, ask);
    if (found || !alias) return found;
    const call = await findCall(alias.key, scope);
    if (!call || call.sid === sid) return call;
    await through.ask(wanted.bySid(sid), scope, ask);
    return found;
  }

  async function listCalls(query: ListQuery, scope: RequestScope): Promise<ListPage> {
    const page = await through.read(wanted.list(query), scope, async (shared, keep) => {
      const listed = await source.listCalls(query, shared);
      for (const { call } of listed.rows) keepCall(call, keep);
      return listed;
    });
    return page ?? source.listCalls(query, scope);
  }

  const { findTranscript, findRecordings } = source;
  return {
    ...source,
    findCall,
    findAgent: (key, scope) => read(wanted.agent(key), scope, shared => source.findAgent(key, shared)),
    listCalls: (query, scope) =>
      isPersonal(scope) ? source.listCalls(query, scope) : listCalls(query, scope),
    ...(findBySid && {
      findCallBySid: (sid, scope) => (isPersonal(scope) ? findBySid(sid, scope) : findCallBySid(sid, scope)),
    }),
    ...(findTranscript && {
      findTranscript: (key, scope) =>
        read(wanted.transcript(key), scope, shared => findTranscript(key, shared)),
    }),
    ...(findRecordings && {
      findRecordings: (key, scope) =>
        read(wanted.recordings(key), scope, shared => findRecordings(key, shared)),
    }),
  };
}

const isPersonal = ({ headers }: RequestScope): boolean => Object.keys(headers).length > 0;
