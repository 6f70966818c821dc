/** Exponential backoff with jitter, which keeps a failing task from being repeated at once. */
export interface Backoff {
  /** Monotonic time from which the task may be repeated; 0 after a success. */
  readyAt(): number;
  /** `minMs` is the least pause, such as that which an upstream asked for. */
  fail(minMs?: number): void;
  succeed(): void;
}

export interface BackoffOptions {
  /** Pause after the first failure; each further one doubles it. Up to half of a pause is left to chance. */
  readonly baseMs: number;
  readonly maxMs: number;
  readonly random: () => number;
  readonly elapsed: () => number;
}

export function createBackoff({ baseMs, maxMs, random, elapsed }: BackoffOptions): Backoff {
  let failures = 0;
  let readyAt = 0;
  return {
    readyAt: () => readyAt,
    fail(minMs = 0) {
      const pause = Math.min(maxMs, baseMs * 2 ** failures) * (0.5 + random() / 2);
      readyAt = elapsed() + Math.max(minMs, pause);
      failures += 1;
    },
    succeed() {
      failures = 0;
      readyAt = 0;
    },
  };
}
