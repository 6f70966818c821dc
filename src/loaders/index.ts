import DataLoader from 'dataloader';
import { type Call, type CallDetail, CallPart, type Conversation, partOf } from '../domain/call.ts';
import type { CallSource, ConnectedSource } from '../domain/call-source.ts';
import { decodeNodeId, encodeNodeId } from '../domain/node-id.ts';
import type { Recording } from '../domain/recording.ts';
import type { RequestScope } from '../domain/request-scope.ts';
import type { SourceName } from '../domain/source-name.ts';
import { deriveTurns, type TranscriptEntry, type Turn } from '../domain/transcript.ts';
import type { VoiceAgent } from '../domain/voice-agent.ts';

/** Everything one client request loads: each thing at most once, whichever of its keys it was asked by. */
export interface Loaders {
  call(id: string): Promise<Call | null>;
  callBySid(sid: string): Promise<Call | null>;
  callByDatabaseId(databaseId: string): Promise<Call | null>;
  /** What only a call read by its key has: at hand, or loaded. */
  detail(call: Call): CallDetail | null | Promise<CallDetail | null>;
  transcript(call: Call): Promise<readonly TranscriptEntry[] | null>;
  turns(call: Call): Promise<readonly Turn[] | null>;
  recordings(call: Call): Promise<readonly Recording[] | null>;
  agent(id: string): Promise<VoiceAgent | null>;
  /** Says of how much of its calls the request can make use; until then, of all. */
  expect(most: CallPart): void;
  /** Takes in a call that came with a list. */
  prime(call: Call): void;
}

export function createLoaders(sources: readonly ConnectedSource[], scope: RequestScope): Loaders {
  const sourceNamed = (name: SourceName): CallSource | null =>
    sources.find(({ identity }) => identity.name === name)?.calls ?? null;

  let most: CallPart = CallPart.CONVERSATION;

  const calls = callLoader((id, part) =>
    askOwner(id, (source, key) => source.findCall(key, scope, part, larger(part, most))).then(taken),
  );
  const agents = loaderOf((source, key) => source.findAgent(key, scope));
  const transcripts = loaderOf(async (source, key) => (await source.findTranscript?.(key, scope)) ?? null);
  const recordings = loaderOf(async (source, key) => (await source.findRecordings?.(key, scope)) ?? null);
  const bySid = perKey(async sid => {
    const owner = sources.find(({ identity }) => identity.ownsSid(sid));
    return (await owner?.calls?.findCallBySid?.(sid, scope).then(taken)) ?? null;
  });

  async function askOwner<T>(id: string, find: (source: CallSource, key: string) => Promise<T | null>) {
    const node = decodeNodeId(id);
    const source = node && sourceNamed(node.source);
    return source ? find(source, node.key) : null;
  }

  function loaderOf<T>(find: (source: CallSource, key: string) => Promise<T | null>) {
    return perKey(id => askOwner(id, find));
  }

  /** Makes a call known under its other key too, if it is more than a list row. */
  function taken(call: Call | null): Call | null {
    if (call?.detail) calls.keep(call);
    return call;
  }

  function detail(call: Call): CallDetail | null | Promise<CallDetail | null> {
    return call.detail ?? calls.load(call.id, CallPart.DETAIL).then(whole => whole?.detail ?? null);
  }

  async function conversation(call: Call): Promise<Conversation | null> {
    const known = call.detail?.conversation;
    if (known) return known;
    return (await calls.load(call.id, CallPart.CONVERSATION))?.detail?.conversation ?? null;
  }

  async function transcript(call: Call): Promise<readonly TranscriptEntry[] | null> {
    if (sourceNamed(call.source)?.findTranscript) return transcripts.load(call.id);
    return (await conversation(call))?.transcript ?? null;
  }

  return {
    call: id => calls.load(id, CallPart.ROW),
    async callBySid(sid) {
      const owner = sources.find(({ identity }) => identity.ownsSid(sid));
      const key = owner?.identity.keyOfSid(sid) ?? null;
      return owner && key !== null
        ? calls.load(encodeNodeId('Call', owner.identity.name, key), CallPart.ROW)
        : (calls.withSid(sid) ?? bySid.load(sid));
    },
    async callByDatabaseId(databaseId) {
      const owner = sources.find(({ identity }) => identity.ownsDatabaseId(databaseId));
      return owner ? calls.load(encodeNodeId('Call', owner.identity.name, databaseId), CallPart.ROW) : null;
    },
    detail,
    transcript,
    async turns(call) {
      if (!sourceNamed(call.source)?.findTranscript) return (await conversation(call))?.turns ?? null;
      const entries = await transcripts.load(call.id);
      return entries && deriveTurns(entries);
    },
    async recordings(call) {
      if (sourceNamed(call.source)?.findRecordings) return recordings.load(call.id);
      return (await conversation(call))?.recordings ?? null;
    },
    agent: id => agents.load(id),
    expect(part) {
      most = part;
    },
    prime: call => void taken(call),
  };
}

const larger = (a: CallPart, b: CallPart): CallPart => (a > b ? a : b);

type FindCall = (id: string, part: CallPart) => Promise<Call | null>;

/** Loads calls by their id and how much of them is wanted: asked at once for several parts, it finds the largest. */
function callLoader(find: FindCall) {
  const keyOf = (id: string, part: CallPart) => `${part}${id}`;
  const loader = inBatches<Call>(keys => {
    const largest = new Map<string, CallPart>();
    for (const key of keys) {
      const part = Number(key[0]) as CallPart;
      const id = key.slice(1);
      if ((largest.get(id) ?? -1) < part) largest.set(id, part);
    }
    const found = new Map([...largest].map(([id, part]) => [id, find(id, part).catch(asError)]));
    return Promise.all(keys.map(key => found.get(key.slice(1)) ?? null));
  });
  // Not primed into the loader, which makes a promise of each, because a list has many and few are asked for again.
  const known = new Map<string, Call>();
  const bySid = new Map<string, Call>();
  const unsorted: Call[] = [];

  function sort(call: Call): void {
    const before = known.get(call.id);
    if (before && partOf(before) >= partOf(call)) return;
    known.set(call.id, call);
    // Because of two calls with one sid the first is meant.
    if ((bySid.get(call.sid)?.id ?? call.id) === call.id) bySid.set(call.sid, call);
  }

  /** Not before one is looked for, because after most lists none is. */
  function sortAll(): void {
    for (const call of unsorted) sort(call);
    unsorted.length = 0;
  }

  return {
    load(id: string, part: CallPart): Promise<Call | null> {
      sortAll();
      const call = known.get(id);
      return call && partOf(call) >= part ? Promise.resolve(call) : loader.load(keyOf(id, part));
    },
    withSid(sid: string): Call | undefined {
      sortAll();
      return bySid.get(sid);
    },
    /** Takes in a call that came another way, unless as much of it is known. */
    keep: (call: Call): void => void unsorted.push(call),
  };
}

/** Neither API takes more than one key a request, so a batch is its keys asked for one by one, at once. */
const perKey = <T>(find: (key: string) => Promise<T | null>): Batches<T> =>
  inBatches(keys => Promise.all(keys.map(key => find(key).catch(asError))));

interface Batches<T> {
  load(key: string): Promise<T | null>;
}

/** A dataloader that is made when it is first used, because few requests use all of them. */
function inBatches<T>(find: DataLoader.BatchLoadFn<string, T | null>): Batches<T> {
  let loader: DataLoader<string, T | null> | null = null;
  return {
    load(key) {
      loader ??= new DataLoader(find);
      return loader.load(key);
    },
  };
}

const asError = (failure: unknown): Error =>
  failure instanceof Error ? failure : new Error(String(failure));
