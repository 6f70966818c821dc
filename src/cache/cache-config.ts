export interface CacheOptions {
  /** How much of this process' memory it may take. */
  readonly memoryBytes: number;
  /** How long after its end a call that lacks nothing is taken not to change any more. */
  readonly settledAfterMs: number;
  /** Whether processes share transcripts, turns and recordings too. */
  readonly shareConversations: boolean;
}

/** How many bytes of it are for whole answers, and how many for what they are made of. */
export function splitBudget({ memoryBytes }: CacheOptions): {
  readonly answers: number;
  readonly sources: number;
} {
  const answers = Math.floor(memoryBytes / 4);
  return { answers, sources: memoryBytes - answers };
}

export const defaultCacheOptions: CacheOptions = {
  memoryBytes: 64_000_000,
  settledAfterMs: 15 * 60_000,
  shareConversations: false,
};
