import type { PromiseOrValue } from '../async/promise-or-value.ts';
import { type Call, depthOf, FetchDepth, nativeKeyOf } from '../domain/call.ts';
import { agrees, isSameCall } from '../domain/call-version.ts';
import { keyIn } from '../domain/key.ts';
import type { SourceName } from '../domain/source-name.ts';
import { type Find, type LoadKey, lazyDataLoader, settle } from './entity-loader.ts';

/** A call, and how much of it is wanted. */
export interface CallLoadKey extends LoadKey {
  readonly depth: FetchDepth;
}

export interface CallLoader {
  load(loadKey: LoadKey, part: FetchDepth): PromiseOrValue<Call | null>;
  /** A call of this source that came another way. */
  peekBySid(source: SourceName, sid: string): Call | undefined;
  /** Takes in a call of which at least a part was wanted, and gives the version that serves the whole request. */
  prime(call: Call, part: FetchDepth): Call;
  /** Takes in the rows of a list, and gives each at the version that serves the whole request. */
  primeRows(calls: readonly Call[]): readonly Call[];
  /** How often a version that was given out turned out to lack what a newer one alone has. */
  conflicts(): number;
}

/** Loads calls by how much of them is wanted: asked at once for several parts, it finds the largest. */
export function createCallLoader(find: Find<CallLoadKey, Call>): CallLoader {
  const loader = lazyDataLoader<CallLoadKey, Call>(
    loadKeys => Promise.all(findEach(find, loadKeys)),
    ({ cacheKey, depth }) => `${cacheKey}:${depth}`,
  );
  // Not primed into the loader, which makes a promise of each, because a list has many and few are asked for again.
  const byKey = new Map<string, Call>();
  const bySid = new Map<string, Call>();
  const pending: Call[] = [];
  let conflicts = 0;

  function put(call: Call): Call {
    const place = callKeyOf(call);
    byKey.set(place, call);
    // Of two calls with one sid the first is meant.
    const sid = cacheKeyOf(call.source, call.sid);
    const first = bySid.get(sid);
    if (!first || callKeyOf(first) === place) bySid.set(sid, call);
    return call;
  }

  /** The version held first serves, as long as it has the part that is wanted. */
  function index(call: Call, part: FetchDepth): Call {
    const first = byKey.get(callKeyOf(call));
    if (!first) return put(call);
    if (depthOf(first) >= part && depthOf(first) >= depthOf(call)) return first;
    if (fits(call, first)) return put(withDetailOf(first, call));
    if (depthOf(first) >= part) return first;
    conflicts += 1;
    return put(call);
  }

  /** Not before one is looked for, because after most lists none is. */
  function indexPending(): void {
    for (const call of pending) index(call, FetchDepth.ROW);
    pending.length = 0;
  }

  return {
    load(loadKey, part) {
      indexPending();
      const call = byKey.size > 0 ? byKey.get(cacheKeyOf(loadKey.calls.name, loadKey.key)) : undefined;
      return call && depthOf(call) >= part ? call : loader.load(callLoadKey(loadKey, part));
    },
    peekBySid(source, sid) {
      indexPending();
      return bySid.get(cacheKeyOf(source, sid));
    },
    prime(call, part) {
      indexPending();
      return index(call, part);
    },
    primeRows(calls) {
      if (byKey.size > 0 || pending.length > 0) {
        indexPending();
        return calls.map(call => index(call, FetchDepth.ROW));
      }
      pending.push(...calls);
      return calls;
    },
    conflicts: () => conflicts,
  };
}

const fits = (call: Call, first: Call): boolean =>
  first.detail ? isSameCall(call, first) : agrees(call, first);

/** A call as it was held first, with the rest of it that came later. */
const withDetailOf = (first: Call, { detail }: Call): Call => ({ ...first, detail });

/** Name by name, because V8 makes a shape of its own for each spread. */
const callLoadKey = ({ calls, key, cacheKey }: LoadKey, part: FetchDepth): CallLoadKey => ({
  calls,
  key,
  cacheKey,
  depth: part,
});

const cacheKeyOf = (source: SourceName, key: string): string => keyIn(source, key);

const callKeyOf = (call: Call): string => cacheKeyOf(call.source, nativeKeyOf(call));

function findEach(find: Find<CallLoadKey, Call>, loadKeys: readonly CallLoadKey[]) {
  if (loadKeys.length === 1) return loadKeys.map(loadKey => settle(find, loadKey));
  const largest = new Map<string, CallLoadKey>();
  for (const loadKey of loadKeys)
    if ((largest.get(loadKey.cacheKey)?.depth ?? FetchDepth.ROW) <= loadKey.depth)
      largest.set(loadKey.cacheKey, loadKey);
  const found = new Map([...largest].map(([name, loadKey]) => [name, settle(find, loadKey)]));
  return loadKeys.map(({ cacheKey }) => found.get(cacheKey) ?? null);
}
