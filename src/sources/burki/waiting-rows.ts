import { givenUpTo } from './given.ts';
import type { PlacedRow, Row } from './page-rows.ts';
import type { WaitingPosition } from './position.ts';

/** Placed row that has not started; its position resumes among such rows. */
export type WaitingRow = PlacedRow & { readonly position: WaitingPosition };

/**
 * Places the rows below the last id returned, highest first, because Burki lists them unordered. Rows above that id
 * arrived later and are left to a newer list.
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

/** Position of the rows that the scan budget did not reach. */
export const nextWindow = (last: WaitingPosition, count: number): WaitingPosition => ({
  skip: last.skip + count,
  listed: count,
  isBounded: false,
  given: [...givenUpTo(last)],
  page: null,
});
