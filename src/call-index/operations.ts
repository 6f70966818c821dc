import { createCancellation } from '../async/cancellation.ts';
import type { RequestScope } from '../async/request-scope.ts';
import type { ConnectedSource } from '../domain/call-source.ts';
import { SwitchboardError } from '../domain/errors.ts';
import {
  type ErasedCall,
  type IndexOperations,
  type IndexStatus,
  OperationFailure,
} from '../domain/index-operations.ts';
import { type CallKey, createCallNames } from './call-names.ts';
import type { Erasure } from './store/erasure.ts';
import { IndexStorageError } from './store/storage-error.ts';
import { inBackground } from './sync/background-scope.ts';
import type { CallSync } from './sync/index.ts';
import { StorageFailure } from './sync/source-copy.ts';
import type { SyncClock } from './sync/sync-options.ts';

export interface OperationsOptions {
  readonly sources: readonly ConnectedSource[];
  readonly erasure: Erasure;
  readonly sync: Pick<CallSync, 'forget' | 'restore' | 'recheck' | 'confirmDeletion'>;
  readonly clock: SyncClock;
}

/** Milliseconds for which an operator waits for a source, behind its clients. */
const patienceMs = 10_000;

export function createOperations({
  sources,
  erasure,
  sync,
  clock,
}: OperationsOptions): Omit<IndexOperations, keyof IndexStatus> {
  const ask = <T>(request: (scope: RequestScope) => Promise<T>): Promise<T> => withPatience(clock, request);

  const names = createCallNames({
    sources,
    keysNamed: erasure.keysNamed,
    findBySid: ({ calls }, sid) => ask(async scope => (await calls?.findCallBySid?.(sid, scope)) ?? null),
  });

  /** Whether a source still has a call; null if it cannot be asked. */
  async function isListed({ source, key }: CallKey): Promise<boolean | null> {
    const access = sources.find(({ identity }) => identity.name === source)?.copyAccess;
    try {
      return access ? (await ask(scope => access.findCall(key, scope))) !== null : null;
    } catch {
      return null;
    }
  }

  async function erase(call: CallKey): Promise<ErasedCall> {
    const { source, key } = call;
    const { wasStored, callCount } = await erasure.eraseCall(source, key);
    sync.forget(source, key, callCount);
    return { source, wasStored, isListed: await isListed(call) };
  }

  return {
    erase: name => told(async () => forEach(await names.resolveBySource(name), erase)),
    restore: name =>
      told(async () =>
        forEach(await names.resolveBySource(name), async ({ source, key }) => {
          const wasErased = await erasure.restoreCall(source, key);
          if (wasErased) await sync.restore(source, key);
          return { source, wasErased };
        }),
      ),
    recheck: name =>
      told(async () => {
        const calls = await names.resolve(name);
        await forEach(calls, ({ source, key }) => sync.recheck(source, key));
        return calls !== null && calls.length > 0;
      }),
    confirmDeletion: name =>
      told(async () => {
        const source = sources.find(({ identity }) => identity.name === name);
        return source?.copyAccess ? sync.confirmDeletion(source.identity.name) : null;
      }),
  };
}

/** Runs one request to a source, and cancels it after the time for which an operator waits. */
async function withPatience<T>(clock: SyncClock, request: (scope: RequestScope) => Promise<T>): Promise<T> {
  const patience = createCancellation();
  const done = createCancellation();
  const expired = new OperationFailure('The source has not answered in time.');
  clock.delay(patienceMs, done).then(
    () => patience.cancel(expired),
    () => {},
  );
  try {
    return await inBackground(clock, patience, request);
  } finally {
    done.cancel(new Error('The source has answered.'));
  }
}

const forEach = async <T>(
  calls: readonly CallKey[] | null,
  work: (call: CallKey) => Promise<T>,
): Promise<readonly T[] | null> => calls && Promise.all(calls.map(work));

/** Tells an operator of a foreseen failure of the store or of a source. */
async function told<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (failure) {
    const reason = failure instanceof StorageFailure ? failure.cause : failure;
    if (reason instanceof IndexStorageError || reason instanceof SwitchboardError)
      throw new OperationFailure(reason.message, { cause: reason });
    throw failure;
  }
}
