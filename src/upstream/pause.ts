/** Longest time for which `Retry-After` is obeyed, because some servers send a day. */
export const maxPauseMs = 60_000;

/** Pause after a 429. Once its time is over, one request at a time probes whether it has ended. */
export interface Pause {
  /** Milliseconds until a probe may leave; 0 without a pause. */
  remainingMs(): number;
  /** Whether a request may leave now. */
  readonly admits: boolean;
  /** Lets a request leave. Returns a callback for its end; an answer other than 429 ends the pause. Null without a pause. */
  pass(): ((isAnswered: boolean) => void) | null;
  /** Does the same for a request that holds no other back. */
  passBeside(): ((isAnswered: boolean) => void) | null;
  start(milliseconds: number): void;
  lift(): void;
}

/** `now` returns monotonic milliseconds. */
export function createPause(now: () => number): Pause {
  let until: number | null = null;
  let isProbing = false;

  const remainingMs = (): number => (until === null ? 0 : Math.max(0, until - now()));
  function lift(): void {
    until = null;
    isProbing = false;
  }
  function endWith(isAnswered: boolean): void {
    if (isAnswered && remainingMs() === 0) lift();
  }

  return {
    remainingMs,
    get admits() {
      return until === null || (remainingMs() === 0 && !isProbing);
    },
    pass() {
      if (until === null) return null;
      isProbing = true;
      return isAnswered => {
        isProbing = false;
        endWith(isAnswered);
      };
    },
    passBeside: () => (until === null ? null : endWith),
    start(milliseconds) {
      until = Math.max(until ?? 0, now() + milliseconds);
    },
    lift,
  };
}
