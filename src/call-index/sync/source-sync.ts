import { type Cancellation, createCancellation } from '../../async/cancellation.ts';
import type { CallIndexCoverage } from '../../domain/call-index.ts';
import type { SourceName } from '../../domain/source-name.ts';
import type { IndexStore, SyncState } from '../store/index-store.ts';
import { createBackoff } from './backoff.ts';
import { coverageOf } from './coverage.ts';
import { createCredentialsCheck } from './credentials.ts';
import { createDeletions } from './deletions.ts';
import { createHead } from './head.ts';
import { createPendingRechecks } from './pending-rechecks.ts';
import { createRechecks } from './rechecks.ts';
import { createRetention } from './retention.ts';
import { createScheduler } from './scheduler.ts';
import { createSourceCopy } from './source-copy.ts';
import { createSourceReader } from './source-reader.ts';
import { createStorageHealth } from './storage-health.ts';
import type { SyncContext } from './sync-loop.ts';
import type { SyncClock, SyncNotice, SyncOptions, SyncSource } from './sync-options.ts';
import { createWalk } from './walk.ts';
import { awaitsConfirmation, secondsLeft } from './walk-progress.ts';

/** The sync of one source. */
export interface SourceSync {
  readonly source: SourceName;
  /** Syncs until the cancellation. */
  run(cancellation: Cancellation): Promise<void>;
  /** Reads the state that another process may have written; returns whether the store works. */
  refresh(): Promise<boolean>;
  /** Reads what operators have done by other processes while this one syncs. */
  followOperators(): Promise<void>;
  status(): SyncStatus;
  recheck(key: string): Promise<void>;
  /** Forgets a call that an operator has erased; `callCount` calls remain. */
  forget(key: string, callCount: number): void;
  /** Reads a call again that an operator has restored. */
  restore(key: string): Promise<void>;
  confirmDeletion(): Promise<boolean>;
}

export interface SyncStatus {
  readonly coverage: CallIndexCoverage;
  readonly state: SyncState;
  /** Requests a second, by this process, in the last ten seconds. */
  readonly requestsPerSecond: number;
  /** Seconds until the walk under way has read the list, at its rate so far; null without one, or before the first proof. */
  readonly remaining: number | null;
}

export interface SourceSyncOptions {
  readonly store: IndexStore;
  readonly options: SyncOptions;
  readonly clock: SyncClock;
  readonly random: () => number;
  readonly onNotice: (notice: SyncNotice) => void;
  /** Called each time that the source refuses the credentials. */
  readonly onRefusal: () => void;
}

export function createSourceSync(given: SyncSource, options: SourceSyncOptions): SourceSync {
  const { source } = given;
  const { clock } = options;
  let sync: Cancellation = createCancellation();
  const context = createContext(given, options, () => sync);
  const { copy, health } = context;
  const loops = createLoops(context);
  const { rechecks } = loops;
  const scheduler = createScheduler(loops, context);

  function state(): SyncState {
    const failure = health.failure();
    return failure ? { ...copy.state(), failure } : copy.state();
  }

  async function recheck(key: string): Promise<void> {
    const now = clock.now();
    // A reading before this moment does not count.
    context.pending.forget(key);
    await copy.addRechecks([{ kind: 'CALL', target: key, dueAt: now, step: 0, countedFrom: now }]);
    rechecks.wake();
    scheduler.wake();
  }

  return {
    source,
    run(cancellation) {
      sync = cancellation;
      return scheduler.run();
    },
    refresh: () => health.watch(copy.open),
    async followOperators() {
      await copy.followOperators();
      if (Number.isFinite(loops.deletions.readyAt())) scheduler.wake();
    },
    status() {
      const callCount = copy.callCount();
      return {
        coverage: coverageOf(state(), callCount, clock.now(), context.options),
        state: state(),
        requestsPerSecond: context.reader.requestsPerSecond(),
        remaining: secondsLeft(state(), callCount, clock.now()),
      };
    },
    recheck,
    forget(key, callCount) {
      context.pending.forget(key);
      copy.noteErasure(callCount);
    },
    restore(key) {
      copy.noteErasure(copy.callCount());
      return recheck(key);
    },
    async confirmDeletion() {
      const { walk } = copy.state();
      if (!walk || !awaitsConfirmation(copy.state())) return false;
      await copy.confirmDeletion(walk.number);
      scheduler.wake();
      return true;
    },
  };
}

function createContext(
  { source, access, credentials }: SyncSource,
  { store, options, clock, random, onNotice, onRefusal }: SourceSyncOptions,
  sync: () => Cancellation,
): SyncContext {
  const notify: SyncContext['notify'] = (type, message) => onNotice({ source, type, message });
  return {
    copy: createSourceCopy(store, source, access.account),
    reader: createSourceReader(access, clock, sync),
    pending: createPendingRechecks(),
    health: createStorageHealth({ clock, notify }),
    options,
    clock,
    random,
    credentials,
    sync,
    onRefusal,
    notify,
  };
}

function createLoops(context: SyncContext) {
  const { elapsed } = context.clock;
  const restarts = createBackoff({ baseMs: 1_000, maxMs: 3_600_000, random: context.random, elapsed });
  const check = createCredentialsCheck(context);
  const mayWalk = (): boolean => restarts.readyAt() <= elapsed();
  return {
    check,
    head: createHead({ ...context, check, mayWalk }),
    retention: createRetention(context),
    rechecks: createRechecks(context),
    deletions: createDeletions({ ...context, onFinished: restarts.succeed }),
    walk: createWalk({ ...context, onStartOver: restarts.fail }),
  };
}
