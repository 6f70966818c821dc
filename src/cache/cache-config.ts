export interface CacheOptions {
  readonly memoryBytes: number;
  /** The time after its end from which a complete call counts as settled, so that its TTL is a day. */
  readonly settledAfterMs: number;
  /** Whether Redis holds transcripts, turns and recordings too. */
  readonly shareConversations: boolean;
}

/** Splits the memory budget between the response cache and the cache entries of sources. */
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
