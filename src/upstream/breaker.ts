import type { BreakerLimits } from './limits.ts';

export type BreakerState = 'CLOSED' | 'OPEN' | 'HALF_OPEN';

/** `ignored` says nothing of the upstream: the client left, or the request was not made after all. */
export type Verdict = 'success' | 'failure' | 'ignored';

export interface Breaker {
  readonly state: BreakerState;
  /** Whether nothing may be asked at this moment: `admit` would give null. */
  readonly isRejecting: boolean;
  /** Null while nothing may be asked; otherwise to be told, once, how it went. */
  admit(): ((verdict: Verdict) => void) | null;
}

/**
 * Stops asking an upstream that keeps failing. After a rest one probe is let through while everyone else
 * still fails fast, and another one after each further rest, because a probe may hang; any success closes the
 * breaker. See docs/decisions/0004-admission-control.md.
 */
export function createBreaker(limits: BreakerLimits, now: () => number): Breaker {
  const recent = createWindow(limits.windowMs, now);
  let openedAt: number | null = null;
  let probedAt: number | null = null;

  function open(): void {
    openedAt = now();
    recent.clear();
  }

  function judge(verdict: Verdict): void {
    if (verdict === 'ignored' || openedAt !== null) return;
    const { failures, all } = recent.add(verdict === 'failure');
    if (failures >= limits.failures && failures * 2 >= all) open();
  }

  function judgeProbe(startedAt: number, verdict: Verdict): void {
    if (verdict === 'success') openedAt = null;
    // Of the probes that are under way only the last one counts against the upstream.
    if (probedAt !== startedAt) return;
    probedAt = null;
    if (verdict === 'failure' && openedAt !== null) open();
  }

  const rested = (): boolean => openedAt !== null && now() - openedAt >= limits.openMs;
  const probing = (): boolean => probedAt !== null && now() - probedAt < limits.openMs;
  const refuses = (): boolean => openedAt !== null && (!rested() || probing());

  return {
    get state() {
      if (openedAt === null) return 'CLOSED';
      return rested() ? 'HALF_OPEN' : 'OPEN';
    },
    get isRejecting() {
      return refuses();
    },
    admit() {
      if (openedAt === null) return judge;
      if (refuses()) return null;
      const startedAt = now();
      probedAt = startedAt;
      return verdict => judgeProbe(startedAt, verdict);
    },
  };
}

/** Counts over the last one to two halves of a window, in constant memory. */
function createWindow(windowMs: number, now: () => number) {
  const half = windowMs / 2;
  let current = { failures: 0, all: 0 };
  let previous = current;
  let startedAt = now();

  function turn(): void {
    const age = now() - startedAt;
    if (age < half) return;
    previous = age < windowMs ? current : { failures: 0, all: 0 };
    current = { failures: 0, all: 0 };
    startedAt = now();
  }

  return {
    add(failed: boolean) {
      turn();
      current = { failures: current.failures + (failed ? 1 : 0), all: current.all + 1 };
      return { failures: current.failures + previous.failures, all: current.all + previous.all };
    },
    clear() {
      current = { failures: 0, all: 0 };
      previous = current;
    },
  };
}
