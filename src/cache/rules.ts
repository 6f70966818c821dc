export interface CacheRules {
  /** How much of this process' memory it may take. */
  readonly memoryBytes: number;
  /** How long after its end a call that has its cost is taken not to change any more. */
  readonly settledAfterMs: number;
  /** Whether processes share transcripts, turns and recordings too. */
  readonly shareConversations: boolean;
}

/** What of that memory whole answers take. */
export const shareOfAnswers = 1 / 4;

export const defaultCacheRules: CacheRules = {
  memoryBytes: 64_000_000,
  settledAfterMs: 15 * 60_000,
  shareConversations: false,
};
