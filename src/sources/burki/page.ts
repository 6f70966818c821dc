import type { WireContext } from '../../upstream/wire-object.ts';
import { givenUpTo } from './given.ts';
import {
  effectiveTimesOf,
  hasStarted,
  microsecondsAt,
  type PlacedRow,
  type Row,
  readRows,
} from './page-rows.ts';
import type { BurkiPosition, StartedPosition, WaitingPosition } from './position.ts';
import { after, beforeStarted, beyond, inOrder, placeStarted, withoutLastRun } from './started-rows.ts';
import { nextWindow, placeWaiting } from './waiting-rows.ts';

/** Items of Burki's list, with the context that places their rows. */
export interface Listed {
  readonly items: readonly unknown[];
  /** Whether the list ends with these items. */
  readonly ends: boolean;
  readonly watermark: number;
  readonly reader: WireContext;
}

interface ReadPage {
  readonly rows: readonly PlacedRow[];
  readonly next: BurkiPosition | null;
  readonly incomplete: boolean;
}

/** Items from the start of the list, read without a position's `date_to`. */
interface Unpinned extends Listed {
  /** Time right before the first request, in milliseconds since 1970. */
  readonly now: number;
  /** Whether the items include every row that has not started. */
  readonly isWhole: boolean;
  /** Latest start that matches the filter. */
  readonly newest: string | null;
}

/** Places the rows that have not started, and the started rows that follow them. */
export function readUnpinned(listed: Unpinned, position: WaitingPosition): ReadPage {
  const { rows: all, unreadable } = readRows(listed.items, listed.reader);
  const started = inOrder(all.filter(hasStarted));
  const newestStart = started.find(row => row.call.startedAt !== null)?.start ?? listed.now * 1000;
  const waiting = placeWaiting(
    all.filter(row => !hasStarted(row)),
    position,
    newestStart,
    !listed.isWhole,
  );
  const last = waiting.at(-1)?.position ?? position;
  const incomplete = unreadable > 0;
  if (!listed.isWhole) return { rows: waiting, next: nextWindow(last, listed.items.length), incomplete };
  const confirmed = listed.ends ? started : withoutLastRun(started);
  const before = { last: null, given: givenUpTo(position) };
  const rows = placeStarted(
    confirmed,
    effectiveTimesOf(started, listed.ends, listed.watermark),
    before,
    givenUpTo(last),
  );
  // The next page requests started rows alone, because the same request would return the same rows again.
  const following = rows.at(-1)?.position ?? beforeStarted(listed.newest, givenUpTo(last));
  const placed = waiting.length > 0 ? [...waiting, ...rows] : rows;
  return { rows: placed, next: listed.ends ? null : following, incomplete };
}

/** Places the rows that started at or before the last row given. */
export function readPinned(listed: Listed, position: StartedPosition, isWidest: boolean): ReadPage {
  const { ends } = listed;
  const { rows: all, unreadable } = readRows(listed.items, listed.reader);
  const started = inOrder(all.filter(hasStarted));
  const confirmed = ends ? started : withoutLastRun(started);
  const place = (rows: readonly Row[]) =>
    placeStarted(
      rows,
      effectiveTimesOf(started, ends, listed.watermark),
      { last: position, given: position.given },
      position.given,
    );
  const placed = place(confirmed);
  const following = placed.at(-1)?.position ?? belowGiven(confirmed, position);
  // A run of equal timestamps beyond the largest page is cut: its listed rows are returned, the rest is lost.
  const isTooLong = isWidest && following === null && !ends;
  const rows = isTooLong ? place(started) : placed;
  const next =
    following ?? (isTooLong ? (rows.at(-1)?.position ?? beyond(started, position)) : wider(position));
  return {
    rows,
    next: ends ? null : next,
    // A row that has not started has no place here, because Burki's date filter excludes such rows.
    incomplete: isTooLong || unreadable > 0 || !all.every(hasStarted),
  };
}

const wider = (position: StartedPosition): StartedPosition => ({ ...position, wide: true });

/** Position after rows that earlier pages returned; null if all of them have the pinned timestamp. */
function belowGiven(rows: readonly Row[], position: StartedPosition): StartedPosition | null {
  const last = rows.at(-1);
  return last && last.start !== microsecondsAt(position.at) ? after(last, 1, position.given) : null;
}
