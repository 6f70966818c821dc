import type { RequestScope } from '../async/request-scope.ts';
import { createSingleFlight, type SharedRequestScope } from '../async/single-flight.ts';
import { SwitchboardError } from '../domain/errors.ts';
import type { CacheDependency, SourceEventDetails, SourceEventType } from '../domain/source-event.ts';
import { type Entry, isFresh, usableMs, type WallClock } from './entry.ts';
import type { CachePolicy } from './entry-policy.ts';
import { untilFirstTimeout } from './first-timeout.ts';
import type { KeyspaceStore, Writer } from './keyspace-store.ts';

export interface ReadThrough {
  /** Returns a fresh entry from L1 or Redis, or else the result of `find`, which concurrent reads share. */
  read<T>(policy: CachePolicy<T>, scope: RequestScope, find: Find<T>): Promise<T | null>;
  /** Calls `find` regardless of cache entries, and caches its result. */
  fetch<T>(policy: CachePolicy<T>, scope: RequestScope, find: Find<T>): Promise<T | null>;
}

/** Caches a further value of the same fetch, unless a purge has voided the fetch. */
export type Put = <T>(policy: CachePolicy<T>, value: T | null) => void;

type Find<T> = (scope: RequestScope, put: Put) => Promise<T | null>;

export interface ReadThroughOptions {
  readonly store: KeyspaceStore;
  readonly now: WallClock;
  readonly onSourceEvent: (kind: SourceEventType, scope: RequestScope, more?: SourceEventDetails) => void;
  readonly failureOfLeaving: (reason: unknown) => Error;
  readonly attemptTimeoutMs: number;
}

const lockWaitTimeout = new Error('Another process has not got an answer in the time of an attempt.');

interface Stale<T> {
  readonly policy: CachePolicy<T>;
  readonly value: T;
  readonly at: number;
}

export function createReadThrough(options: ReadThroughOptions): ReadThrough {
  const { store, now, onSourceEvent, failureOfLeaving, attemptTimeoutMs } = options;
  const singleFlight = createSingleFlight(failureOfLeaving);

  const inMemory = <T>(key: string) => store.peek(key) as Entry<T> | undefined;
  const isDeepEnough = <T>({ minDepth, depthOf }: CachePolicy<T>, { value }: Entry<T>) =>
    value === null || depthOf(value) >= minDepth;

  /** Whether a fresh entry is deeper than a value of the same version that is to replace it. */
  function isDeeper<T>({ depthOf, isSame }: CachePolicy<T>, known: Entry<T>, value: T | null): boolean {
    if (known.value === null || value === null || depthOf(known.value) <= depthOf(value)) return false;
    return isFresh(known, now()) && (isSame?.(known.value, value) ?? true);
  }

  function write<T>(writer: Writer, policy: CachePolicy<T>, entry: Entry<T>, isFetched: boolean): void {
    const { key, toShared } = policy;
    const { value } = entry;
    const known = inMemory<T>(key);
    if (known && isDeeper(policy, known, value)) return;
    if (value === null) policy.admitAbsence?.();
    const sharedEntry =
      isFetched && toShared ? { ...entry, value: value === null ? null : toShared(value) } : null;
    writer(key, entry, sharedEntry);
  }

  const putBy =
    (writer: Writer): Put =>
    (policy, value) => {
      const at = now();
      write(writer, policy, { value, at, freshMs: policy.ttl(value, at) }, true);
    };

  /** Fetches again if an overlapping read returned another version, because the last response is then the newest. */
  async function fetch<T>(
    policy: CachePolicy<T>,
    scope: RequestScope,
    find: Find<T>,
    retries = 2,
  ): Promise<T | null> {
    const put = putBy(store.openWriter());
    const admit = policy.admission?.();
    const value = await find(scope, put);
    const admitted = value === null || !admit ? value : admit(value);
    if (admitted !== null || value === null) put(policy, admitted);
    else if (retries > 0) return fetch(policy, scope, find, retries - 1);
    return admitted ?? value;
  }

  /** Reads an entry from Redis; null if L1 holds a newer one. */
  async function fromShared<T>(policy: CachePolicy<T>): Promise<Entry<T> | null> {
    const entry = (await store.shared?.get(policy.key, policy.accepts)) as Entry<T> | undefined;
    const known = inMemory<T>(policy.key);
    if (!entry || (known && known.at > entry.at)) return null;
    if (entry.value === null || !policy.admitShared) return entry;
    const value = policy.admitShared(entry.value, entry.at);
    return value === null ? null : { value, at: entry.at, freshMs: entry.freshMs };
  }

  /** Reads an entry from Redis into L1; null if the entry is stale or not deep enough. */
  async function readShared<T>(policy: CachePolicy<T>, scope: SharedRequestScope): Promise<Entry<T> | null> {
    const writer = store.openWriter();
    const entry = await fromShared(policy);
    if (entry) write(writer, policy, entry, false);
    if (!entry || !isFresh(entry, now()) || !isDeepEnough(policy, entry))
      return policy.fallback ? readShared(policy.fallback, scope) : null;
    onSourceEvent('SHARED_HIT', scope.leader);
    return entry;
  }

  async function fetchOnce<T>(
    policy: CachePolicy<T>,
    scope: SharedRequestScope,
    find: Find<T>,
  ): Promise<T | null> {
    const { shared } = store;
    if (!shared || !policy.toShared) return fetch(policy, scope, find);
    const first = await readShared(policy, scope);
    if (first) return first.value;
    // The wait for another process counts as an attempt, because the request of that process may hang as well.
    const timer = setTimeout(
      () => scope.attemptFailed?.(failureOfLeaving(lockWaitTimeout)),
      attemptTimeoutMs,
    );
    try {
      const release = await shared.acquireLock(policy.key, scope.cancellation());
      if (release) clearTimeout(timer);
      const meanwhile = release ? null : await readShared(policy, scope);
      return meanwhile ? meanwhile.value : await fetch(policy, scope, find).finally(release);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Returns the newer of the usable entries of a policy and its fallback; never a negative entry. */
  function staleOf<T>(policy: CachePolicy<T>): Stale<T> | null {
    const other = policy.fallback ? staleOf(policy.fallback) : null;
    const entry = inMemory<T>(policy.key);
    if (!entry || entry.value === null || !isDeepEnough(policy, entry) || usableMs(entry, now()) <= 0)
      return other;
    const { value, at } = entry;
    return other && other.at > at ? other : { policy, value, at };
  }

  /** Stale-if-error (RFC 5861): returns the last cached value if the failure is retryable. */
  function staleIfError<T>(policy: CachePolicy<T>, failure: unknown, scope: RequestScope): T {
    const stale = staleOf(policy);
    if (!stale || !isRetryable(failure)) throw failure;
    const { at } = stale;
    onSourceEvent('STALE', scope, { at });
    const value = stale.policy.refresh?.(stale.value, at) ?? stale.value;
    return stale.policy.markStale?.(value, at, failure) ?? value;
  }

  /** Returns a dependency that is valid until the entry expires or is replaced. It does not retain the entry. */
  function dependencyOn<T>({ key, revision }: CachePolicy<T>, entry: Entry<T>): CacheDependency {
    entry.stamp ??= {};
    const { stamp } = entry;
    const revised = revision?.();
    return {
      key,
      isValid() {
        const entry = inMemory<T>(key);
        return (
          entry !== undefined && entry.stamp === stamp && isFresh(entry, now()) && revision?.() === revised
        );
      },
    };
  }

  /** Reads L1; undefined if no fresh entry is deep enough. */
  function readMemory<T>(policy: CachePolicy<T>, scope: RequestScope): T | null | undefined {
    const known = inMemory<T>(policy.key);
    if (!known || !isFresh(known, now()) || !isDeepEnough(policy, known))
      return policy.fallback && readMemory(policy.fallback, scope);
    const { value, at } = known;
    const shown = value !== null && policy.refresh ? policy.refresh(value, at) : value;
    if (shown === null && value !== null) return undefined;
    onSourceEvent('HIT', scope, { dependency: dependencyOn(policy, known) });
    return shown;
  }

  async function read<T>(policy: CachePolicy<T>, scope: RequestScope, find: Find<T>): Promise<T | null> {
    const known = readMemory(policy, scope);
    if (known !== undefined) return known;
    const flightKey = `${store.generation()}:${policy.minDepth}:${policy.key}`;
    const staleScope = staleOf(policy) ? untilFirstTimeout(scope) : null;
    const { result, shared: isShared } = singleFlight.run(flightKey, staleScope?.scope ?? scope, shared =>
      fetchOnce(policy, shared, find),
    );
    if (isShared) onSourceEvent('COALESCED', scope);
    return result
      .catch((failure: unknown) => staleIfError(policy, staleScope?.failure() ?? failure, scope))
      .finally(staleScope?.dispose);
  }

  return { read, fetch };
}

/** Whether stale-if-error applies; rejected credentials do not count, because access may have been revoked. */
const isRetryable = (failure: unknown): boolean =>
  failure instanceof SwitchboardError && failure.details.retryable === true;
