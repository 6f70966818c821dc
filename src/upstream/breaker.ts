import type { BreakerLimits } from './limits.ts';

export type BreakerState = 'CLOSED' | 'OPEN' | 'HALF_OPEN';

/** `ignored` leaves the breaker unchanged, after a cancellation or an attempt that was never sent. */
export type Verdict = 'success' | 'failure' | 'ignored';

export interface Breaker {
  readonly state: BreakerState;
  readonly isRejecting: boolean;
  /** Returns a callback for the verdict, to be called once; null while the breaker rejects attempts. */
  admit(): ((verdict: Verdict) => void) | null;
}

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

  function record(verdict: Verdict): void {
    if (verdict === 'ignored' || openedAt !== null) return;
    const { failures, total } = recent.add(verdict === 'failure');
    if (failures >= limits.failures && failures * 2 >= total) open();
  }

  function recordProbe(startedAt: number, verdict: Verdict): void {
    if (verdict === 'success') openedAt = null;
    // Only the latest probe can reopen the breaker.
    if (probedAt !== startedAt) return;
    probedAt = null;
    if (verdict === 'failure' && openedAt !== null) open();
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
      return verdict => recordProbe(startedAt, verdict);
    },
  };
}

/** Rolling window of two half-window buckets; constant memory, and between half and all of `windowMs` long. */
function createWindow(windowMs: number, now: () => number) {
  const half = windowMs / 2;
  let current = { failures: 0, total: 0 };
  let previous = current;
  let startedAt = now();

  function rotate(): void {
    const age = now() - startedAt;
    if (age < half) return;
    previous = age < windowMs ? current : { failures: 0, total: 0 };
    current = { failures: 0, total: 0 };
    startedAt = now();
  }

  return {
    add(failed: boolean) {
      rotate();
      current = { failures: current.failures + (failed ? 1 : 0), total: current.total + 1 };
      return { failures: current.failures + previous.failures, total: current.total + previous.total };
    },
    clear() {
      current = { failures: 0, total: 0 };
      previous = current;
    },
  };
}
