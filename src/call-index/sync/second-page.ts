import type { Call } from '../../domain/call.ts';
import type { RecheckChanges } from './pending-rechecks.ts';
import { endBy, newestEndOf, nextLook } from './recheck-times.ts';

/**
 * Recheck of the page behind the first one. New calls push older ones off the first page, which is read all the time; the
 * place behind it moves with them. It stays once nearly a page of calls has gone by, so that these places cover all of them.
 */
export interface SecondPage {
  recheck(reading: FirstPageReading): RecheckChanges;
  isAt(place: string): boolean;
  /** Takes the recheck that follows from a reading of the second page itself. */
  take(changes: RecheckChanges): void;
  clear(): void;
}

export interface FirstPageReading {
  /** Place of the second page. */
  readonly place: string;
  readonly rowCount: number;
  /** Calls that the reading before had shown; null for a first reading, after which any call may be behind it. */
  readonly pushedOff: readonly Call[] | null;
  readonly readAt: number;
}

/** Share of a page by which two rechecked pages may lie apart; the rest allows for rows that are deleted meanwhile. */
const maxApart = 0.8;

interface MovingPlace {
  readonly place: string;
  /** Number of calls that were pushed off since the place before this one. */
  readonly moved: number;
  readonly countedFrom: number;
  /** Infinity if no look is due. */
  readonly dueAt: number;
}

export function createSecondPage(): SecondPage {
  let current: MovingPlace | null = null;

  /** The place that moves on; null if the last one stays, or there is none. */
  function movingOn({ rowCount, pushedOff }: FirstPageReading): MovingPlace | null {
    const moved = (current?.moved ?? 0) + (pushedOff?.length ?? 0);
    return moved > rowCount * maxApart ? null : current;
  }

  return {
    recheck(reading) {
      const { place, pushedOff } = reading;
      if (pushedOff?.length === 0) return { rechecks: [], doneRechecks: [] };
      const from = movingOn(reading);
      const { countedFrom, dueAt } = lookAfter(reading, from);
      current = { place, moved: (from?.moved ?? 0) + (pushedOff?.length ?? 0), countedFrom, dueAt };
      return {
        rechecks: Number.isFinite(dueAt)
          ? [{ kind: 'PAGE', target: place, countedFrom, dueAt, step: 0 }]
          : [],
        doneRechecks: from && from.place !== place ? [from.place] : [],
      };
    },
    isAt: place => current?.place === place,
    take({ rechecks }) {
      const own = rechecks.find(({ target }) => target === current?.place);
      const dueAt = own?.dueAt ?? Number.POSITIVE_INFINITY;
      if (current) current = { ...current, dueAt, countedFrom: own?.countedFrom ?? Number.NEGATIVE_INFINITY };
    },
    clear() {
      current = null;
    },
  };
}

/** The next look at the calls of both places, but not later than the one that was due. */
function lookAfter({ pushedOff, readAt }: FirstPageReading, from: MovingPlace | null) {
  const newestEnd = pushedOff ? lastEndOf(pushedOff, readAt) : readAt;
  const countedFrom = Math.max(newestEnd, from?.countedFrom ?? newestEnd);
  const dueAt = nextLook(countedFrom, readAt)?.dueAt ?? Number.POSITIVE_INFINITY;
  const isPending = from !== null && from.dueAt > readAt;
  return { countedFrom, dueAt: isPending ? Math.min(dueAt, from.dueAt) : dueAt };
}

/** A call that goes on counts as if it ended now, so that its page is looked at soon. */
const lastEndOf = (calls: readonly Call[], readAt: number): number =>
  calls.some(call => endBy(call, readAt) === null) ? readAt : newestEndOf(calls, readAt);
