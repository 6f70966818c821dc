import { z } from 'zod';
import { parseInstant } from '../../domain/instant.ts';

/** How many rows that have not started a cursor remembers: with a page of 100, as many as Burki gives at once. */
export const mostRemembered = 900;

const databaseId = z.number().int().min(1);

/**
 * Rows that have not started come first and in no order worth the name, so those taken are remembered by id:
 * calls that start or arrive meanwhile then neither repeat nor hide another.
 */
const unstarted = z.strictObject({
  seen: z.array(databaseId).max(mostRemembered),
});

/** Started rows go on by time and id, never by index. */
const started = z.strictObject({
  /** The last row's own timestamp as Burki spelled it, because a Date would cut its microseconds. */
  at: z
    .string()
    .max(40)
    .refine(text => parseInstant(text) !== null),
  id: databaseId,
  /** Rows with this timestamp that were taken: read again, because Burki's bounds are inclusive. */
  ties: z.number().int().min(1),
});

const options = {
  /** Burki refused the assistant filter, so the list is read without it. */
  withoutAgent: z.boolean().optional(),
  /** Read as much as Burki gives at once: a run of equal timestamps did not fit. */
  wide: z.boolean().optional(),
};

const shape = z.union([unstarted.extend(options), started.extend(options)]);

/** Where Burki's list goes on. */
export type BurkiPosition = z.infer<typeof shape>;

export const readPosition = (json: unknown): BurkiPosition | null => shape.safeParse(json).data ?? null;

/** One that was read before; to take another for the beginning would give rows twice. */
export function checkedPosition(json: unknown): BurkiPosition {
  return shape.parse(json);
}
