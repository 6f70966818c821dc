import { type Call, nativeKeyOf } from '../domain/call.ts';
import { versionOf } from '../domain/call-version.ts';
import type { Entry, WallClock } from './entry.ts';
import { detailKinds } from './entry-keys.ts';
import { bytesOfCall } from './entry-size.ts';
import type { KeyspaceStore, Writer } from './keyspace-store.ts';
import { ttlMs } from './ttl.ts';

/** The cache entry of a call that exists at its source. */
export type KnownCall = Entry<Call> & { readonly value: Call };

/** The L1 cache entries of one source's calls, stale ones included. */
export interface CallEntries {
  /** The entry of a call that was fetched by its key. */
  detailAt(key: string): KnownCall | null;
  /** The entry of its list row, for sources whose rows lack the detail. */
  rowAt(key: string): KnownCall | null;
  /** Replaces the value of a detail by `bound`, the detail together with its list row. */
  bind(detail: KnownCall, bound: Call): void;
  /** Drops the detail of a call from L1; a detail with a long TTL also from Redis and the other replicas. */
  dropDetail(key: string, freshMs: number): void;
  /** Drops the negative cache entry of a call; false if that is newer than `since`. */
  dropAbsence(key: string, since: number): boolean;
  dropRow(key: string): void;
  /** Expires a row but keeps its entry, because the next row is compared with it. */
  outdate(row: KnownCall): void;
  /** Whether some cached version counts as the newest of the call. */
  isKnown(key: string): boolean;
  /** The cached version of a call as a string; empty if no version is cached. */
  versionAt(key: string): string;
  /** Counter of detected changes of calls. */
  revision(): number;
  changed(): void;
  /**
   * Drops a call if two overlapping reads return different versions, because their order is unknown. Lists cached
   * before are no longer hits, because they may hold either version.
   */
  dispute(key: string): void;
  /** The revision of the last dispute. */
  disputedAt(): number;
}

export interface CallEntriesOptions {
  readonly store: KeyspaceStore;
  readonly now: WallClock;
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
  const write: Writer = (key, entry, toShared) => store.openWriter()(key, entry, toShared);

  return {
    detailAt,
    rowAt,
    bind({ value, at, freshMs, bytes }, bound) {
      // The estimate of an unread conversation is kept, because it cannot be made again.
      const added = bytesOfCall(bound) - bytesOfCall(value);
      const entry = { value: bound, at, freshMs, bytes: bytes && bytes + added };
      write(callKey(nativeKeyOf(bound)), entry, share);
    },
    dropDetail(key, freshMs) {
      changed();
      const details = detailKinds.map(kind => store.keyOf(kind, key));
      store.invalidate(details, freshMs > ttlMs.live ? [...details, rowKey(key)] : []);
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
    outdate({ value, at, bytes }) {
      changed();
      write(rowKey(nativeKeyOf(value)), { value, at, freshMs: 0, bytes }, null);
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
