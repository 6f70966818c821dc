import type { Cancellation } from '../../async/cancellation.ts';
import { createBackoff } from './backoff.ts';
import { type Leadership, maxPauseMs } from './leadership.ts';
import type { SourceSync, SourceSyncOptions } from './source-sync.ts';

/** Reads of what other processes have written to a shared index. They cost no upstream requests. */
export interface Following {
  /** Reads the state of all sources, and returns whether that succeeded; never rejects. */
  refresh(): Promise<boolean>;
  /** Reads regularly until the cancellation; never rejects. */
  run(stop: Cancellation): Promise<void>;
}

export interface FollowingOptions extends Pick<SourceSyncOptions, 'clock' | 'random'> {
  readonly syncs: readonly SourceSync[];
  readonly leadership: Leadership;
}

const intervalMs = 1_000;

export function createFollowing({ syncs, leadership, clock, random }: FollowingOptions): Following {
  const { elapsed } = clock;
  const backoff = createBackoff({ baseMs: intervalMs, maxMs: maxPauseMs, random, elapsed });

  async function refresh(): Promise<boolean> {
    const outcomes = await Promise.all(syncs.map(sync => sync.refresh()));
    const works = outcomes.every(works => works);
    if (works) backoff.succeed();
    else backoff.fail();
    return works;
  }

  const followOperators = (): Promise<unknown> =>
    Promise.allSettled(syncs.map(sync => sync.followOperators()));

  return {
    refresh,
    async run(stop) {
      while (!stop.reason) {
        await clock.delay(Math.max(intervalMs, backoff.readyAt() - elapsed()), stop).catch(() => {});
        // A process that does not lead reads all that the leader has written, and a leader what operators have done by others.
        if (!stop.reason) await (leadership.isLeading() ? followOperators() : refresh());
      }
    },
  };
}
