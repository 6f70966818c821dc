import type { SourceName } from '../../domain/source-name.ts';
import {
  type AccountSnapshot,
  type IndexStore,
  newSyncState,
  type PageOutcome,
  type PageWrite,
  type Recheck,
  type SyncState,
  type UnseenKeys,
} from '../store/index-store.ts';

/** Failure of the store, as opposed to one of the source. */
export class StorageFailure extends Error {
  constructor(cause: unknown) {
    super('The store of the index failed.', { cause });
    this.name = 'StorageFailure';
  }
}

/** Write of rows, with the members of the state that change. */
export interface CopyWrite
  extends Pick<PageWrite, 'calls' | 'isPartial' | 'readAt' | 'rechecks' | 'doneRechecks'> {
  readonly change: Partial<SyncState>;
}

/**
 * The index of one source, with its state in memory as it was written last. All methods but
 * `addRechecks` and those that say so are for one caller at a time; each promise rejects with a `StorageFailure`.
 */
export interface SourceCopy {
  state(): SyncState;
  callCount(): number;
  /** Changes whenever calls may have left the store, so that rows remembered from it are no longer sure to be there. */
  generation(): number;
  /** Changes whenever the state is read from the store, because another process may have written it. */
  session(): number;
  /** Opens the account, or reads what another process has written since; the last of several calls wins. */
  open(): Promise<void>;
  /** Removes everything, so that the index is built anew. */
  reset(): Promise<void>;
  /** Calls count as seen by the walk under way, because any answer after its start proves that they exist. */
  writeCalls(write: CopyWrite): Promise<PageOutcome>;
  writeState(change: Partial<SyncState>): Promise<void>;
  removeCalls(keys: readonly string[]): Promise<void>;
  /** Removes a part of the calls before a time in microseconds; returns how many. */
  removeOlder(before: number, limit: number): Promise<number>;
  unseenKeys(walk: number, after: string | null, limit: number): Promise<UnseenKeys>;
  sampleKeys(count: number): Promise<readonly string[]>;
  dueRechecks(now: number, limit: number): Promise<readonly Recheck[]>;
  addRechecks(rechecks: readonly Recheck[]): Promise<void>;
  /** Takes notice that an operator has erased or restored a call, at any time. */
  noteErasure(callCount: number): void;
  /** Whether an operator has confirmed the deletions of a walk, by any process. */
  isDeletionConfirmed(walk: number): boolean;
  /** Takes notice that an operator has confirmed the deletions of a walk, at any time, and passes it on. */
  confirmDeletion(walk: number): Promise<void>;
  /** Reads what operators have done by other processes while this one leads, at any time. */
  followOperators(): Promise<void>;
}

export function createSourceCopy(store: IndexStore, source: SourceName, account: string): SourceCopy {
  let state = newSyncState;
  let callCount = 0;
  let confirmedWalk: number | null = null;
  let generation = 0;
  let session = 0;
  let openings = 0;
  let isOpen = false;

  function take(snapshot: AccountSnapshot): void {
    // Without other processes, the store keeps no confirmation.
    ({ state, callCount, confirmedWalk = confirmedWalk } = snapshot);
    generation += 1;
    session += 1;
  }

  /** After a failure, the account is opened anew, because nobody knows what of the last write is there. */
  async function stored<T>(request: () => Promise<T>): Promise<T> {
    try {
      return await request();
    } catch (failure) {
      isOpen = false;
      throw new StorageFailure(failure);
    }
  }

  function noteErasure(remaining: number): void {
    callCount = remaining;
    generation += 1;
  }

  async function read(): Promise<AccountSnapshot | null> {
    if (isOpen) return store.follow ? store.follow(source) : null;
    return store.openAccount(source, account);
  }

  return {
    state: () => state,
    callCount: () => callCount,
    generation: () => generation,
    session: () => session,
    async open() {
      openings += 1;
      const opening = openings;
      const snapshot = await stored(read);
      isOpen = true;
      if (snapshot && opening === openings) take(snapshot);
    },
    async reset() {
      const snapshot = await stored(() => store.resetAccount(source));
      // Walks count anew.
      take({ ...snapshot, confirmedWalk: null });
    },
    async writeCalls({ change, ...write }) {
      const next = { ...state, ...change };
      const walk = next.walk?.number ?? null;
      const outcome = await stored(() => store.writePage(source, { ...write, walk, state: next }));
      state = next;
      callCount = outcome.callCount;
      return outcome;
    },
    async writeState(change) {
      const next = { ...state, ...change };
      await stored(() => store.writeState(source, next));
      state = next;
    },
    async removeCalls(keys) {
      generation += 1;
      callCount = await stored(() => store.removeCalls(source, keys, state));
    },
    async removeOlder(before, limit) {
      const removal = await stored(() => store.removeOlder(source, before, limit));
      callCount = removal.callCount;
      if (removal.removed > 0) generation += 1;
      return removal.removed;
    },
    noteErasure,
    ...plainRequestsOf(store, source, stored),
    isDeletionConfirmed: walk => walk === confirmedWalk,
    async confirmDeletion(walk) {
      await stored(async () => store.confirmDeletion?.(source, walk));
      confirmedWalk = walk;
    },
    async followOperators() {
      const snapshot = isOpen ? await store.follow?.(source) : null;
      if (!snapshot) return;
      ({ confirmedWalk = confirmedWalk } = snapshot);
      if (snapshot.callCount !== callCount) noteErasure(snapshot.callCount);
    },
  };
}

/** Requests that leave the state as it is. */
const plainRequestsOf = (
  store: IndexStore,
  source: SourceName,
  stored: <T>(request: () => Promise<T>) => Promise<T>,
): Pick<SourceCopy, 'unseenKeys' | 'sampleKeys' | 'dueRechecks' | 'addRechecks'> => ({
  unseenKeys: (walk, after, limit) => stored(() => store.unseenKeys(source, walk, after, limit)),
  sampleKeys: count => stored(() => store.sampleKeys(source, count)),
  dueRechecks: (now, limit) => stored(() => store.dueRechecks(source, now, limit)),
  addRechecks: rechecks => stored(() => store.addRechecks(source, rechecks)),
});
