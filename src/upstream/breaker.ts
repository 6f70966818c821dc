import type { BreakerLimits } from './limits.ts';

export type BreakerState = 'CLOSED' | 'OPEN' | 'HALF_OPEN';

/** `ignored` leaves the breaker unchanged, after a cancellation or an attempt that was never sent. */
export type Verdict = 'success' | 'failure' | 'ignored';

export interface Breaker {
  readonly state: BreakerState;
  readonly isRejecting: boolean;
  /** Returns a callback for the verdict, to be called once; null while the breaker rejects attempts. */
  admit(): RecordVerdict | null;
  /** Closes a half-open breaker after the success of a request that the breaker did not admit. */
  recover(): void;
}

/** With a path, a failure counts only if it is the first of its path in the window. */
export type RecordVerdict = (verdict: Verdict, path?: string | null) => void;

/**
 * Circuit breaker over a rolling window. A half-open breaker admits one probe, and all other attempts fail fast.
 * A further probe follows after each `openMs`, because a probe may hang; any success closes the breaker. See
 * docs/decisions/0004-admission-control.md.
 */
export function createBreaker(limits: BreakerLimits, now: () => number): Breaker {
  const recent = createWindow(limits.windowMs, now);
  let openedAt: number | null = null;
  let probedAt: number | null = null;

  function open(): void {
    openedAt = now();
    recent.clear();
  }

  function record(verdict: Verdict, path: string | null = null): void {
    if (verdict === 'ignored' || openedAt !== null) return;
    if (path !== null && recent.hasFailed(path)) return;
    const { failures, total } = recent.add(verdict === 'failure', path);
    if (failures >= limits.failures && failures * 2 >= total) open();
  }

  function recordProbe(startedAt: number, verdict: Verdict, path: string | null = null): void {
    if (verdict === 'success') openedAt = null;
    // Only the latest probe can reopen the breaker.
    if (probedAt !== startedAt) return;
    probedAt = null;
    if (verdict !== 'failure' || openedAt === null || (path !== null && recent.hasFailed(path))) return;
    recent.add(true, path);
    open();
  }

  const isHalfOpen = (): boolean => openedAt !== null && now() - openedAt >= limits.openMs;
  const isProbing = (): boolean => probedAt !== null && now() - probedAt < limits.openMs;
  const rejects = (): boolean => openedAt !== null && (!isHalfOpen() || isProbing());

  return {
    get state() {
      if (openedAt === null) return 'CLOSED';
      return isHalfOpen() ? 'HALF_OPEN' : 'OPEN';
    },
    get isRejecting() {
      return rejects();
    },
    admit() {
      if (openedAt === null) return record;
      if (rejects()) return null;
      const startedAt = now();
      probedAt = startedAt;
      return (verdict, path) => recordProbe(startedAt, verdict, path);
    },
    recover() {
      if (isHalfOpen()) openedAt = null;
    },
  };
}

/** Number of paths that a window remembers. */
const maxPaths = 1_000;

const emptyBucket = () => ({ failures: 0, total: 0, failedPaths: new Set<string>() });

/** Rolling window of two half-window buckets; constant memory, and between half and all of `windowMs` long. */
function createWindow(windowMs: number, now: () => number) {
  const half = windowMs / 2;
  let current = emptyBucket();
  let previous = emptyBucket();
  let startedAt = now();

  function rotate(): void {
    const age = now() - startedAt;
    if (age < half) return;
    previous = age < windowMs ? current : emptyBucket();
    current = emptyBucket();
    startedAt = now();
  }

  return {
    add(failed: boolean, path: string | null) {
      rotate();
      current.total += 1;
      if (failed) current.failures += 1;
      if (path !== null && current.failedPaths.size < maxPaths) current.failedPaths.add(path);
      return { failures: current.failures + previous.failures, total: current.total + previous.total };
    },
    hasFailed(path: string): boolean {
      rotate();
      return current.failedPaths.has(path) || previous.failedPaths.has(path);
    },
    /** Clears the counts, but not the paths, because these say nothing about other paths later either. */
    clear() {
      for (const bucket of [current, previous]) bucket.failures = bucket.total = 0;
    },
  };
}
