import { type Call, nativeKeyOf } from '../domain/call.ts';
import { versionOf } from '../domain/call-version.ts';
import type { Entry } from './entry.ts';
import { entryKey, keysOfDetail } from './entry-keys.ts';
import { freshFor } from './freshness.ts';
import type { KeyspaceStore, Writer } from './keyspace-store.ts';

/** The cache entry of a call that is there. */
export type KnownCall = Entry<Call> & { readonly value: Call };

/** What this process' memory holds of the calls of one source, however old. */
export interface CallEntries {
  /** A call as it was read by its key. */
  detailAt(key: string): KnownCall | null;
  /** Its list row, where rows are poorer than that. */
  rowAt(key: string): KnownCall | null;
  /** Replaces a detail by the same with the row that it belongs to. */
  bind(detail: KnownCall, bound: Call): void;
  /** Forgets the detail of a call; in other processes too where those may hold it for long. */
  forgetDetail(key: string, freshMs: number): void;
  /** Forgets that a call was not there; false where that was learnt since a time. */
  forgetAbsence(key: string, since: number): boolean;
  forgetRow(key: string): void;
  /** Keeps an old row to compare the next one with, but answers with it no more. */
  outdate(row: KnownCall): void;
  /** Whether any version of a call is known to be its newest. */
  isKnown(key: string): boolean;
  /** A text that changes with the last version known of a call; empty where none is. */
  versionAt(key: string): string;
  /** Grows with each call that turns out to have changed. */
  revision(): number;
  changed(): void;
  /**
   * Forgets a call of which nobody knows which of two readings is newer. Readings that are under way are then as doubtful,
   * and so are all lists, which may hold either.
   */
  dispute(key: string): void;
  /** The revision of the last dispute. */
  disputedAt(): number;
}

export interface CallEntriesOptions {
  readonly store: KeyspaceStore;
  readonly keyspace: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** The part of a call that processes may share. */
  readonly share: (call: Call) => Call;
}

export function createCallEntries({ store, keyspace, now, share }: CallEntriesOptions): CallEntries {
  let revision = 0;
  let disputedAt = 0;
  const changed = (): void => {
    revision += 1;
  };

  function known(key: string): KnownCall | null {
    const entry = store.peek(key) as Entry<Call> | undefined;
    return entry?.value ? (entry as KnownCall) : null;
  }

  const callKey = (key: string) => entryKey(keyspace, 'call', key);
  const rowKey = (key: string) => entryKey(keyspace, 'row', key);
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
    forgetDetail(key, freshMs) {
      changed();
      const forgotten = keysOfDetail(keyspace, key);
      store.invalidate(forgotten, freshMs > freshFor.live ? [...forgotten, rowKey(key)] : []);
    },
    forgetAbsence(key, since) {
      const entry = store.peek(callKey(key));
      if (entry?.value !== null) return true;
      if (entry.at > since) return false;
      store.invalidate([callKey(key)], []);
      return true;
    },
    forgetRow(key) {
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
