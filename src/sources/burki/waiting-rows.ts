import { givenUpTo } from './given.ts';
import type { PlacedRow, Row } from './page-rows.ts';
import type { WaitingPosition } from './position.ts';

/** A row that has not started, placed; its position is in the same phase of the list. */
export type WaitingRow = PlacedRow & { readonly position: WaitingPosition };

/**
 * Places the rows below the last id given, highest first, because Burki lists them unordered. Rows above it arrived
 * meanwhile and are left to a newer list.
 */
export function placeWaiting(
  rows: readonly Row[],
  position: WaitingPosition,
  newestStart: number,
  isBounded: boolean,
): WaitingRow[] {
  const { skip, page } = position;
  const left = rows.filter(row => page === null || row.id < page.low).sort((a, b) => b.id - a.id);
  const high = page ? page.low - 1 : (left[0]?.id ?? 0);
  const given = [...givenUpTo(position)];
  return left.map(({ call, id }) => ({
    call,
    time: Number.POSITIVE_INFINITY,
    position: { skip, listed: rows.length, isBounded, given, page: { at: newestStart, high, low: id } },
  }));
}

/** The position of the rows that the scan budget did not reach. */
export const nextWindow = (last: WaitingPosition, count: number): WaitingPosition => ({
  skip: last.skip + count,
  listed: count,
  isBounded: false,
  given: [...givenUpTo(last)],
  page: null,
});
