import { z } from 'zod';
import { isSid } from '../../domain/native-key.ts';

/**
 * Where Butter's list goes on. Its own cursors mark page boundaries only, so the place within a page is the
 * row last taken, looked for again by its sid.
 */
export type ButterPosition = z.infer<typeof shape>;

const shape = z.strictObject({
  /** The upstream cursor of the page to read; null for the first page. */
  cursor: z.string().min(1).max(1024).nullable(),
  /** The row to go on after; null when no row could be read so far. */
  after: z.string().refine(isSid).nullable(),
  /** How many rows of that page to look through for `after`; 0 when `after` ended the page before. */
  skip: z.number().int().min(0).max(100),
});

export const readPosition = (json: unknown): ButterPosition | null => shape.safeParse(json).data ?? null;
