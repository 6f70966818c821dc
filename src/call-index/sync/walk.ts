import type { SyncContext, SyncLoop } from './sync-loop.ts';
import { advance, isEndless, keepFromAt, keptOf, newWalk } from './walk-progress.ts';

export interface WalkOptions extends SyncContext {
  /** Called before a walk starts over. */
  readonly onStartOver: () => void;
}

/**
 * Reads the list from the page after the first one to its end. The place is written along with the rows, so that a walk goes on
 * after an interruption; if the source refuses it, the walk starts over, because only a whole one proves anything.
 */
export function createWalk(context: WalkOptions): SyncLoop {
  const { copy, reader, pending, clock, options, notify } = context;

  /** Place at which the walk under way goes on; null if it has yet to begin, or is at the end. */
  const placeOf = (): string | null => copy.state().walk?.place ?? null;

  async function startOver(reason: string): Promise<void> {
    context.onStartOver();
    await copy.writeState({ walk: newWalk(copy.state(), clock.now()) });
    notify('STARTED_OVER', `The reading of the whole list starts over, because the source ${reason}.`);
  }

  async function readPage(place: string): Promise<void> {
    const { walk, proof } = copy.state();
    if (!walk) return;
    const readAt = clock.now();
    const page = await reader.readPage(place);
    if (!page) return startOver('refused the place that it had reached');
    const keepFrom = keepFromAt(readAt, options);
    const next = advance(walk, page, keepFrom);
    if (page.next === place || isEndless(next, copy.callCount())) return startOver('repeats its pages');
    const calls = keptOf(page.calls, keepFrom);
    // The newest end has seen to the calls that ended since the first walk.
    const rechecks = pending.afterPage(place, { calls, readAt }, proof !== null);
    await copy.writeCalls({ calls, isPartial: false, readAt, change: { walk: next }, ...rechecks });
  }

  return {
    readyAt: () => (placeOf() === null ? Number.POSITIVE_INFINITY : 0),
    async step() {
      const place = placeOf();
      if (place !== null) await readPage(place);
    },
  };
}
