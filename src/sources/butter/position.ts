import { z } from 'zod';
import { isTextKey } from '../../domain/native-key.ts';

/** A longer one is not written into ours, which clients carry about. */
export const longestCursor = 4_096;

/**
 * Where Butter's list goes on. Its own cursors mark page boundaries only, so the place within a page is the
 * row last taken, looked for again by its sid.
 */
export type ButterPosition = z.infer<typeof shape>;

const shape = z.strictObject({
  /** The upstream cursor of the page to read; null for the first page. */
  cursor: z.string().min(1).max(longestCursor).nullable(),
  /** The row to go on after; null when no row could be read so far. */
  after: z.string().refine(isTextKey).nullable(),
  /** How many rows of that page to look through for `after`; 0 when `after` ended the page before. */
  skip: z.number().int().min(0).max(10_000),
  /** Butter gave the cursor in answer to this very client request. */
  isNew: z.boolean().optional(),
});

/** A position from a client: Butter gave its cursor a while ago. */
export const readPosition = (json: unknown): ButterPosition | null =>
  shape.omit({ isNew: true }).strip().safeParse(json).data ?? null;

/** One that was read before; to take another for the beginning would give rows twice. */
export function checkedPosition(json: unknown): ButterPosition {
  return shape.parse(json);
}
