import { createCancellation } from '../../async/cancellation.ts';
import type { CallIndexCoverage } from '../../domain/call-index.ts';
import type { SourceName } from '../../domain/source-name.ts';
import { createFollowing } from './following.ts';
import { createLeadership } from './leadership.ts';
import { createSourceSync, type SourceSync, type SourceSyncOptions, type SyncStatus } from './source-sync.ts';
import { reasonOf } from './storage-health.ts';
import type { SyncSource } from './sync-options.ts';

export interface CallSyncOptions extends Omit<SourceSyncOptions, 'onRefusal'> {
  readonly sources: readonly SyncSource[];
}

/** Keeps an index equal to its sources. Of it only `recheck`, `restore` and `confirmDeletion` reject, which the store may fail. */
export interface CallSync {
  /** Resolves once the state of earlier processes is read, or that failed; the sync goes on until `stop`. */
  start(): Promise<void>;
  /** Cancels the requests under way, and resolves after the write in progress. */
  stop(): Promise<void>;
  /** Coverage of a source; null for a source that is not copied. */
  coverageOf(source: SourceName): CallIndexCoverage | null;
  /** Null for a source that is not copied. */
  statusOf(source: SourceName): SyncStatus | null;
  /** Whether this process syncs, instead of another one that shares the index. */
  isLeading(): boolean;
  /** Asks for a call again soon, whether the index holds it or not; any process may do so. */
  recheck(source: SourceName, key: string): Promise<void>;
  /** Forgets a call that an operator has erased; `callCount` calls of its source remain. */
  forget(source: SourceName, key: string, callCount: number): void;
  /** Reads a call again that an operator has restored. */
  restore(source: SourceName, key: string): Promise<void>;
  /** Confirms a deletion of many calls, which any process may do; false if none waits for that. */
  confirmDeletion(source: SourceName): Promise<boolean>;
}

export function createSync(options: CallSyncOptions): CallSync {
  const { clock, store, random } = options;
  const onNotice = silenced(options.onNotice);
  const onRefusal = () => leadership.yield();
  const syncs = options.sources.map(source => createSourceSync(source, { ...options, onNotice, onRefusal }));
  const find = (source: SourceName): SourceSync | undefined => syncs.find(sync => sync.source === source);
  const stopped = createCancellation();
  const leadership = createLeadership({
    store,
    clock,
    random,
    sync: cancellation => Promise.all(syncs.map(sync => sync.run(cancellation))),
    canRead: () => following.refresh(),
    onFailure(failure) {
      const message = `${reasonOf(failure)} This process cannot lead the sync, and tries it again.`;
      onNotice({ source: null, type: 'FAILED', message });
    },
  });
  const following = createFollowing({ syncs, leadership, clock, random });
  let ended: Promise<unknown> = Promise.resolve();

  return {
    async start() {
      await following.refresh();
      ended = Promise.all([leadership.run(stopped), store.lead ? following.run(stopped) : null]);
    },
    async stop() {
      stopped.cancel(new Error('The sync of the index ends.'));
      await ended;
    },
    coverageOf: source => find(source)?.status().coverage ?? null,
    statusOf: source => find(source)?.status() ?? null,
    isLeading: () => leadership.isLeading(),
    recheck: async (source, key) => find(source)?.recheck(key),
    forget: (source, key, callCount) => find(source)?.forget(key, callCount),
    restore: async (source, key) => find(source)?.restore(key),
    confirmDeletion: async source => find(source)?.confirmDeletion() ?? false,
  };
}

/** A listener that throws must not stop the sync. */
function silenced<T>(listener: (event: T) => void): (event: T) => void {
  return event => {
    try {
      listener(event);
    } catch {
      // The listener reports its own failures.
    }
  };
}
