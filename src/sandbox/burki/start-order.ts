import type { Timestamp } from '../timestamps.ts';

interface Started {
  /** Infinity for a call that has not started. */
  readonly startedAt: Timestamp;
}

/** Part of a list, which is not copied, because a span may have a hundred thousand calls. */
export interface Span<Call> {
  readonly calls: readonly Call[];
  readonly from: number;
  /** Index behind the last call. */
  readonly to: number;
}

export const lengthOf = ({ from, to }: Span<unknown>): number => to - from;

/** Calls in ascending order of their start, in which the bounds of a span are found by bisection. */
export function createStartOrder<Call extends Started>(calls: readonly Call[]) {
  const sorted = calls.toSorted((a, b) => a.startedAt - b.startedAt || 0);

  /** Index of the first call that starts at this time or later, or only later. */
  function indexOf(time: Timestamp, isAfter = false): number {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const startedAt = sorted[middle]?.startedAt ?? Infinity;
      if (startedAt < time || (isAfter && startedAt === time)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  return {
    add: (call: Call): void => void sorted.splice(indexOf(call.startedAt, true), 0, call),
    remove: (call: Call): void => void sorted.splice(sorted.indexOf(call, indexOf(call.startedAt)), 1),
    /** Calls that start from one time to another, both included. */
    between(from: Timestamp, to: Timestamp): Span<Call> {
      const first = indexOf(from);
      return { calls: sorted, from: first, to: Math.max(first, indexOf(to, true)) };
    },
  };
}
