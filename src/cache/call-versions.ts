import { type Call, nativeKeyOf } from '../domain/call.ts';
import { agrees, isOlder, isSameCall, isSameRow, withRow } from '../domain/call-version.ts';
import type { CallEntries, KnownCall } from './call-entries.ts';
import type { NewestRows } from './newest-rows.ts';

/** Keeps the cache entries of each call at one version: its list row, its detail, and what is kept apart from it. */
export interface CallVersions {
  /**
   * A call read by its key as it may be kept, with the row that it belongs to. Null where a reading that overlapped
   * with this one differs, because nobody knows which of them is newer.
   */
  admit(call: Call, askedAt: number): Call | null;
  /** Admits a call that another process has cached; null if a newer row contradicts it. */
  admitShared(call: Call, keptAt: number): Call | null;
  /** Admits a row that another process has cached; null if a newer reading is known. */
  admitSharedRow(row: Call, keptAt: number): Call | null;
  /** Forgets the row of a call that its source no longer has. */
  admitAbsence(key: string): void;
  /**
   * Takes in a row that was listed, forgets a detail of another row, and gives the row as it is to be shown. Null where a
   * reading that overlapped with this one differs.
   */
  list(row: Call, askedAt: number, keep: (row: Call) => void): Call | null;
}

export interface CallVersionsOptions {
  readonly entries: CallEntries;
  readonly newest: Pick<NewestRows, 'current' | 'latest'>;
}

/** A row, and what is known of its call. */
interface Following {
  readonly row: Call;
  readonly before: KnownCall | null;
  readonly detail: KnownCall | null;
}

export function createCallVersions({ entries, newest }: CallVersionsOptions): CallVersions {
  function admit(call: Call, askedAt: number): Call | null {
    const key = nativeKeyOf(call);
    const before = entries.detailAt(key);
    if (before && !isSameCall(before.value, call)) {
      entries.dropDetail(key, before.freshMs);
      if (before.at > askedAt) return disputed(key);
    }
    if (!before && !entries.dropAbsence(key, askedAt)) return null;
    const row = entries.rowAt(key);
    if (!row) return call;
    if (agrees(call, row.value)) return withRow(call, row.value);
    if (row.at > askedAt) return disputed(key);
    entries.outdate(row);
    return call;
  }

  function disputed(key: string): null {
    const row = entries.rowAt(key);
    if (row) entries.outdate(row);
    entries.dispute(key);
    return null;
  }

  function admitShared(call: Call, keptAt: number): Call | null {
    const row = entries.rowAt(nativeKeyOf(call));
    const own = call.detail?.row;
    if (!row || (own && isSameRow(own, row.value))) return call;
    if (!own && agrees(call, row.value)) return withRow(call, row.value);
    if (row.at > keptAt) return null;
    entries.outdate(row);
    return call;
  }

  function admitSharedRow(row: Call, keptAt: number): Call | null {
    const key = nativeKeyOf(row);
    const before = entries.rowAt(key);
    const detail = entries.detailAt(key);
    if ((before && before.at >= keptAt) || (detail && detail.at >= keptAt)) return null;
    return follow({ row, before, detail }, keptAt) ? row : null;
  }

  function list(row: Call, askedAt: number, keep: (row: Call) => void): Call | null {
    const key = nativeKeyOf(row);
    const before = entries.rowAt(key);
    const detail = entries.detailAt(key);
    if (before && isOlder(row, before.value)) return entries.isKnown(key) ? newest.latest(before) : null;
    if (!detail && !entries.dropAbsence(key, askedAt)) return null;
    if (!follow({ row, before, detail }, askedAt)) return disputed(key);
    keep(row);
    return detail ? newest.current(row) : row;
  }

  /** Forgets what the row contradicts; false where that may be newer than the row. */
  function follow({ row, before, detail }: Following, askedAt: number): boolean {
    const isRepeated = before !== null && isSameRow(before.value, row);
    if (before && !isRepeated) entries.changed();
    if (detail && belongs(detail.value, row, isRepeated && detail.at <= askedAt)) {
      if (!detail.value.detail?.row) entries.bind(detail, withRow(detail.value, row));
      return true;
    }
    const old = isRepeated ? null : before;
    drop(nativeKeyOf(row), [detail, old]);
    return !isOverlapping(detail, askedAt) && (!isOverlapping(old, askedAt) || isOlder(old.value, row));
  }

  /** Drops the detail even if none is cached here, because other processes may hold one. */
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
  };
}

/** An unbound detail belongs to a row that was the same before and after it, even where the two differ. */
function belongs(call: Call, row: Call, isRepeated: boolean): boolean {
  const own = call.detail?.row;
  return own ? isSameRow(own, row) : isRepeated || agrees(call, row);
}

const isOverlapping = (entry: KnownCall | null, askedAt: number): entry is KnownCall =>
  entry !== null && entry.at > askedAt;
