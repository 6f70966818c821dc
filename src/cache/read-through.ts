import type { RequestScope } from '../async/request-scope.ts';
import { createFlights, type SharedScope } from '../async/single-flight.ts';
import { SwitchboardError } from '../domain/errors.ts';
import type { Memory, Notice, NoticeKind } from '../domain/source-event.ts';
import { type Entry, isFresh, usableMs } from './entry.ts';
import type { Wanted } from './entry-policy.ts';
import { untilFirstTimeout } from './first-timeout.ts';
import type { KeyspaceStore, Writer } from './keyspace-store.ts';

export interface ReadThrough {
  /** Reads a fresh entry from memory or Redis, or else calls `find`, which asks the source. */
  read<T>(wanted: Wanted<T>, scope: RequestScope, find: Find<T>): Promise<T | null>;
  /** Asks the source, and caches what it says in place of what was cached. */
  ask<T>(wanted: Wanted<T>, scope: RequestScope, find: Find<T>): Promise<T | null>;
}

/** Caches a further value of the same fetch, unless a purge has voided the fetch. */
export type Keep = <T>(wanted: Wanted<T>, value: T | null) => void;

type Find<T> = (scope: RequestScope, keep: Keep) => Promise<T | null>;

export interface ReadThroughOptions {
  readonly store: KeyspaceStore;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly notice: (kind: NoticeKind, scope: RequestScope, more?: Pick<Notice, 'at' | 'memory'>) => void;
  readonly failureOfLeaving: (reason: unknown) => Error;
  /** The time of one attempt at the source. */
  readonly attemptTimeoutMs: number;
}

const waitedLong = new Error('Another process has not got an answer in the time of an attempt.');

interface Stale<T> {
  readonly wanted: Wanted<T>;
  readonly value: T;
  readonly at: number;
}

export function createReadThrough(options: ReadThroughOptions): ReadThrough {
  const { store, now, notice, failureOfLeaving, attemptTimeoutMs } = options;
  const flights = createFlights(failureOfLeaving);

  const inMemory = <T>(key: string) => store.peek(key) as Entry<T> | undefined;
  const suffices = <T>({ least, rank }: Wanted<T>, { value }: Entry<T>) =>
    value === null || rank(value) >= least;

  /** Whether a fresh entry holds more than a value of the same version that is to replace it. */
  function isFuller<T>({ rank, isSame }: Wanted<T>, known: Entry<T>, value: T | null): boolean {
    if (known.value === null || value === null || rank(known.value) <= rank(value)) return false;
    return isFresh(known, now()) && (isSame?.(known.value, value) ?? true);
  }

  function write<T>(writer: Writer, wanted: Wanted<T>, entry: Entry<T>, isOurs: boolean): void {
    const { key, share } = wanted;
    const { value } = entry;
    const known = inMemory<T>(key);
    if (known && isFuller(wanted, known, value)) return;
    if (value === null) wanted.admitAbsence?.();
    const forOthers = isOurs && share ? { ...entry, value: value === null ? null : share(value) } : null;
    writer(key, entry, forOthers);
  }

  const keepBy =
    (writer: Writer): Keep =>
    (wanted, value) => {
      const at = now();
      write(writer, wanted, { value, at, freshMs: wanted.freshness(value, at) }, true);
    };

  /** Asks once more where a reading that overlapped with this one differs: the last answer is the newest then. */
  async function ask<T>(wanted: Wanted<T>, scope: RequestScope, find: Find<T>, more = 2): Promise<T | null> {
    const keep = keepBy(store.openWriter());
    const admit = wanted.admission?.();
    const value = await find(scope, keep);
    const admitted = value === null || !admit ? value : admit(value);
    if (admitted !== null || value === null) keep(wanted, admitted);
    else if (more > 0) return ask(wanted, scope, find, more - 1);
    return admitted ?? value;
  }

  /** Reads an entry of the shared level; null if memory holds a later one. */
  async function fromShared<T>(wanted: Wanted<T>): Promise<Entry<T> | null> {
    const entry = (await store.shared?.get(wanted.key, wanted.accepts)) as Entry<T> | undefined;
    const known = inMemory<T>(wanted.key);
    if (!entry || (known && known.at > entry.at)) return null;
    if (entry.value === null || !wanted.admitShared) return entry;
    const value = wanted.admitShared(entry.value, entry.at);
    return value === null ? null : { value, at: entry.at, freshMs: entry.freshMs };
  }

  /** Reads a shared entry and caches it here; null if it is stale or holds too little. */
  async function fetched<T>(wanted: Wanted<T>, scope: SharedScope): Promise<Entry<T> | null> {
    const writer = store.openWriter();
    const entry = await fromShared(wanted);
    if (entry) write(writer, wanted, entry, false);
    if (!entry || !isFresh(entry, now()) || !suffices(wanted, entry))
      return wanted.orElse ? fetched(wanted.orElse, scope) : null;
    notice('SHARED_HIT', scope.leader);
    return entry;
  }

  async function fetchOrAsk<T>(wanted: Wanted<T>, scope: SharedScope, find: Find<T>): Promise<T | null> {
    const { shared } = store;
    if (!shared || !wanted.share) return ask(wanted, scope, find);
    const first = await fetched(wanted, scope);
    if (first) return first.value;
    // The wait for another process counts as an attempt: its request may hang as well.
    const timer = setTimeout(() => scope.attemptFailed?.(failureOfLeaving(waitedLong)), attemptTimeoutMs);
    try {
      const release = await shared.acquireLock(wanted.key, scope.ending());
      if (release) clearTimeout(timer);
      const meanwhile = release ? null : await fetched(wanted, scope);
      return meanwhile ? meanwhile.value : await ask(wanted, scope, find).finally(release);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Returns the newer of the usable entries of a policy and its fallback; never a cached absence. */
  function staleOf<T>(wanted: Wanted<T>): Stale<T> | null {
    const other = wanted.orElse ? staleOf(wanted.orElse) : null;
    const entry = inMemory<T>(wanted.key);
    if (!entry || entry.value === null || !suffices(wanted, entry) || usableMs(entry, now()) <= 0)
      return other;
    const { value, at } = entry;
    return other && other.at > at ? other : { wanted, value, at };
  }

  /** Stale-if-error (RFC 5861). */
  function old<T>(wanted: Wanted<T>, failure: unknown, scope: RequestScope): T {
    const stale = staleOf(wanted);
    if (!stale || !isPassing(failure)) throw failure;
    const { at } = stale;
    notice('STALE', scope, { at });
    const value = stale.wanted.shown?.(stale.value, at) ?? stale.value;
    return stale.wanted.aged?.(value, at, failure) ?? value;
  }

  /** A cache dependency: valid until the entry is over, or another takes its place. Does not itself keep the entry. */
  function memoryOf<T>({ key, revision }: Wanted<T>, entry: Entry<T>): Memory {
    entry.stamp ??= {};
    const { stamp } = entry;
    const revised = revision?.();
    return {
      key,
      isGood() {
        const entry = inMemory<T>(key);
        return (
          entry !== undefined && entry.stamp === stamp && isFresh(entry, now()) && revision?.() === revised
        );
      },
    };
  }

  /** Reads memory; undefined if no fresh entry suffices. */
  function hit<T>(wanted: Wanted<T>, scope: RequestScope): T | null | undefined {
    const known = inMemory<T>(wanted.key);
    if (!known || !isFresh(known, now()) || !suffices(wanted, known))
      return wanted.orElse && hit(wanted.orElse, scope);
    const { value, at } = known;
    const shown = value !== null && wanted.shown ? wanted.shown(value, at) : value;
    if (shown === null && value !== null) return undefined;
    notice('HIT', scope, { memory: memoryOf(wanted, known) });
    return shown;
  }

  async function read<T>(wanted: Wanted<T>, scope: RequestScope, find: Find<T>): Promise<T | null> {
    const known = hit(wanted, scope);
    if (known !== undefined) return known;
    const flight = `${store.generation()}:${wanted.least}:${wanted.key}`;
    const staleScope = staleOf(wanted) ? untilFirstTimeout(scope) : null;
    const { result, coalesced } = flights.join(flight, staleScope?.scope ?? scope, shared =>
      fetchOrAsk(wanted, shared, find),
    );
    if (coalesced) notice('COALESCED', scope);
    return result
      .catch((failure: unknown) => old(wanted, staleScope?.failure() ?? failure, scope))
      .finally(staleScope?.dispose);
  }

  return { read, ask };
}

/** Whether stale-if-error applies: not if the source rejects the credentials, because access may have been revoked. */
const isPassing = (failure: unknown): boolean =>
  failure instanceof SwitchboardError && failure.facts.retryable === true;
