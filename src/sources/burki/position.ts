import { z } from 'zod';
import { maxSigned } from '../../domain/byte-packing.ts';
import { parseInstant } from '../../domain/instant.ts';

export const databaseId = z.number().int().min(1);

/**
 * Ids of rows that one page returned before they started, from `high` down to `low`. `at` is the newest start in the
 * same list, in microseconds. A row of this span that started later has been returned before.
 */
const span = z.strictObject({
  at: z.number().int().min(0).max(maxSigned),
  high: databaseId,
  low: databaseId,
});

export type Span = z.infer<typeof span>;

/** Bound above the number of spans that a cursor of two kilobytes holds. */
export const maxSpans = 1_000;

const spans = z.array(span).max(maxSpans);

/**
 * Position among rows that have not started. Burki lists them first and unordered, so they are returned by database id,
 * highest first. Reading resumes below the last id returned, and spans record which rows were returned before they
 * started.
 */
const waiting = z.strictObject({
  /** Offset in Burki's list at which this window begins; 0 unless the rows exceed the scan budget. */
  skip: z.number().int().min(0),
  /** Number of rows in this window that have not started. */
  listed: z.number().int().min(0),
  /** Whether the scan budget ended the window, and not the first started row. */
  isBounded: z.boolean(),
  /** Spans of earlier pages. */
  given: spans,
  /** Span of the page that ends here; null at the start of a window. */
  page: span.nullable(),
});

/** Timestamp as Burki spells it, because a Date would cut its microseconds. */
export const rawTimestamp = z
  .string()
  .max(40, { abort: true })
  .refine(text => parseInstant(text) !== null);

/** Keyset pagination over started rows, by time and id. */
const started = z.strictObject({
  /** Start of the last row. */
  at: rawTimestamp,
  id: databaseId,
  /**
   * Number of returned rows with this timestamp. The next page lists them again, because Burki's bounds are inclusive.
   */
  ties: z.number().int().min(1),
  /** Spans of rows returned before they started; empty once none of those rows can follow. */
  given: spans,
  /** Whether to request Burki's largest page, because a run of equal timestamps did not fit. */
  wide: z.boolean().optional(),
});

/** Options of both phases. `withoutAgent` omits the assistant filter, which Burki has rejected. */
const options = { withoutAgent: z.boolean().optional() };

const shape = z.union([waiting.extend(options), started.extend(options)]);

export type WaitingPosition = z.infer<typeof waiting>;

export type StartedPosition = z.infer<typeof started>;

export type BurkiPosition = (WaitingPosition | StartedPosition) & {
  readonly withoutAgent?: boolean | undefined;
};

export const isStarted = (position: BurkiPosition): position is BurkiPosition & StartedPosition =>
  'ties' in position;

export const startPosition: WaitingPosition = { skip: 0, listed: 0, isBounded: false, given: [], page: null };

/** Null for a malformed position. */
export const readPosition = (json: unknown): BurkiPosition | null => shape.safeParse(json).data ?? null;

/** Throws for a malformed position, because resuming at the start of the list would repeat rows. */
export function checkedPosition(json: unknown): BurkiPosition {
  return shape.parse(json);
}
