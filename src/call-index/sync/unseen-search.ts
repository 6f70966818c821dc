import type { Walk } from '../store/index-store.ts';
import type { SyncContext } from './sync-loop.ts';
import { keepFromAt, keptOf } from './walk-progress.ts';

/**
 * Search for the calls that a walk has not seen. Each is asked for by key, because a list of unknown order may skip a row while
 * it is read; those that the source does not find are removed at the end.
 */
export interface UnseenSearch {
  /** Takes a step, with one request at most; returns whether the search is done. */
  step(walk: Walk): Promise<boolean>;
  /** Number of calls that the source does not find and that are not removed yet. */
  goneCount(walk: Walk): number;
}

const batchSize = 100;

/** Attempts for one call, which is then left for the next walk, so that it does not hold up this one. */
const maxAttempts = 3;

interface Progress {
  readonly walk: number;
  /** Key up to which the search has come. */
  after: string | null;
  keys: readonly string[];
  attempts: number;
  readonly gone: Set<string>;
  /** Whether all calls were asked for, so that the gone ones are removed. */
  isRemoving: boolean;
}

export function createUnseenSearch(context: SyncContext): UnseenSearch {
  const { copy, reader, pending, clock, options, sync } = context;
  let progress = newProgress(0);

  /** Fetches the next keys; false if there are none. */
  async function fetchKeys(): Promise<boolean> {
    const { keys } = await copy.unseenKeys(progress.walk, progress.after, batchSize);
    progress.keys = keys;
    return keys.length > 0;
  }

  /** Calls that are too old to be kept are not asked for. */
  async function expire(): Promise<boolean> {
    const before = keepFromAt(clock.now(), options);
    return before !== null && (await copy.removeOlder(before, batchSize)) > 0;
  }

  async function ask(key: string, isConfirmed: boolean): Promise<void> {
    const readAt = clock.now();
    const call = await reader.findCall(key);
    if (!call) return isConfirmed ? copy.removeCalls([key]) : void progress.gone.add(key);
    const calls = keptOf([call], keepFromAt(readAt, options));
    const rechecks = pending.afterCalls({ calls, readAt });
    await copy.writeCalls({ calls, isPartial: true, readAt, change: {}, ...rechecks });
  }

  function pass(key: string): void {
    progress.after = key;
    progress.keys = progress.keys.slice(1);
    progress.attempts = 0;
  }

  async function tryToAsk(key: string, isConfirmed: boolean): Promise<void> {
    try {
      await ask(key, isConfirmed);
    } catch (failure) {
      progress.attempts += 1;
      if (!sync().reason && progress.attempts >= maxAttempts) pass(key);
      throw failure;
    }
    pass(key);
  }

  /** Removes gone calls, but none that was seen since; returns whether all are removed. */
  async function removeSome(): Promise<boolean> {
    if (!(await fetchKeys())) return true;
    const { gone, keys } = progress;
    const removable = keys.filter(key => gone.has(key));
    if (removable.length > 0) await copy.removeCalls(removable);
    for (const key of removable) {
      pending.forget(key);
      gone.delete(key);
    }
    progress.after = keys.at(-1) ?? null;
    return false;
  }

  async function askNext({ isDeletionConfirmed }: Walk): Promise<void> {
    if (progress.keys.length === 0 && (await expire())) return;
    const [key] = progress.keys.length > 0 || (await fetchKeys()) ? progress.keys : [];
    if (key !== undefined) await tryToAsk(key, isDeletionConfirmed);
    else {
      progress.isRemoving = true;
      progress.after = null;
    }
  }

  return {
    async step(walk) {
      if (progress.walk !== walk.number) progress = newProgress(walk.number);
      if (progress.isRemoving) return removeSome();
      await askNext(walk);
      return false;
    },
    goneCount: ({ number }) => (progress.walk === number ? progress.gone.size : 0),
  };
}

const newProgress = (walk: number): Progress => ({
  walk,
  after: null,
  keys: [],
  attempts: 0,
  gone: new Set(),
  isRemoving: false,
});
