import { type Call, nativeKeyOf } from '../../domain/call.ts';
import type { Recheck } from '../store/index-store.ts';
import {
  endBy,
  type NextLook,
  newestEndOf,
  nextLook,
  nextLookAtMany,
  nextLookAtOngoing,
  startBy,
} from './recheck-times.ts';

export interface RecheckChanges {
  readonly rechecks: readonly Recheck[];
  readonly doneRechecks: readonly string[];
}

export interface Look {
  readonly calls: readonly Call[];
  readonly readAt: number;
  /** Time at which final calls without an end count as ended, and those without a start as started; absent if they are new. */
  readonly firstSeenAt?: number | undefined;
}

/**
 * Rechecks that follow from a reading. A page is read again for the calls that ended, and for those that go on if they are many;
 * a few of these are asked for by key, because a page may be a thousand rows.
 */
export interface PendingRechecks {
  /** Ends the rechecks of calls that have ended. */
  afterCalls(look: Look): RecheckChanges;
  /** Calls of the first page are asked for by key only once they are no longer on it. */
  afterFirstPage(look: Look): RecheckChanges;
  /** `isCovered` says that ended calls have their rechecks already. */
  afterPage(place: string, look: Look, isCovered?: boolean): RecheckChanges;
  afterCall(key: string, look: Look): RecheckChanges;
  /** When a call was read last while it went on, in milliseconds since 1970; null if it is not known. */
  seenAt(key: string): number | null;
  forget(key: string): void;
  clear(): void;
}

/** Number of calls that are asked for by key; the walk suffices for more, which no account has at once. */
const maxPending = 5_000;

/** Calls that go on of one page, above which the page is read instead. */
const maxByKey = 3;

export function createPendingRechecks(): PendingRechecks {
  const seenAt = new Map<string, number>();

  /** A recheck that stands already stays, because its pauses count from the same time. */
  function recheckOf(call: Call, { readAt, firstSeenAt }: Look): Recheck | null {
    const key = nativeKeyOf(call);
    const isPending = seenAt.has(key);
    if (!isPending && seenAt.size >= maxPending) return null;
    const countedFrom = startBy(call, readAt, firstSeenAt);
    const look = nextLookAtOngoing(countedFrom, readAt);
    if (look) seenAt.set(key, readAt);
    return look && !isPending ? { kind: 'CALL', target: key, countedFrom, ...look } : null;
  }

  const byKey = (calls: readonly Call[], look: Look): Recheck[] =>
    calls.map(call => recheckOf(call, look)).filter(recheck => recheck !== null);

  /** Forgets calls, and tells which of them had a recheck. */
  const end = (calls: readonly Call[]): string[] => calls.map(nativeKeyOf).filter(key => seenAt.delete(key));

  function afterCalls({ calls, readAt }: Look): RecheckChanges {
    for (const call of ongoingOf(calls, readAt)) {
      const key = nativeKeyOf(call);
      if (seenAt.has(key)) seenAt.set(key, readAt);
    }
    return { rechecks: [], doneRechecks: end(calls.filter(call => endBy(call, readAt) !== null)) };
  }

  return {
    afterCalls,
    afterFirstPage(look) {
      const { doneRechecks } = afterCalls(look);
      return { rechecks: byKey(ongoingOf(look.calls, look.readAt), look), doneRechecks };
    },
    afterPage(place, look, isCovered = false) {
      const ongoing = ongoingOf(look.calls, look.readAt);
      const areMany = ongoing.length > maxByKey;
      const { doneRechecks } = afterCalls(look);
      const done = areMany ? [...doneRechecks, ...end(ongoing)] : doneRechecks;
      const rechecks = areMany ? [] : byKey(ongoing, look);
      const page = pageRecheck(place, isCovered ? { ...look, calls: [] } : look, areMany ? ongoing : []);
      if (page) return { rechecks: [...rechecks, page], doneRechecks: done };
      return { rechecks, doneRechecks: isCovered ? done : [...done, place] };
    },
    afterCall(key, look) {
      seenAt.delete(key);
      const rechecks = byKey(ongoingOf(look.calls, look.readAt), look);
      return { rechecks, doneRechecks: rechecks.some(({ target }) => target === key) ? [] : [key] };
    },
    seenAt: key => seenAt.get(key) ?? null,
    forget: key => void seenAt.delete(key),
    clear: () => seenAt.clear(),
  };
}

const ongoingOf = (calls: readonly Call[], readAt: number): readonly Call[] =>
  calls.filter(call => endBy(call, readAt) === null);

/** Recheck of a page for its ended calls, and for those that go on; null if neither needs one. */
function pageRecheck(
  place: string,
  { calls, readAt, firstSeenAt }: Look,
  ongoing: readonly Call[],
): Recheck | null {
  const newestEnd = newestEndOf(calls, readAt, firstSeenAt);
  const newestStart = Math.max(...ongoing.map(call => startBy(call, readAt, firstSeenAt)));
  const next = earlierOf(nextLook(newestEnd, readAt), nextLookAtMany(newestStart, readAt));
  const countedFrom = Math.max(newestEnd, firstSeenAt ?? Number.NEGATIVE_INFINITY);
  return next && { kind: 'PAGE', target: place, countedFrom: finite(countedFrom, readAt), ...next };
}

const finite = (time: number, otherwise: number): number => (Number.isFinite(time) ? time : otherwise);

const earlierOf = (a: NextLook | null, b: NextLook | null): NextLook | null =>
  a && b ? (a.dueAt < b.dueAt ? a : b) : (a ?? b);
