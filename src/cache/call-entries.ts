import { type Call, nativeKeyOf } from '../domain/call.ts';
import { versionOf } from '../domain/call-version.ts';
import type { Entry } from './entry.ts';
import { detailKinds } from './entry-keys.ts';
import type { KeyspaceStore, Writer } from './keyspace-store.ts';
import { ttlMs } from './ttl.ts';

/** The cache entry of a call that is there. */
export type KnownCall = Entry<Call> & { readonly value: Call };

/** The cache entries of one source's calls in the memory of this process, stale ones included. */
export interface CallEntries {
  /** A call as it was read by its key. */
  detailAt(key: string): KnownCall | null;
  /** Its list row, where rows are poorer than that. */
  rowAt(key: string): KnownCall | null;
  /** Stores the row that a detail belongs to with the detail. */
  bind(detail: KnownCall, bound: Call): void;
  /** Drops the detail of a call, and that of other processes if theirs may stay fresh for long. */
  dropDetail(key: string, freshMs: number): void;
  /** Drops a cached absence of a call; returns false if it was cached after the given time. */
  dropAbsence(key: string, since: number): boolean;
  dropRow(key: string): void;
  /** Makes a row stale; it stays cached, because the next row is compared with it. */
  outdate(row: KnownCall): void;
  /** Whether any version of a call is known to be its newest. */
  isKnown(key: string): boolean;
  /** The version of a call as a text; empty if no version is cached. */
  versionAt(key: string): string;
  /** Grows with each call that turns out to have changed. */
  revision(): number;
  changed(): void;
  /**
   * Drops a call of which two readings overlapped and differ, because their order is unknown. Lists cached before may
   * hold either version, so they are not answered.
   */
  dispute(key: string): void;
  /** The revision of the last dispute. */
  disputedAt(): number;
}

export interface CallEntriesOptions {
  readonly store: KeyspaceStore;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** The part of a call that processes may share. */
  readonly share: (call: Call) => Call;
}

export function createCallEntries({ store, now, share }: CallEntriesOptions): CallEntries {
  let revision = 0;
  let disputedAt = 0;
  const changed = (): void => {
    revision += 1;
  };

  function known(key: string): KnownCall | null {
    const entry = store.peek(key) as Entry<Call> | undefined;
    return entry?.value ? (entry as KnownCall) : null;
  }

  const callKey = (key: string) => store.keyOf('call', key);
  const rowKey = (key: string) => store.keyOf('row', key);
  const detailAt = (key: string) => known(callKey(key));
  const rowAt = (key: string) => known(rowKey(key));
  const write: Writer = (key, entry, forOthers) => store.openWriter()(key, entry, forOthers);

  return {
    detailAt,
    rowAt,
    bind({ at, freshMs }, bound) {
      const shared = { value: share(bound), at, freshMs };
      write(callKey(nativeKeyOf(bound)), { value: bound, at, freshMs }, shared);
    },
    dropDetail(key, freshMs) {
      changed();
      const forgotten = detailKinds.map(kind => store.keyOf(kind, key));
      store.invalidate(forgotten, freshMs > ttlMs.live ? [...forgotten, rowKey(key)] : []);
    },
    dropAbsence(key, since) {
      const entry = store.peek(callKey(key));
      if (entry?.value !== null) return true;
      if (entry.at > since) return false;
      store.invalidate([callKey(key)], []);
      return true;
    },
    dropRow(key) {
      changed();
      store.invalidate([rowKey(key)], []);
    },
    outdate({ value, at }) {
      changed();
      write(rowKey(nativeKeyOf(value)), { value, at, freshMs: 0 }, null);
    },
    isKnown: key => detailAt(key) !== null || (rowAt(key)?.freshMs ?? 0) > 0,
    versionAt(key) {
      const last = rowAt(key) ?? detailAt(key);
      return last ? versionOf(last.value) : '';
    },
    revision: () => revision,
    changed,
    dispute(key) {
      changed();
      disputedAt = revision;
      write(callKey(key), { value: null, at: now(), freshMs: 0 }, null);
    },
    disputedAt: () => disputedAt,
  };
}
