import type { PromiseOrValue } from '../async/promise-or-value.ts';
import { type Call, depthOf, FetchDepth, nativeKeyOf } from '../domain/call.ts';
import { agrees, isSameCall } from '../domain/call-version.ts';
import { type CostUnit, knownUnit } from '../domain/cost.ts';
import type { SourceName } from '../domain/source-name.ts';
import { type Find, type LoadKey, lazyDataLoader, settle } from './entity-loader.ts';

export interface CallLoadKey extends LoadKey {
  readonly depth: FetchDepth;
}

export interface CallLoader {
  load(loadKey: LoadKey, minDepth: FetchDepth): PromiseOrValue<Call | null>;
  /** Returns a call that was loaded or listed earlier; makes no request. */
  peekBySid(source: SourceName, sid: string): Call | undefined;
  /** Indexes a call, and returns the version that all fields of the client request use. */
  prime(call: Call, minDepth: FetchDepth): Call;
  primeRows(calls: readonly Call[]): readonly Call[];
  conflicts(): number;
}

/** DataLoader of calls; a batch with several depths of one call fetches only the deepest. */
export function createCallLoader(find: Find<CallLoadKey, Call>): CallLoader {
  const loader = lazyDataLoader<CallLoadKey, Call>(
    loadKeys => Promise.all(findEach(find, loadKeys)),
    ({ cacheKey, depth }) => `${cacheKey}:${depth}`,
  );
  // Beside DataLoader, whose `prime` creates a promise per row, because few rows of a list are loaded again.
  const byKey = new Map<string, Call>();
  const bySid = new Map<string, Call>();
  const pending: Call[] = [];
  let conflicts = 0;

  function put(call: Call, callKey: string): Call {
    byKey.set(callKey, call);
    // A sid that several calls share belongs to the first.
    const sid = cacheKeyOf(call.source, call.sid);
    const first = bySid.get(sid);
    if (!first || callKeyOf(first) === callKey) bySid.set(sid, call);
    return call;
  }

  /** Keeps the first version of a call, as long as it has the requested depth. */
  function index(call: Call, minDepth: FetchDepth): Call {
    const callKey = callKeyOf(call);
    const first = byKey.get(callKey);
    if (!first) return put(call, callKey);
    if (depthOf(first) >= minDepth && depthOf(first) >= depthOf(call)) return first;
    if (fits(call, first)) {
      // The first figure of a cost may be in the detail, after `unit` of the row was returned as null.
      if (unitOf(first) !== unitOf(call)) conflicts += 1;
      return put(completedBy(call, first), callKey);
    }
    if (depthOf(first) >= minDepth) return first;
    conflicts += 1;
    return put(call, callKey);
  }

  const indexRow = (call: Call): Call => index(call, call.isMasked ? FetchDepth.MASKED : FetchDepth.ROW);

  /** Indexes listed rows only before a lookup, because most requests with a list look up nothing. */
  function indexPending(): void {
    for (const call of pending) indexRow(call);
    pending.length = 0;
  }

  return {
    load(loadKey, minDepth) {
      indexPending();
      const call = byKey.size > 0 ? byKey.get(cacheKeyOf(loadKey.calls.name, loadKey.key)) : undefined;
      return call && depthOf(call) >= minDepth ? call : loader.load(callLoadKey(loadKey, minDepth));
    },
    peekBySid(source, sid) {
      indexPending();
      return bySid.get(cacheKeyOf(source, sid));
    },
    prime(call, minDepth) {
      indexPending();
      return index(call, minDepth);
    },
    primeRows(calls) {
      if (byKey.size > 0 || pending.length > 0) {
        indexPending();
        return calls.map(indexRow);
      }
      pending.push(...calls);
      return calls;
    },
    conflicts: () => conflicts,
  };
}

const fits = (call: Call, first: Call): boolean =>
  first.detail ? isSameCall(call, first) : agrees(call, first);

const unitOf = ({ cost, detail }: Call): CostUnit | null => knownUnit(cost, detail?.costLines);

/** The first version with the detail of another, and with its numbers if it has none. */
const completedBy = (call: Call, first: Call): Call => ({
  ...first,
  ...(first.isMasked && numbersOf(call)),
  detail: call.detail,
});

const numbersOf = ({ customerNumber, agentNumber, fromNumber, toNumber, metadata, isMasked }: Call) => ({
  customerNumber,
  agentNumber,
  fromNumber,
  toNumber,
  metadata,
  isMasked,
});

/** Explicit fields instead of a spread (@v8 1). */
const callLoadKey = ({ calls, key, cacheKey }: LoadKey, depth: FetchDepth): CallLoadKey => ({
  calls,
  key,
  cacheKey,
  depth,
});

const cacheKeyOf = (source: SourceName, key: string): string => `${source}:${key}`;

const callKeyOf = (call: Call): string => cacheKeyOf(call.source, nativeKeyOf(call));

function findEach(find: Find<CallLoadKey, Call>, loadKeys: readonly CallLoadKey[]) {
  if (loadKeys.length === 1) return loadKeys.map(loadKey => settle(find, loadKey));
  const deepest = new Map<string, CallLoadKey>();
  for (const loadKey of loadKeys)
    if ((deepest.get(loadKey.cacheKey)?.depth ?? FetchDepth.ROW) <= loadKey.depth)
      deepest.set(loadKey.cacheKey, loadKey);
  const found = new Map([...deepest].map(([cacheKey, loadKey]) => [cacheKey, settle(find, loadKey)]));
  return loadKeys.map(({ cacheKey }) => found.get(cacheKey) ?? null);
}
