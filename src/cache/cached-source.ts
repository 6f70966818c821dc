import { type Call, CallPart, nativeKeyOf } from '../domain/call.ts';
import type { CallSource, ListPage, ListQuery } from '../domain/call-source.ts';
import type { RequestScope } from '../domain/request-scope.ts';
import { createReadThrough, type ReadThroughOptions, type Wanted } from './read-through.ts';
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

  function keep(call: Call): void {
    const key = nativeKeyOf(call);
    through.keep(wanted.call(key, CallPart.ROW), call);
    if (findBySid) through.keep(wanted.bySid(call.sid), { key });
  }

  /** All of it where it is remembered, because the next one to ask may want more. */
  const findCall: CallSource['findCall'] = (key, scope, part = CallPart.ROW, most) =>
    isPersonal(scope)
      ? source.findCall(key, scope, part, most)
      : through.read(wanted.call(key, part), scope, shared => source.findCall(key, shared, part));

  /** Reads the call itself where its key is known, so that there is one copy of it. */
  async function findCallBySid(sid: string, scope: RequestScope): Promise<Call | null> {
    let found: Call | null = null;
    const alias = await through.read(wanted.bySid(sid), scope, async shared => {
      found = (await findBySid?.(sid, shared)) ?? null;
      if (found) keep(found);
      return found && { key: nativeKeyOf(found) };
    });
    return found ?? (alias && findCall(alias.key, scope));
  }

  async function listCalls(query: ListQuery, scope: RequestScope): Promise<ListPage> {
    const page = await through.read(wanted.list(query), scope, async shared => {
      const listed = await source.listCalls(query, shared);
      for (const { call } of listed.rows) keep(call);
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
