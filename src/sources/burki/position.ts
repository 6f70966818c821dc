import { z } from 'zod';
import { maxSigned } from '../../domain/byte-packing.ts';
import { parseInstant } from '../../domain/instant.ts';

const databaseId = z.number().int().min(1);

/**
 * Ids of the rows that one page gave before they started, from `high` down to `low`. `at` is the newest start listed with
 * them, in microseconds: a row of this span that started later was given before.
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
 * Burki lists rows that have not started first and unordered. The list gives them by database id, highest first, and
 * resumes below the last id given. The span that covers the id of a row tells whether it was given before it started.
 */
const waiting = z.strictObject({
  /** Index in Burki's list at which this window begins; 0 unless more rows are listed than the scan budget reads. */
  skip: z.number().int().min(0),
  /** The number of rows in this window that have not started. */
  listed: z.number().int().min(0),
  /** Whether the window ends where the scan budget ended, not where the first started row is listed. */
  isBounded: z.boolean(),
  /** Spans of earlier pages. */
  given: spans,
  /** The span of the page that ends here; null at the head of a window. */
  page: span.nullable(),
});

/** Started rows go on by time and id, never by index. */
const started = z.strictObject({
  /** The last row's own timestamp as Burki spelled it, because a Date would cut its microseconds. */
  at: z
    .string()
    .max(40, { abort: true })
    .refine(text => parseInstant(text) !== null),
  id: databaseId,
  /** Number of rows with this timestamp already taken; they are read again, because Burki's bounds are inclusive. */
  ties: z.number().int().min(1),
  /** Spans of rows given before they started; empty once none of those rows can follow. */
  given: spans,
  /** Asks for Burki's largest page, because a run of equal timestamps did not fit. */
  wide: z.boolean().optional(),
});

/** Burki refused the assistant filter, so the list is read without it. */
const options = { withoutAgent: z.boolean().optional() };

const shape = z.union([waiting.extend(options), started.extend(options)]);

export type WaitingPosition = z.infer<typeof waiting>;

export type StartedPosition = z.infer<typeof started>;

/** Position at which Burki's list resumes. */
export type BurkiPosition = (WaitingPosition | StartedPosition) & {
  readonly withoutAgent?: boolean | undefined;
};

export const isStarted = (position: BurkiPosition): position is BurkiPosition & StartedPosition =>
  'ties' in position;

export const startPosition: WaitingPosition = { skip: 0, listed: 0, isBounded: false, given: [], page: null };

/** Null for a position that this source never wrote. */
export const readPosition = (json: unknown): BurkiPosition | null => shape.safeParse(json).data ?? null;

/** Throws for a malformed position, because resuming at the beginning would give rows twice. */
export function checkedPosition(json: unknown): BurkiPosition {
  return shape.parse(json);
}
