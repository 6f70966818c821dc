import { z } from 'zod';
import { maxSigned } from '../../domain/byte-packing.ts';
import { parseInstant } from '../../domain/instant.ts';

const databaseId = z.number().int().min(1);

/**
 * The rows that one page gave before they started: from one database id down to another. A row of them started after the
 * page if it started after `at`, the newest start that was listed with them, in microseconds.
 */
const span = z.strictObject({
  at: z.number().int().min(0).max(maxSigned),
  high: databaseId,
  low: databaseId,
});

export type Span = z.infer<typeof span>;

/** More than a cursor of two kilobytes holds. */
export const maxSpans = 1_000;

const spans = z.array(span).max(maxSpans);

/**
 * Rows that have not started come first and in no order worth the name. They are put by database id, highest first, and
 * resumed below the last id given; a row that starts later is known again by the page that covers its id.
 */
const waiting = z.strictObject({
  /** Where in Burki's list this window of rows begins; 0 unless more are listed than the scan budget reads. */
  skip: z.number().int().min(0),
  /** How many rows that have not started this window held. */
  listed: z.number().int().min(0),
  /** Whether the window ends where the scan budget ended, not where the first started row is listed. */
  isBounded: z.boolean(),
  /** The rows that earlier pages gave. */
  given: spans,
  /** Those of the page that ends here; null before the first of this window. */
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
  /** Rows with this timestamp that were taken: read again, because Burki's bounds are inclusive. */
  ties: z.number().int().min(1),
  /** The rows given before they started, as long as one of them may come below this timestamp. */
  given: spans,
  /** Read as much as Burki gives at once: a run of equal timestamps did not fit. */
  wide: z.boolean().optional(),
});

/** Burki refused the assistant filter, so the list is read without it. */
const options = { withoutAgent: z.boolean().optional() };

const shape = z.union([waiting.extend(options), started.extend(options)]);

export type WaitingPosition = z.infer<typeof waiting>;

export type StartedPosition = z.infer<typeof started>;

/** Where Burki's list goes on. */
export type BurkiPosition = (WaitingPosition | StartedPosition) & {
  readonly withoutAgent?: boolean | undefined;
};

export const isStarted = (position: BurkiPosition): position is BurkiPosition & StartedPosition =>
  'ties' in position;

export const theBeginning: WaitingPosition = { skip: 0, listed: 0, isBounded: false, given: [], page: null };

/** Null for a position that this source never wrote. */
export const readPosition = (json: unknown): BurkiPosition | null => shape.safeParse(json).data ?? null;

/** One that was read before; to take another for the beginning would give rows twice. */
export function checkedPosition(json: unknown): BurkiPosition {
  return shape.parse(json);
}
