import { createFlights, type SharedScope } from '../coalescing/flights.ts';
import { SwitchboardError } from '../domain/errors.ts';
import type { Memory, Notice, NoticeKind } from '../domain/notice.ts';
import type { RequestScope } from '../domain/request-scope.ts';
import { createSlot } from '../domain/slot.ts';
import { type Entry, isFresh, usableMs } from './entry.ts';
import type { AcceptsValue } from './entry-values.ts';
import { untilFirstTimeout } from './first-timeout.ts';
import type { KeyspaceStore, Writer } from './keyspace-store.ts';

/** One thing to be had from memory, from the shared level, or else from the source. */
export interface Wanted<T> {
  readonly key: string;
  /** How much of it is wanted, as `rank` tells; 0 where it is always whole. */
  readonly least: number;
  /** How much of it a value holds: what holds less never takes the place of what holds more. */
  readonly rank: (value: T) => number;
  /** Milliseconds for which it stays as it is. */
  readonly freshness: (value: T | null, now: number) => number;
  /** Whether a value from the shared level is this thing. */
  readonly accepts: AcceptsValue;
  /** What of it the processes may share; null for nothing. */
  readonly share: ((value: T) => T) | null;
  /** Says of a value that it is old, and what failed, where that shows in the value itself. */
  readonly aged?: (value: T, at: number, failure: unknown) => T;
}

export interface ReadThrough {
  /** From the nearest place that has it fresh; `find` asks the source. */
  read<T>(wanted: Wanted<T>, scope: RequestScope, find: Find<T>): Promise<T | null>;
  /** Asks the source, and caches what it says in place of what was cached. */
  ask<T>(wanted: Wanted<T>, scope: RequestScope, find: Find<T>): Promise<T | null>;
}

/** Caches what came with the same fetch, unless a purge has voided that. */
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

const stamps = createSlot<Entry, object>('stamp');

export function createReadThrough(options: ReadThroughOptions): ReadThrough {
  const { store, now, notice, failureOfLeaving, attemptTimeoutMs } = options;
  const flights = createFlights(failureOfLeaving);

  const inMemory = <T>(key: string) => store.peek(key) as Entry<T> | undefined;
  const suffices = <T>({ least, rank }: Wanted<T>, { value }: Entry<T>) =>
    value === null || rank(value) >= least;

  function write<T>(writer: Writer, { key, rank, share }: Wanted<T>, entry: Entry<T>, isOurs: boolean): void {
    const known = inMemory<T>(key)?.value ?? null;
    const { value } = entry;
    if (known !== null && value !== null && rank(known) > rank(value)) return;
    const forOthers = isOurs && share ? { ...entry, value: value === null ? null : share(value) } : null;
    writer(key, entry, forOthers);
  }

  const keepBy =
    (writer: Writer): Keep =>
    (wanted, value) => {
      const at = now();
      write(writer, wanted, { value, at, freshMs: wanted.freshness(value, at) }, true);
    };

  async function ask<T>(wanted: Wanted<T>, scope: RequestScope, find: Find<T>): Promise<T | null> {
    const keep = keepBy(store.openWriter());
    const value = await find(scope, keep);
    keep(wanted, value);
    return value;
  }

  /** What the processes share of it, if that is fresh enough; in any case it is remembered. */
  async function fetched<T>(wanted: Wanted<T>, scope: SharedScope): Promise<Entry<T> | null> {
    const writer = store.openWriter();
    const entry = (await store.shared?.get(wanted.key, wanted.accepts)) as Entry<T> | undefined;
    if (!entry) return null;
    write(writer, wanted, entry, false);
    if (!isFresh(entry, now()) || !suffices(wanted, entry)) return null;
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

  function staleOf<T>(wanted: Wanted<T>): { readonly value: T; readonly at: number } | null {
    const entry = inMemory<T>(wanted.key);
    if (!entry || entry.value === null || !suffices(wanted, entry)) return null;
    return usableMs(entry, now()) > 0 ? { value: entry.value, at: entry.at } : null;
  }

  /** What the source said before it failed. Not that something was absent, because it may have come since. */
  function old<T>(wanted: Wanted<T>, failure: unknown, scope: RequestScope): T {
    const stale = staleOf(wanted);
    if (!stale || !isPassing(failure)) throw failure;
    notice('STALE', scope, { at: stale.at });
    return wanted.aged?.(stale.value, stale.at, failure) ?? stale.value;
  }

  /** Good until the time of the entry is over, or another takes its place; does not itself keep the entry in memory. */
  function memoryOf<T>({ key }: Wanted<T>, entry: Entry<T>): Memory {
    const stamp = stamps.of(entry) ?? {};
    stamps.put(entry, stamp);
    return {
      key,
      isGood() {
        const entry = inMemory<T>(key);
        return entry !== undefined && stamps.of(entry) === stamp && isFresh(entry, now());
      },
    };
  }

  async function read<T>(wanted: Wanted<T>, scope: RequestScope, find: Find<T>): Promise<T | null> {
    const known = inMemory<T>(wanted.key);
    if (known && isFresh(known, now()) && suffices(wanted, known)) {
      notice('HIT', scope, { memory: memoryOf(wanted, known) });
      return known.value;
    }
    const flight = `${store.generation()}:${wanted.least}:${wanted.key}`;
    const hasty = staleOf(wanted) ? untilFirstTimeout(scope) : null;
    const { result, coalesced } = flights.join(flight, hasty?.scope ?? scope, shared =>
      fetchOrAsk(wanted, shared, find),
    );
    if (coalesced) notice('COALESCED', scope);
    return result
      .catch((failure: unknown) => old(wanted, hasty?.failure() ?? failure, scope))
      .finally(hasty?.dispose);
  }

  return { read, ask };
}

/** Not where the source refuses the gateway's credentials: who may no longer ask may no longer see. */
const isPassing = (failure: unknown): boolean =>
  failure instanceof SwitchboardError && failure.facts.retryable === true;
