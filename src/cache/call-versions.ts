import { type Call, nativeKeyOf } from '../domain/call.ts';
import { agrees, isOlder, isSameCall, isSameRow, withRow } from '../domain/call-version.ts';
import type { CallEntries, KnownCall } from './call-entries.ts';
import type { NewestRows } from './newest-rows.ts';

/** Keeps the cache entries of each call at one version: list row, detail, transcript and recordings. */
export interface CallVersions {
  /**
   * Returns a call that was fetched by its key as it may be cached, with its list row. Null if an overlapping read
   * returned another version, because their order is unknown.
   */
  admit(call: Call, requestedAt: number): Call | null;
  /** Admits a call from Redis; null if a newer row contradicts it. */
  admitShared(call: Call, cachedAt: number): Call | null;
  /** Admits a row from Redis; null if L1 holds a newer row or detail. */
  admitSharedRow(row: Call, cachedAt: number): Call | null;
  /** Drops the row of a call that no longer exists at its source. */
  admitAbsence(key: string): void;
  /**
   * Caches a listed row, drops a detail of another version, and returns the row at its newest version. Null if an
   * overlapping read returned another version.
   */
  list(row: Call, requestedAt: number, put: (row: Call) => Call): Call | null;
  /**
   * Returns a row that a copy of the list holds at its newest version, and drops earlier versions from the cache. `readAt` is
   * when the source was asked for the row.
   */
  adopt(row: Call, readAt: number): Call;
}

export interface CallVersionsOptions {
  readonly entries: CallEntries;
  readonly newest: Pick<NewestRows, 'current' | 'latest'>;
}

interface RowUpdate {
  readonly row: Call;
  readonly before: KnownCall | null;
  readonly detail: KnownCall | null;
}

export function createCallVersions({ entries, newest }: CallVersionsOptions): CallVersions {
  function admit(call: Call, requestedAt: number): Call | null {
    const key = nativeKeyOf(call);
    const before = entries.detailAt(key);
    if (before && !isSameCall(before.value, call)) {
      entries.dropDetail(key, before.freshMs);
      if (before.at > requestedAt) return dispute(key);
    }
    if (!before && !entries.dropAbsence(key, requestedAt)) return null;
    const row = entries.rowAt(key);
    if (!row) return call;
    if (agrees(call, row.value)) return withRow(call, row.value);
    if (row.at > requestedAt) return dispute(key);
    entries.outdate(row);
    return call;
  }

  function dispute(key: string): null {
    const row = entries.rowAt(key);
    if (row) entries.outdate(row);
    entries.dispute(key);
    return null;
  }

  function admitShared(call: Call, cachedAt: number): Call | null {
    const row = entries.rowAt(nativeKeyOf(call));
    const ownRow = call.detail?.row;
    if (!row || (ownRow && isSameRow(ownRow, row.value))) return call;
    if (!ownRow && agrees(call, row.value)) return withRow(call, row.value);
    if (row.at > cachedAt) return null;
    entries.outdate(row);
    return call;
  }

  function admitSharedRow(row: Call, cachedAt: number): Call | null {
    const key = nativeKeyOf(row);
    const before = entries.rowAt(key);
    const detail = entries.detailAt(key);
    if ((before && before.at >= cachedAt) || (detail && detail.at >= cachedAt)) return null;
    return applyRow({ row, before, detail }, cachedAt) ? row : null;
  }

  function list(row: Call, requestedAt: number, put: (row: Call) => Call): Call | null {
    const key = nativeKeyOf(row);
    const before = entries.rowAt(key);
    const detail = entries.detailAt(key);
    if (before && isOlder(row, before.value)) return entries.isKnown(key) ? newest.latest(before) : null;
    if (!detail && !entries.dropAbsence(key, requestedAt)) return null;
    if (!applyRow({ row, before, detail }, requestedAt)) return dispute(key);
    const cached = put(row);
    return detail ? newest.current(cached) : cached;
  }

  function adopt(row: Call, readAt: number): Call {
    const key = nativeKeyOf(row);
    const listed = entries.rowAt(key);
    const detail = entries.detailAt(key);
    if (listed && listed.at < readAt && !isSameRow(listed.value, row)) entries.outdate(listed);
    if (detail && detail.at < readAt && !isOfVersion(detail.value, row))
      entries.dropDetail(key, detail.freshMs);
    return newest.latest({ value: row, at: readAt, freshMs: 0 });
  }

  /** Drops the entries that a row contradicts; false if one of them may be newer than the row. */
  function applyRow({ row, before, detail }: RowUpdate, requestedAt: number): boolean {
    const isRepeated = before !== null && isSameRow(before.value, row);
    if (before && !isRepeated) entries.changed();
    if (detail && belongs(detail.value, row, isRepeated && detail.at <= requestedAt)) {
      if (!detail.value.detail?.row) entries.bind(detail, withRow(detail.value, row));
      return true;
    }
    const old = isRepeated ? null : before;
    drop(nativeKeyOf(row), [detail, old]);
    return (
      !isOverlapping(detail, requestedAt) && (!isOverlapping(old, requestedAt) || isOlder(old.value, row))
    );
  }

  /** Drops the detail even if L1 holds none, because other replicas may hold one. */
  function drop(key: string, known: readonly (KnownCall | null)[]): void {
    const longest = Math.max(...known.map(entry => entry?.freshMs ?? -1));
    if (longest >= 0) entries.dropDetail(key, longest);
  }

  return {
    admit,
    admitShared,
    admitSharedRow,
    admitAbsence: key => void (entries.rowAt(key) && entries.dropRow(key)),
    list,
    adopt,
  };
}

/** A detail without a row belongs to a row that did not change around its fetch, even if their fields differ. */
function belongs(call: Call, row: Call, isRepeated: boolean): boolean {
  const ownRow = call.detail?.row;
  return ownRow ? isSameRow(ownRow, row) : isRepeated || agrees(call, row);
}

const isOfVersion = (call: Call, row: Call): boolean =>
  row.detail ? isSameCall(call, row) : belongs(call, row, false);

const isOverlapping = (entry: KnownCall | null, requestedAt: number): entry is KnownCall =>
  entry !== null && entry.at > requestedAt;
