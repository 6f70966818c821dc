import { z } from 'zod';
import { maxPageSize } from './items.ts';
import { microsecondsAt, type Row } from './page-rows.ts';
import { databaseId, rawTimestamp } from './position.ts';

/** Bound that keeps the text of a place below the 8,192 characters of its contract. */
const maxTies = 400;

const count = z.number().int().min(0);
const pageSize = z.number().int().min(1).max(maxPageSize);

const shape = z.strictObject({
  /** Latest start of the rows to list, as Burki spells it; null to list all rows. */
  at: rawTimestamp.nullable(),
  /** Number of those rows to skip. */
  skip: count,
  /** Size of the next page. */
  limit: pageSize,
  /** Largest size of later pages, because larger ones exceed the limits of the gateway. */
  cap: pageSize,
  /** Number of rows that start at `at` or before, as of the page before; null if unknown. */
  total: count.nullable(),
  /** Ids of the skipped rows, which all start at `at`; incomplete if they are too many. */
  ties: z.array(databaseId).max(maxTies),
  /** Whether the offset is followed unverified, because verification has failed, or would never end. */
  isTrusted: z.boolean(),
});

/**
 * Place in Burki's list: a keyset on the start of the last row, and the offset behind the rows of that start, so that each row
 * is read once.
 */
export type RowPlace = Readonly<z.infer<typeof shape>>;

/** Place of the newest end of the list, which is read by pages of at most `maxRows` rows. */
export function firstPlace(maxRows: number): RowPlace {
  const limit = Math.min(Math.max(1, maxRows), maxPageSize);
  return { at: null, skip: 0, limit, cap: limit, total: null, ties: [], isTrusted: false };
}

/** Null for malformed text. */
export function parsePlace(text: string): RowPlace | null {
  try {
    return shape.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/** The same place without its offset, which repeats the rows that start at `at`. */
export const withoutOffset = (place: RowPlace): RowPlace => ({
  ...place,
  skip: 0,
  total: null,
  ties: [],
  isTrusted: true,
});

export const isVerifiable = ({ at, skip, isTrusted }: RowPlace): boolean =>
  at !== null && skip > 0 && !isTrusted;

/**
 * Whether a page begins right behind the skipped rows: no row at `at` or before was deleted meanwhile, and Burki, which lists
 * rows of equal start in any order, has skipped those that were read.
 */
export function isRightBehind(
  { at, total, ties, skip }: RowPlace,
  rows: readonly (Row | null)[],
  listed: number | null,
) {
  if (total === null || listed !== total) return false;
  const start = microsecondsAt(at ?? '');
  const tied = rows.filter(row => row?.start === start);
  return tied.length === 0 || (ties.length === skip && !tied.some(row => row && ties.includes(row.id)));
}

/** Adds the rows of a page to the ties, as far as there is room. */
export const withTies = (ties: readonly number[], rows: readonly (Row | null)[]): number[] =>
  [...ties, ...rows.flatMap(row => (row ? [row.id] : []))].slice(0, maxTies);
