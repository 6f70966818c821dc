import type { KnownRows } from './known-rows.ts';
import type { PassPage } from './pass.ts';
import type { PendingRechecks, RecheckChanges } from './pending-rechecks.ts';
import { createSecondPage } from './second-page.ts';

/** Rechecks that follow from readings of the newest end. */
export interface HeadRechecks {
  /** Rechecks that are written along with a page. */
  after(page: PassPage): RecheckChanges;
  /** Rechecks of a page behind the first one that has new calls, of which no other page has a recheck. */
  ofNewCalls(place: string, page: PassPage): RecheckChanges;
  clear(): void;
}

export function createHeadRechecks(pending: PendingRechecks, known: KnownRows): HeadRechecks {
  const secondPage = createSecondPage();

  function afterFirst(page: PassPage): RecheckChanges {
    const { calls, next, readAt } = page;
    const ofCalls = pending.afterFirstPage(page);
    if (next === null) return ofCalls;
    const pushedOff = known.pushedOffBy(calls);
    return joined(ofCalls, secondPage.recheck({ place: next, rowCount: calls.length, pushedOff, readAt }));
  }

  function afterSecond(place: string, page: PassPage): RecheckChanges {
    const changes = pending.afterPage(place, page);
    secondPage.take(changes);
    return changes;
  }

  return {
    after(page) {
      const { place } = page.pass;
      if (place === null) return afterFirst(page);
      return secondPage.isAt(place) ? afterSecond(place, page) : pending.afterCalls(page);
    },
    ofNewCalls: (place, page) => pending.afterPage(place, page),
    clear: secondPage.clear,
  };
}

const joined = (some: RecheckChanges, others: RecheckChanges): RecheckChanges => ({
  rechecks: [...some.rechecks, ...others.rechecks],
  doneRechecks: [...some.doneRechecks, ...others.doneRechecks],
});
