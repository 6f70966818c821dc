import { type Call, nativeKeyOf } from '../../domain/call.ts';
import type { Recheck } from '../store/index-store.ts';
import { endBy, newestEndOf, nextLook, nextLookAtOngoing, startBy } from './recheck-times.ts';

export interface RecheckChanges {
  readonly rechecks: readonly Recheck[];
  readonly doneRechecks: readonly string[];
}

/** Rechecks of calls that go on, as far as this process knows of them. */
export interface PendingRechecks {
  /** Rechecks that a reading of calls adds or ends. */
  afterReading(calls: readonly Call[], readAt: number): RecheckChanges;
  /** When a call was read last while it went on, in milliseconds since 1970; null if it is not known. */
  seenAt(key: string): number | null;
  forget(key: string): void;
  clear(): void;
}

/** Number of calls that are asked for by key; the walk suffices for more, which no account has at once. */
const maxPending = 5_000;

export function createPendingRechecks(): PendingRechecks {
  const seenAt = new Map<string, number>();

  /** A recheck that stands already stays, because its pauses count from the same time. */
  function recheckOf(call: Call, key: string, readAt: number): Recheck | null {
    const isPending = seenAt.has(key);
    if (!isPending && seenAt.size >= maxPending) return null;
    const countedFrom = startBy(call, readAt);
    const look = nextLookAtOngoing(countedFrom, readAt);
    if (look) seenAt.set(key, readAt);
    return look && !isPending ? { kind: 'CALL', target: key, countedFrom, ...look } : null;
  }

  return {
    afterReading(calls, readAt) {
      const rechecks: Recheck[] = [];
      const doneRechecks: string[] = [];
      for (const call of calls) {
        const key = nativeKeyOf(call);
        if (endBy(call, readAt) === null) {
          const recheck = recheckOf(call, key, readAt);
          if (recheck) rechecks.push(recheck);
        } else if (seenAt.delete(key)) doneRechecks.push(key);
      }
      return { rechecks, doneRechecks };
    },
    seenAt: key => seenAt.get(key) ?? null,
    forget: key => void seenAt.delete(key),
    clear: () => seenAt.clear(),
  };
}

/** Adds the recheck of a page to those of its calls, or its end once all of these are settled. */
export function withPage(changes: RecheckChanges, place: string, look: PageLook): RecheckChanges {
  const { calls, readAt, firstSeenAt } = look;
  const countedFrom = newestEndOf(calls, readAt, firstSeenAt);
  const next = nextLook(countedFrom, readAt);
  if (!next) return { ...changes, doneRechecks: [...changes.doneRechecks, place] };
  return {
    ...changes,
    rechecks: [...changes.rechecks, { kind: 'PAGE', target: place, countedFrom, ...next }],
  };
}

export interface PageLook {
  readonly calls: readonly Call[];
  readonly readAt: number;
  /** Time at which final calls without an end count as ended; absent if they are new. */
  readonly firstSeenAt?: number | undefined;
}
