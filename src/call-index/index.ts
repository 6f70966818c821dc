import { delay } from '../async/cancellation.ts';
import type { CallIndex, CallIndexNotice } from '../domain/call-index.ts';
import type { ConnectedSource } from '../domain/call-source.ts';
import type { IndexOperations } from '../domain/index-operations.ts';
import type { IndexLocation, OnProcessExit } from '../domain/index-settings.ts';
import { checkNumbersKey } from './masking/masking.ts';
import { createOperations } from './operations.ts';
import { createIndexList } from './queries/index-list.ts';
import { createIndexStats } from './statistics/index-stats.ts';
import { fileBytes } from './store/file-bytes.ts';
import { type CallSync, createSync } from './sync/index.ts';
import { defaultSyncOptions, type SyncClock, type SyncSource } from './sync/sync-options.ts';
import { databaseBytes } from './worker/database-bytes.ts';
import { createIndexWorker, type IndexWorker } from './worker/index-worker.ts';
import { createWorkerErasure, createWorkerStore } from './worker/worker-store.ts';

/** Where the index is, and how it is kept. */
export type CallIndexOptions = IndexLocation & {
  readonly sources: readonly ConnectedSource[];
  /** Milliseconds from the start of a walk to that of the next. */
  readonly walkEveryMs: number;
  /** Age in days from which calls are not kept; null to keep all. */
  readonly keepDays: number | null;
  /** Key by which numbers are hashed in place of being stored; null, the default, to store them. */
  readonly numbersKey?: string | null;
  readonly onNotice: (notice: CallIndexNotice) => void;
  /** Absent if the process does not exit before the index is closed. */
  readonly onProcessExit?: OnProcessExit | undefined;
};

export type RunningIndex = CallIndex & {
  readonly operations: IndexOperations;
  /** Ends the sync and a write in progress, and closes the file. */
  close(): Promise<void>;
};

const dayMs = 86_400_000;

/** Starts an index of the calls of all sources that are on. It reads the sources in the background until it is closed. */
export function createCallIndex(options: CallIndexOptions): RunningIndex {
  const { sources, walkEveryMs, keepDays, numbersKey = null, onNotice } = options;
  if (numbersKey !== null) checkNumbersKey(numbersKey);
  const worker = createIndexWorker({
    settings: { ...locationOf(options), numbersKey },
    onProcessExit: options.onProcessExit,
    onNotice: message => onNotice({ source: null, type: 'STORE', message }),
  });
  const copied = sources.flatMap(syncSourceOf);
  const accounts = copied.map(({ source, access }) => ({ source, name: access.account }));
  const sync = createSync({
    sources: copied,
    store: createWorkerStore(worker, 'url' in options ? accounts : null),
    options: {
      ...defaultSyncOptions,
      walkIntervalMs: walkEveryMs,
      keepMs: keepDays === null ? null : keepDays * dayMs,
    },
    clock,
    random: Math.random,
    onNotice,
  });
  const started = sync.start();
  return {
    isMasked: numbersKey !== null,
    operations: operationsOf(options, worker, sync),
    coverageOf: sync.coverageOf,
    activityOf: sync.statusOf,
    ...queriesOf(worker, sync),
    async close() {
      await started;
      await sync.stop();
      await worker.close();
    },
  };
}

const operationsOf = (options: CallIndexOptions, worker: IndexWorker, sync: CallSync): IndexOperations => ({
  ...createOperations({ sources: options.sources, erasure: createWorkerErasure(worker), sync, clock }),
  coverageOf: sync.coverageOf,
  isLeading: sync.isLeading,
  diskBytes: () => ('path' in options ? fileBytes(options.path) : databaseBytes(worker)),
});

const queriesOf = (
  worker: IndexWorker,
  { coverageOf, statusOf }: CallSync,
): Pick<CallIndex, 'list' | 'stats'> => ({
  list: createIndexList({
    query: (request, cancellation) => worker.query('list', [request], cancellation),
    coverageOf,
  }),
  stats: createIndexStats({
    compute: (request, cancellation, caller) => worker.query('stats', [request, caller], cancellation),
    coverageOf,
    sourceCountOf: source => statusOf(source)?.state.sourceCount ?? null,
  }),
});

const locationOf = (options: CallIndexOptions): IndexLocation =>
  'url' in options ? { url: options.url } : { path: options.path };

const clock: SyncClock = { now: Date.now, elapsed: () => performance.now(), delay };

/** The keyspace is a hash of the credentials. */
const syncSourceOf = ({ identity, copyAccess, keyspace }: ConnectedSource): SyncSource[] =>
  copyAccess && keyspace !== null
    ? [{ source: identity.name, access: copyAccess, credentials: keyspace }]
    : [];
