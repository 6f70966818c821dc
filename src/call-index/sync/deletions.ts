import type { Walk, WalkProof } from '../store/index-store.ts';
import type { SyncContext, SyncLoop } from './sync-loop.ts';
import { areManyOf, maxDeletionsOf } from './deletion-bound.ts';
import { createUnseenSearch } from './unseen-search.ts';
import { awaitsConfirmation } from './walk-progress.ts';

export interface DeletionsOptions extends SyncContext {
  /** Called after a walk has finished. */
  readonly onFinished: () => void;
}

/** Finishes a walk that has reached the end of the list: removes the calls that are gone, and writes the proof. */
export function createDeletions(context: DeletionsOptions): SyncLoop {
  const { copy, reader, clock, notify, sync } = context;
  const search = createUnseenSearch(context);

  async function confirm(walk: Walk): Promise<void> {
    await copy.writeState({ failure: null, walk: { ...walk, isDeletionConfirmed: true } });
  }

  async function refuse({ number }: Walk): Promise<void> {
    const message =
      `The source no longer finds more than ${maxDeletionsOf(copy.callCount())} of ` +
      `the ${copy.callCount()} calls of the index, so that none is removed. Confirm that they are deleted, or correct the ` +
      'account or the address of the source.';
    await copy.writeState({ failure: { kind: 'MASS_DELETION', message, since: clock.now(), walk: number } });
    notify('FAILED', message);
  }

  const areTooMany = (walk: Walk): boolean =>
    !walk.isDeletionConfirmed && areManyOf(copy.callCount(), search.goneCount(walk));

  /** The source's own count; null if that fails, because a walk proves enough without it. */
  async function countCalls(): Promise<number | null> {
    try {
      return (await reader.count?.()) ?? null;
    } catch (failure) {
      if (sync().reason) throw failure;
      return null;
    }
  }

  async function finish(walk: Walk): Promise<void> {
    const sourceCalls = await countCalls();
    const { failure } = copy.state();
    const at = clock.now();
    await copy.writeState({
      walk: null,
      proof: proofOf(walk, at),
      failure: failure?.kind === 'MASS_DELETION' ? null : failure,
      ...(reader.count && { sourceCount: { sourceCalls, indexCalls: copy.callCount(), at } }),
    });
    notify('WALKED', `The whole list was read; the index holds ${copy.callCount()} calls.`);
    if (failure) notify('RECOVERED', 'The calls that were missing are found, or removed.');
    context.onFinished();
  }

  return {
    readyAt() {
      const { walk } = copy.state();
      const isDue =
        walk?.isRead && (!awaitsConfirmation(copy.state()) || copy.isDeletionConfirmed(walk.number));
      return isDue ? 0 : Number.POSITIVE_INFINITY;
    },
    async step() {
      const { walk } = copy.state();
      if (!walk?.isRead) return;
      if (awaitsConfirmation(copy.state())) return confirm(walk);
      // The failure of an earlier step may be gone, because refused credentials take its place.
      const isDone = !areTooMany(walk) && (await search.step(walk));
      if (areTooMany(walk)) await refuse(walk);
      else if (isDone) await finish(walk);
    },
  };
}

const proofOf = ({ number, startedAt, oldest, damaged }: Walk, finishedAt: number): WalkProof => ({
  number,
  startedAt,
  finishedAt,
  oldest,
  damaged,
});
