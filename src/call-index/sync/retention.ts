import type { SyncContext, SyncLoop } from './sync-loop.ts';
import { keepFromAt } from './walk-progress.ts';

const intervalMs = 3_600_000;

const batchSize = 500;

/** Removes the calls that are too old to be kept, without any request. */
export function createRetention({ copy, clock, options }: SyncContext): SyncLoop {
  let dueAt = 0;
  return {
    readyAt: () => (options.keepMs === null ? Number.POSITIVE_INFINITY : dueAt),
    async step() {
      const before = keepFromAt(clock.now(), options);
      const removed = before === null ? 0 : await copy.removeOlder(before, batchSize);
      dueAt = removed === batchSize ? 0 : clock.elapsed() + intervalMs;
    },
  };
}
