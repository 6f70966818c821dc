import type { Cancellation } from '../../async/cancellation.ts';
import { type CancellationSource, createCancellation } from '../../async/cancellation.ts';
import type { IndexStore, Lease } from '../store/index-store.ts';
import { createBackoff } from './backoff.ts';
import type { SyncClock } from './sync-options.ts';

/** Runs the sync while this process leads. */
export interface Leadership {
  /** Runs until the cancellation; never rejects. */
  run(cancellation: Cancellation): Promise<void>;
  isLeading(): boolean;
  /** Lets another process lead, if one waits for that, because a source refuses the credentials of this one. */
  yield(): void;
}

export interface LeadershipOptions {
  readonly store: Pick<IndexStore, 'lead'>;
  readonly clock: SyncClock;
  readonly random: () => number;
  /** Syncs until the cancellation. */
  readonly sync: (cancellation: Cancellation) => Promise<unknown>;
  /** Whether the store can be read; its sources report that it cannot. Never rejects. */
  readonly canRead: () => Promise<boolean>;
  /** Called when this process fails twice in a row to find out whether it may lead, although the store can be read. */
  readonly onFailure: (failure: unknown) => void;
}

/** Upper bound for the pause after a failure, so that a database that is back has a leader soon. */
export const maxPauseMs = 10_000;

/** Pause after a yield, in which every other process has tried to take the lead. */
const yieldMs = 5_000;

export function createLeadership(options: LeadershipOptions): Leadership {
  const { store, clock, random, sync, canRead, onFailure } = options;
  const backoff = createBackoff({ baseMs: 1_000, maxMs: maxPauseMs, random, elapsed: clock.elapsed });
  let leads = false;
  let failures = 0;
  let yielding = createCancellation();

  async function syncWhile(...cancellations: readonly Cancellation[]): Promise<void> {
    const ended = firstOf(cancellations);
    leads = true;
    await sync(ended);
    leads = false;
    for (const cancellation of cancellations) cancellation.offCancel(ended.cancel);
  }

  async function takeLead(lead: (stop: Cancellation) => Promise<Lease>, stop: Cancellation): Promise<void> {
    const lease = await lead(stop);
    failures = 0;
    yielding = createCancellation();
    await syncWhile(stop, lease.loss, yielding);
    await lease.release();
    backoff.succeed();
    if (yielding.reason) await clock.delay(yieldMs, stop).catch(() => {});
  }

  async function waitAfterFailure(failure: unknown, stop: Cancellation): Promise<void> {
    failures = (await canRead()) ? failures + 1 : 0;
    if (failures === 2 && !stop.reason) onFailure(failure);
    backoff.fail();
    await clock.delay(backoff.readyAt() - clock.elapsed(), stop).catch(() => {});
  }

  return {
    async run(stop) {
      if (!store.lead) return syncWhile(stop);
      const lead = (cancellation: Cancellation) => store.lead?.(cancellation) ?? Promise.reject(stop.reason);
      while (!stop.reason) await takeLead(lead, stop).catch(failure => waitAfterFailure(failure, stop));
    },
    isLeading: () => leads,
    yield: () => yielding.cancel(new Error('This process lets another one lead.')),
  };
}

function firstOf(cancellations: readonly Cancellation[]): CancellationSource {
  const first = createCancellation();
  for (const cancellation of cancellations) {
    cancellation.onCancel(first.cancel);
    if (cancellation.reason) first.cancel(cancellation.reason);
  }
  return first;
}
