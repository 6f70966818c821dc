import { timeOf } from '../../domain/call.ts';
import { isPrefix } from '../../domain/call-filter.ts';
import type { ListedRow, ListPage, ListQuery, SourceAdapter } from '../../domain/call-source.ts';
import { effectiveTimes } from '../../domain/row-times.ts';
import type { SourceDependencies } from '../definition.ts';
import { type ButterPosition, checkedPosition, markOf } from './position.ts';
import { createPageReader, isCursorRejection, maxPageSize, type UpstreamPage } from './upstream-page.ts';

/**
 * Reads Butter's list by cursor pagination, one page per call. A position within a page is the mark of its last row, so
 * that new calls neither repeat nor hide rows. After Butter rejects an expired cursor, reading restarts at the newest
 * call and skips up to that row.
 */
export function createButterList(dependencies: SourceDependencies): SourceAdapter['listCalls'] {
  const read = createPageReader(dependencies);

  return async (query, scope) => {
    const position = query.position && checkedPosition(query.position);
    try {
      const page = await read(position?.cursor ?? null, limitFor(query, position), scope);
      return pageAfter(page, position, query.watermark);
    } catch (failure) {
      // A cursor that Butter rejects during the request that received it never works, so a restart is futile.
      if (!position?.cursor || position.isNew || !isCursorRejection(failure)) throw failure;
      const next = { cursor: null, after: position.after, skip: maxPageSize };
      return { rows: [], next, total: null, incomplete: false };
    }
  };
}

/** Minimum number of rows to read, so that two adjacent rows with odd times do not outweigh the others. */
const minLookahead = 5;

/** A smaller page with a `started.from` reads the largest page, because 50 rows before that time must follow to end the list. */
const minBoundedPage = 50;

/**
 * A filtered list reads the largest pages. A plain one, or a large page of one with a `started.from` alone, reads the rows to
 * skip, the rows of the page, and one more, because a last row's time counts only if its successor is known.
 */
function limitFor({ filter, pageSize }: ListQuery, position: ButterPosition | null): number {
  const isPlain = isPrefix(filter) && (filter.started === null || pageSize >= minBoundedPage);
  if (!isPlain) return maxPageSize;
  return Math.min(maxPageSize, (position?.skip ?? 0) + Math.max(pageSize + 1, minLookahead));
}

function pageAfter(page: UpstreamPage, position: ButterPosition | null, watermark: number): ListPage {
  const ends = page.next === null && !page.broken;
  const times = effectiveTimes({ times: page.calls.map(timeOf), ends, watermark });
  const marks = page.calls.map(call => markOf(call.sid));
  const start = startOf({ marks, times, position, watermark });
  const rows = page.calls.map(
    (call, index): ListedRow => ({ call, time: times[index] ?? watermark, position: positionAt(index) }),
  );

  function positionAt(index: number): ButterPosition {
    const after = marks[index] ?? null;
    if (index === page.calls.length - 1 && page.next !== null) return { cursor: page.next, after, skip: 0 };
    return { cursor: position?.cursor ?? null, after, skip: index + 1 };
  }

  function next(): ButterPosition | null {
    if (page.next === null) return null;
    const before = position?.after ?? null;
    if (start === 'later') return { cursor: page.next, after: before, skip: maxPageSize, isNew: true };
    return { cursor: page.next, after: marks.at(-1) ?? before, skip: 0, isNew: true };
  }

  return {
    rows: start === 'later' ? [] : rows.slice(start),
    next: next(),
    total: null,
    incomplete: page.unreadable > 0 || page.broken,
  };
}

interface Resumption {
  readonly marks: readonly number[];
  readonly times: readonly number[];
  readonly position: ButterPosition | null;
  readonly watermark: number;
}

/** Index of the first new row; `later` if the row last returned must be on a later page. */
function startOf({ marks, times, position, watermark }: Resumption): number | 'later' {
  if (!position) return 0;
  const known = position.after === null ? -1 : marks.indexOf(position.after);
  if (known >= 0) return known + 1;
  if (position.skip === 0) return 0;
  // The row may be deleted, so reading resumes at the first row below the watermark.
  const older = times.findIndex(time => time < watermark);
  return older >= 0 ? older : 'later';
}
