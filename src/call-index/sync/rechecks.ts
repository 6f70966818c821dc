import type { Recheck } from '../store/index-store.ts';
import { areManyOf } from './deletion-bound.ts';
import { nextLook, nextLookAtOngoing } from './recheck-times.ts';
import type { SyncContext, SyncLoop } from './sync-loop.ts';
import { keepFromAt, keptOf } from './walk-progress.ts';

export interface Rechecks extends SyncLoop {
  /** Looks for due rechecks at once. */
  wake(): void;
}

const batchSize = 100;

/** A call that was read this long before its recheck is due, in milliseconds, is not asked for again. */
const recentMs = 5_000;

/** Reads the pages and calls again that may have changed, when they are due. */
export function createRechecks(context: SyncContext): Rechecks {
  const { copy, reader, pending, clock, options } = context;
  let due: Recheck[] = [];
  let lookAt = 0;
  /** Number of calls that were found gone since a walk. */
  let gone = { walk: 0, count: 0 };

  async function fetchDue(): Promise<void> {
    lookAt = clock.elapsed() + options.headIntervalMs;
    due = [...(await copy.dueRechecks(clock.now(), batchSize))];
    if (due.length === batchSize) lookAt = 0;
  }

  /** A recheck that fails waits for the next pause, so that it does not hold up the others. */
  async function postpone(recheck: Recheck): Promise<void> {
    const next = nextOf(recheck, clock.now());
    if (next) await copy.addRechecks([{ ...recheck, ...next }]);
    else await end(recheck);
  }

  async function end({ target }: Recheck): Promise<void> {
    const readAt = clock.now();
    const doneRechecks = [target];
    await copy.writeCalls({ calls: [], isPartial: false, readAt, change: {}, rechecks: [], doneRechecks });
  }

  async function readPage(recheck: Recheck): Promise<void> {
    const { target: place, countedFrom } = recheck;
    const readAt = clock.now();
    const page = await reader.readPage(place);
    if (!page) return end(recheck);
    const calls = keptOf(page.calls, keepFromAt(readAt, options));
    const rechecks = pending.afterPage(place, { calls, readAt, firstSeenAt: countedFrom });
    const { added } = await copy.writeCalls({ calls, isPartial: false, readAt, change: {}, ...rechecks });
    // New calls may be missing behind these, which must not pass for known ones at the next reading of the newest end.
    if (added > 0) await copy.writeState({ gapSince: Math.min(copy.state().gapSince ?? readAt, readAt) });
  }

  async function readCall(recheck: Recheck): Promise<void> {
    const { target: key, countedFrom: firstSeenAt } = recheck;
    const readAt = clock.now();
    const call = await reader.findCall(key);
    if (!call) return removeCall(recheck);
    const calls = keptOf([call], keepFromAt(readAt, options));
    const rechecks = pending.afterCall(key, { calls, readAt, firstSeenAt });
    await copy.writeCalls({ calls, isPartial: true, readAt, change: {}, ...rechecks });
  }

  /** Removes a call that is gone. Once many are, each further one is left to the walk, which has an operator confirm that. */
  async function removeCall(recheck: Recheck): Promise<void> {
    const { target: key } = recheck;
    pending.forget(key);
    const walk = copy.state().proof?.number ?? 0;
    gone = { walk, count: gone.walk === walk ? gone.count + 1 : 1 };
    if (areManyOf(copy.callCount(), gone.count)) return end(recheck);
    await copy.removeCalls([key]);
  }

  /** An operator's recheck, by any process, is due at once, and counts no earlier reading. */
  const wasRead = ({ kind, target, dueAt, countedFrom }: Recheck): boolean =>
    kind === 'CALL' &&
    dueAt > countedFrom &&
    (pending.seenAt(target) ?? Number.NEGATIVE_INFINITY) >= dueAt - recentMs;

  return {
    readyAt: () => (due.length > 0 ? 0 : lookAt),
    wake() {
      lookAt = 0;
    },
    async step() {
      const recheck = due.shift();
      if (!recheck) return fetchDue();
      if (wasRead(recheck)) return postpone(recheck);
      try {
        await (recheck.kind === 'PAGE' ? readPage(recheck) : readCall(recheck));
      } catch (failure) {
        if (!context.sync().reason) await postpone(recheck);
        throw failure;
      }
    },
  };
}

const nextOf = ({ kind, countedFrom }: Recheck, now: number) =>
  kind === 'PAGE' ? nextLook(countedFrom, now) : nextLookAtOngoing(countedFrom, now);
