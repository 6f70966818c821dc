import { type Call, nativeKeyOf } from '../domain/call.ts';
import type { ListedRow, ListPage } from '../domain/call-source.ts';
import { agrees, isSameCall, isSameRow, withoutDetail } from '../domain/call-version.ts';
import type { CallEntries, KnownCall } from './call-entries.ts';
import { isFresh, type WallClock } from './entry.ts';

/** Replaces list rows by the newest cached versions of their calls. */
export interface NewestRows {
  /** Returns a new row, or the values of its fresh detail if these differ, so that a call has one form. */
  current(row: Call): Call;
  /** The newest cached version of a call, given its cached row. */
  latest(row: KnownCall): Call;
  /** Marks a page as up to date at the current revision. */
  mark(page: ListPage): ListPage;
  isMarked(page: ListPage): boolean;
  /** Returns a cached page with each row at its newest version; null if that is unknown. */
  refreshed(page: ListPage, listedAt: number): ListPage | null;
}

export interface NewestRowsOptions {
  readonly entries: CallEntries;
  readonly now: WallClock;
}

interface CachedPage extends ListPage {
  /** The revision at which the rows were up to date; undefined for a page that must not be cached. */
  revision?: number;
  /** The rows of the last refresh, memoized because a list is read more often than a call changes. */
  refreshedRows?: { readonly revision: number; readonly rows: readonly ListedRow[] };
}

export function createNewestRows({ entries, now }: NewestRowsOptions): NewestRows {
  function current(row: Call): Call {
    const detail = entries.detailAt(nativeKeyOf(row));
    const ownRow = detail?.value.detail?.row;
    if (!detail || !ownRow || !isFresh(detail, now()) || !isSameRow(ownRow, row)) return row;
    return agrees(detail.value, row) ? row : withoutDetail(detail.value);
  }

  function newest(row: Call, listedAt: number): Call {
    const detail = entries.detailAt(nativeKeyOf(row));
    return row.detail ? newestWhole(row, detail, listedAt) : newestRow(row, detail, listedAt);
  }

  function newestRow(row: Call, detail: KnownCall | null, listedAt: number): Call {
    const listed = entries.rowAt(nativeKeyOf(row));
    const last = isSince(listed, listedAt) && !isSameRow(listed.value, row) ? listed.value : row;
    if (!detail || detail.value.detail?.row || agrees(detail.value, last)) return current(last);
    return isSince(detail, Math.max(listedAt, listed?.at ?? 0)) ? withoutDetail(detail.value) : last;
  }

  function refreshedRow(listed: ListedRow, listedAt: number): ListedRow {
    const call = newest(listed.call, listedAt);
    return call === listed.call ? listed : { ...listed, call };
  }

  function rowsOf(page: CachedPage, listedAt: number): readonly ListedRow[] {
    const revision = entries.revision();
    const known = page.refreshedRows;
    if (known?.revision === revision) return known.rows;
    const rows = page.rows.map(row => refreshedRow(row, listedAt));
    page.refreshedRows = { revision, rows };
    return rows;
  }

  return {
    current,
    latest: ({ value, at }) => newest(value, at),
    mark(page: CachedPage) {
      page.revision = entries.revision();
      return page;
    },
    isMarked: (page: CachedPage) => page.revision !== undefined,
    refreshed(page: CachedPage, listedAt) {
      const readAt = page.revision ?? -1;
      if (readAt < entries.disputedAt()) return null;
      if (readAt === entries.revision()) return page;
      return { ...page, rows: rowsOf(page, listedAt) };
    },
  };
}

const newestWhole = (row: Call, known: KnownCall | null, listedAt: number): Call =>
  isSince(known, listedAt) && !isSameCall(known.value, row) ? known.value : row;

const isSince = (entry: KnownCall | null, at: number): entry is KnownCall => entry !== null && entry.at >= at;
