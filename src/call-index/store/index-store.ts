import type { Cancellation } from '../../async/cancellation.ts';
import type { Call } from '../../domain/call.ts';
import type { SourceName } from '../../domain/source-name.ts';

/**
 * The calls of the index and the state of its sync, on disk. Each method is one transaction, so that a process that dies
 * leaves either all of it or nothing.
 */
export interface IndexStore {
  /** Opens the account of a source, which may hold calls of earlier processes. */
  openAccount(source: SourceName, account: string): Promise<AccountSnapshot>;
  /** Writes the rows of a page along with the new state; each row at most once. */
  writePage(source: SourceName, write: PageWrite): Promise<PageOutcome>;
  writeState(source: SourceName, state: SyncState): Promise<void>;
  /** Keys of calls that a walk has not seen, in ascending order after `after`. */
  unseenKeys(source: SourceName, walk: number, after: string | null, limit: number): Promise<UnseenKeys>;
  /** Removes calls and their rechecks, along with the new state; returns the number of the calls that remain. */
  removeCalls(source: SourceName, keys: readonly string[], state: SyncState): Promise<number>;
  /** Removes at most `limit` of the calls whose time is before `before`, in microseconds, and their rechecks. */
  removeOlder(source: SourceName, before: number, limit: number): Promise<Removal>;
  /** Inserts rechecks, or replaces them by their target. Unlike the other writes, any process may do so. */
  addRechecks(source: SourceName, rechecks: readonly Recheck[]): Promise<void>;
  /** Rechecks that are due, earliest first. */
  dueRechecks(source: SourceName, now: number, limit: number): Promise<readonly Recheck[]>;
  /** Evenly spread sample of the keys, which tells whether new credentials are of the same account. */
  sampleKeys(source: SourceName, count: number): Promise<readonly string[]>;
  /** Removes all calls and the state of a source, so that its index is built anew. */
  resetAccount(source: SourceName): Promise<AccountSnapshot>;
  /**
   * Waits until no other process syncs this index, and keeps others from it until the lease is released or lost. Rejects with
   * the reason of the cancellation. Absent if no other process can open the index.
   */
  lead?(cancellation: Cancellation): Promise<Lease>;
  /** Reads what another process has written since the account was opened or followed last; absent as `lead` is. */
  follow?(source: SourceName): Promise<AccountSnapshot>;
  /** Has the process that leads learn that an operator confirms the deletions of a walk; absent as `lead` is. */
  confirmDeletion?(source: SourceName, walk: number): Promise<void>;
  /** Ends a write in progress, and closes. */
  close(): Promise<void>;
}

/** The sole right to sync. */
export interface Lease {
  /** Cancelled when another process may have got the right. */
  readonly loss: Cancellation;
  release(): Promise<void>;
}

export interface Removal {
  readonly removed: number;
  /** Number of the calls that remain. */
  readonly callCount: number;
}

export interface AccountSnapshot {
  readonly state: SyncState;
  readonly callCount: number;
  /** Number of the walk whose deletions an operator has confirmed; absent if no other process can open the index. */
  readonly confirmedWalk?: number | null;
}

export interface PageWrite {
  readonly calls: readonly Call[];
  /** Whether null fields leave the known values: calls were found by key, and a detail may lack fields of its row. */
  readonly isPartial: boolean;
  /** Number of the walk that saw these calls; null for other reads. */
  readonly walk: number | null;
  /** Time at which the page was requested, in milliseconds since 1970. */
  readonly readAt: number;
  readonly state: SyncState;
  /** Rechecks to insert, or to replace by their target. */
  readonly rechecks: readonly Recheck[];
  /** Targets of rechecks that are done. */
  readonly doneRechecks: readonly string[];
}

export interface PageOutcome {
  readonly added: number;
  readonly changed: number;
  readonly callCount: number;
  /** Keys of added and changed calls. */
  readonly changedKeys: readonly string[];
  /** Latest `readAt` at which one of these calls was added or changed; null without calls. */
  readonly lastChangedAt: number | null;
}

export interface UnseenKeys {
  /** Number of all calls that the walk has not seen. */
  readonly total: number;
  readonly keys: readonly string[];
}

/** A later look at calls that may still change: at a page of the list, or at one call by its key. */
export interface Recheck {
  readonly kind: 'PAGE' | 'CALL';
  /** Place of the page, or key of the call; unique within a source. */
  readonly target: string;
  /** In milliseconds since 1970. */
  readonly dueAt: number;
  /** Number of earlier looks. */
  readonly step: number;
  /** Time from which the pauses count: the end of the newest call, or the start of the call. */
  readonly countedFrom: number;
}

/** State of the sync of one source. Times are in milliseconds since 1970, unless noted. */
export interface SyncState {
  /** When the newest end of the list was read last; null before the first time. */
  readonly asOf: number | null;
  /**
   * Start of the oldest reading of the newest end that was interrupted before it reached known calls, so that calls may be
   * missing among the newest; null if none are.
   */
  readonly gapSince: number | null;
  /** The walk under way; null between two walks. */
  readonly walk: Walk | null;
  /** The last finished walk; null before the first. */
  readonly proof: WalkProof | null;
  /** Reason for which the index cannot be kept; null if it is kept. */
  readonly failure: SyncFailure | null;
  /** The source's own count of all calls, beside that of the index at the same time; null if it never counted. */
  readonly sourceCount: SourceCount | null;
  /** Hash of the credentials that read the list last; null before the first time. */
  readonly credentials: string | null;
}

export interface Walk {
  readonly number: number;
  readonly startedAt: number;
  /** Place of the next page; null for the newest end. */
  readonly place: string | null;
  /** Time of the oldest call so far, in microseconds; null before the first with a time. */
  readonly oldest: number | null;
  /** Number of rows that could not be read. */
  readonly damaged: number;
  /** Number of rows so far. */
  readonly rowCount: number;
  /** Whether the end of the list was reached, so that only the calls that the walk has not seen remain. */
  readonly isRead: boolean;
  /** Whether an operator has confirmed that all calls may be removed that the source no longer has. */
  readonly isDeletionConfirmed: boolean;
}

export interface WalkProof {
  readonly number: number;
  readonly startedAt: number;
  readonly finishedAt: number;
  /** Time of the oldest call in the list, in microseconds; null for a list without times. */
  readonly oldest: number | null;
  readonly damaged: number;
}

export interface SourceCount {
  readonly sourceCalls: number | null;
  readonly indexCalls: number;
  readonly at: number;
}

export interface SyncFailure {
  readonly kind: 'CREDENTIALS' | 'MASS_DELETION' | 'STORAGE';
  /** A sentence for operators, without keys of calls. */
  readonly message: string;
  readonly since: number;
  /** Number of the walk whose deletions wait for an operator; absent for other kinds. */
  readonly walk?: number;
}

export const newSyncState: SyncState = {
  asOf: null,
  gapSince: null,
  walk: null,
  proof: null,
  failure: null,
  sourceCount: null,
  credentials: null,
};
