import type { RequestScope } from '../async/request-scope.ts';
import { createSingleFlight, type SharedRequestScope } from '../async/single-flight.ts';
import type { CacheDependency, SourceEventDetails, SourceEventType } from '../domain/source-event.ts';
import { type Entry, isFresh, type WallClock } from './entry.ts';
import type { CachePolicy } from './entry-policy.ts';
import { untilFirstTimeout } from './first-timeout.ts';
import type { KeyspaceStore, Writer } from './keyspace-store.ts';
import {
  type CacheLookup,
  entryOf,
  fallbackOf,
  heldForm,
  isDeepEnough,
  isDeeper,
  lookupIn,
  withKnownValue,
} from './lookup.ts';
import { createStaleIfError } from './stale-if-error.ts';

export interface ReadThrough {
  /** Returns a fresh entry from L1 or Redis, or else the result of `find`, which concurrent reads share. */
  read<T>(lookup: CacheLookup<T>, scope: RequestScope, find: Find<T>): Promise<T | null>;
  /** Calls `find` regardless of cache entries, and caches its result. */
  fetch<T>(lookup: CacheLookup<T>, scope: RequestScope, find: Find<T>): Promise<T | null>;
}

/**
 * Caches a further value of the same fetch, unless a purge has voided the fetch. Returns the value, or the equal one that
 * is cached already.
 */
export type Put = <T>(policy: CachePolicy<T>, key: string, value: T | null) => T | null;

type Find<T> = (scope: RequestScope, put: Put) => Promise<T | null>;

export interface ReadThroughOptions {
  readonly store: KeyspaceStore;
  readonly now: WallClock;
  readonly onSourceEvent: (kind: SourceEventType, scope: RequestScope, more?: SourceEventDetails) => void;
  readonly cancellationError: (reason: unknown) => Error;
  readonly attemptTimeoutMs: number;
}

const lockWaitTimeout = new Error('Another process has not got an answer in the time of an attempt.');

export function createReadThrough(options: ReadThroughOptions): ReadThrough {
  const { store, now, onSourceEvent, cancellationError, attemptTimeoutMs } = options;
  const singleFlight = createSingleFlight(cancellationError);
  const { staleOf, staleIfError } = createStaleIfError({ store, now, onSourceEvent });

  const inMemory = <T>(key: string) => store.peek(key) as Entry<T> | undefined;

  /** Returns the entry as it is cached. */
  function write<T>(writer: Writer, lookup: CacheLookup<T>, entry: Entry<T>, isFetched: boolean): Entry<T> {
    const { policy, key, entryKey } = lookup;
    const known = inMemory<T>(entryKey);
    if (known && isFresh(known, now()) && isDeeper(policy, known, entry)) return entry;
    if (entry.value === null) policy.admitAbsence?.(key);
    const written = known ? withKnownValue(policy, entry, known) : entry;
    writer(entryKey, heldForm(policy, written), isFetched ? policy.toShared : null);
    return written;
  }

  const putBy =
    (writer: Writer): Put =>
    (policy, key, value) => {
      const target = lookupIn(store, policy, key);
      return write(writer, target, entryOf(target, value, now()), true).value;
    };

  /** Fetches again if an overlapping read returned another version, because the last response is then the newest. */
  async function fetch<T>(
    lookup: CacheLookup<T>,
    scope: RequestScope,
    find: Find<T>,
    retries = 2,
  ): Promise<T | null> {
    const { policy, key } = lookup;
    const put = putBy(store.openWriter());
    const admit = policy.admission?.(key);
    const value = await find(scope, put);
    const admitted = value === null || !admit ? value : admit(value);
    if (admitted !== null || value === null) put(policy, key, admitted);
    else if (retries > 0) return fetch(lookup, scope, find, retries - 1);
    return admitted ?? value;
  }

  /** Reads an entry from Redis; null if L1 holds a newer one. */
  async function fromShared<T>(lookup: CacheLookup<T>): Promise<Entry<T> | null> {
    const { policy, key, entryKey } = lookup;
    const accepts = (value: unknown) => policy.accepts(value, key);
    const entry = (await store.shared?.get(entryKey, accepts)) as Entry<T> | undefined;
    const known = inMemory<T>(entryKey);
    if (!entry || (known && known.at > entry.at)) return null;
    const { value, at, freshMs } = entry;
    const admitted = value !== null && policy.admitShared ? policy.admitShared(value, at) : value;
    return admitted === null && value !== null ? null : entryOf(lookup, admitted, at, freshMs);
  }

  /** Reads an entry from Redis into L1; null if the entry is stale or not deep enough. */
  async function readShared<T>(lookup: CacheLookup<T>, scope: SharedRequestScope): Promise<Entry<T> | null> {
    const writer = store.openWriter();
    const entry = await fromShared(lookup);
    if (entry) write(writer, lookup, entry, false);
    if (!entry || !isFresh(entry, now()) || !isDeepEnough(lookup, entry)) {
      const fallback = fallbackOf(store, lookup);
      return fallback && readShared(fallback, scope);
    }
    onSourceEvent('SHARED_HIT', scope.leader);
    return entry;
  }

  async function fetchOnce<T>(
    lookup: CacheLookup<T>,
    scope: SharedRequestScope,
    find: Find<T>,
  ): Promise<T | null> {
    const { shared } = store;
    if (!shared || !lookup.policy.toShared) return fetch(lookup, scope, find);
    const first = await readShared(lookup, scope);
    if (first) return first.value;
    // The wait for another process counts as an attempt, because the request of that process may hang as well.
    const timer = setTimeout(
      () => scope.attemptFailed?.(cancellationError(lockWaitTimeout)),
      attemptTimeoutMs,
    );
    try {
      const hold = await shared.acquireLock(lookup.entryKey, scope.cancellation());
      if (hold) clearTimeout(timer);
      const meanwhile = hold ? null : await readShared(lookup, scope);
      if (meanwhile) return meanwhile.value;
      const fetched = fetch(lookup, scope, find);
      return await (hold ? hold(fetched) : fetched);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Returns a dependency that is valid until the entry expires or is replaced. It does not retain the entry. */
  function dependencyOn<T>({ policy, entryKey }: CacheLookup<T>, entry: Entry<T>): CacheDependency {
    entry.stamp ??= {};
    const { stamp } = entry;
    const { revision } = policy;
    const revised = revision?.();
    return {
      key: entryKey,
      isValid() {
        const entry = inMemory<T>(entryKey);
        return (
          entry !== undefined && entry.stamp === stamp && isFresh(entry, now()) && revision?.() === revised
        );
      },
    };
  }

  /** Reads L1; undefined if no fresh entry is deep enough. */
  function readMemory<T>(lookup: CacheLookup<T>, scope: RequestScope): T | null | undefined {
    const { policy, entryKey } = lookup;
    const known = inMemory<T>(entryKey);
    if (!known || !isFresh(known, now()) || !isDeepEnough(lookup, known)) {
      const fallback = fallbackOf(store, lookup);
      return fallback ? readMemory(fallback, scope) : undefined;
    }
    const { value, at } = known;
    const shown = value !== null && policy.refresh ? policy.refresh(value, at) : value;
    if (shown === null && value !== null) return undefined;
    onSourceEvent('HIT', scope, { dependency: dependencyOn(lookup, known) });
    return shown;
  }

  async function read<T>(lookup: CacheLookup<T>, scope: RequestScope, find: Find<T>): Promise<T | null> {
    const known = readMemory(lookup, scope);
    if (known !== undefined) return known;
    const flightKey = `${store.generation()}:${lookup.minDepth}:${lookup.entryKey}`;
    const staleScope = staleOf(lookup) ? untilFirstTimeout(scope) : null;
    const { result, joined } = singleFlight.run(flightKey, staleScope?.scope ?? scope, shared =>
      fetchOnce(lookup, shared, find),
    );
    if (joined) onSourceEvent('COALESCED', scope, { joined });
    return result
      .catch((failure: unknown) => staleIfError(lookup, staleScope?.failure() ?? failure, scope))
      .finally(staleScope?.dispose);
  }

  return { read, fetch };
}
