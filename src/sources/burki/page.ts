import type { Reader } from '../../upstream/decode.ts';
import { givenUpTo } from './given.ts';
import type { BurkiPosition, StartedPosition, WaitingPosition } from './position.ts';
import { hasStarted, microsecondsAt, type PlacedRow, type Row, readAll, timesOf } from './rows.ts';
import { after, beforeStarted, beyond, inOrder, placeStarted, withoutLastRun } from './started-rows.ts';
import { nextWindow, placeWaiting } from './waiting-rows.ts';

/** What Burki listed, and what is known of it. */
export interface Listed {
  readonly items: readonly unknown[];
  /** Whether the list ends with these items. */
  readonly ends: boolean;
  readonly watermark: number;
  readonly reader: Reader;
}

interface ReadPage {
  readonly rows: readonly PlacedRow[];
  readonly next: BurkiPosition | null;
  readonly damaged: boolean;
}

/** How the unpinned part of the list was read. */
interface Unpinned extends Listed {
  /** The time of day in milliseconds, before Burki was asked. */
  readonly now: number;
  /** Whether every row that has not started is here. */
  readonly isWhole: boolean;
  /** The bound of the filter above which no row is listed. */
  readonly newest: string | null;
}

/** The rows that have not started, and those started that follow them at the newest end. */
export function readUnpinned(listed: Unpinned, position: WaitingPosition): ReadPage {
  const { rows: all, unreadable } = readAll(listed.items, listed.reader);
  const started = inOrder(all.filter(hasStarted));
  const newestStart = started.find(row => row.call.startedAt !== null)?.start ?? listed.now * 1000;
  const waiting = placeWaiting(
    all.filter(row => !hasStarted(row)),
    position,
    newestStart,
    !listed.isWhole,
  );
  const last = waiting.at(-1)?.position ?? position;
  const damaged = unreadable > 0;
  if (!listed.isWhole) return { rows: waiting, next: nextWindow(last, listed.items.length), damaged };
  const sure = listed.ends ? started : withoutLastRun(started);
  const before = { last: null, given: givenUpTo(position) };
  const rows = placeStarted(sure, timesOf(started, listed.ends, listed.watermark), before, givenUpTo(last));
  // Because the same request again would show the same rows, the started ones are asked for alone.
  const onward = rows.at(-1)?.position ?? beforeStarted(listed.newest, givenUpTo(last));
  return { rows: [...waiting, ...rows], next: listed.ends ? null : onward, damaged };
}

/** The rows that started at or before the last one given. */
export function readPinned(listed: Listed, position: StartedPosition, isWidest: boolean): ReadPage {
  const { ends } = listed;
  const { rows: all, unreadable } = readAll(listed.items, listed.reader);
  const started = inOrder(all.filter(hasStarted));
  const sure = ends ? started : withoutLastRun(started);
  const place = (rows: readonly Row[]) =>
    placeStarted(
      rows,
      timesOf(started, ends, listed.watermark),
      { last: position, given: position.given },
      position.given,
    );
  const placed = place(sure);
  const onward = placed.at(-1)?.position ?? belowGiven(sure, position);
  // Because no page holds this run whole, its rows that came are given, and the rest of it is given up.
  const isTooLong = isWidest && onward === null && !ends;
  const rows = isTooLong ? place(started) : placed;
  const next = onward ?? (isTooLong ? (rows.at(-1)?.position ?? beyond(started, position)) : wider(position));
  return {
    rows,
    next: ends ? null : next,
    // Because a date filter leaves out rows that have not started, such a row back in time cannot be placed.
    damaged: isTooLong || unreadable > 0 || !all.every(hasStarted),
  };
}

const wider = (position: StartedPosition): StartedPosition => ({ ...position, wide: true });

/** Where to read on after rows that were all given before; null where none is below the pin. */
function belowGiven(rows: readonly Row[], position: StartedPosition): StartedPosition | null {
  const last = rows.at(-1);
  return last && last.start !== microsecondsAt(position.at) ? after(last, 1, position.given) : null;
}
