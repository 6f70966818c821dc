import type { Cancellation } from '../../async/cancellation.ts';
import type { SourceName } from '../../domain/source-name.ts';
import type { Lease, Recheck, SyncState } from './index-store.ts';
import type { LoadedValues, RowValues } from './row-values.ts';

/**
 * SQL database that holds rows of several accounts. One process at a time writes those of an account; with PostgreSQL others
 * follow its changes. Ids are never given again. Every method throws an IndexStorageError if the engine fails.
 */
export interface RowDatabase {
  /** Opens an account, which is added if it is new. Erased keys are left out if they are still those of a version. */
  openAccount(source: SourceName, name: string, erasedVersion?: number): Promise<StoredAccount>;
  /** Gives the name of an account to a new one, in which erased keys stay erased. The rows of the old one are no longer found. */
  replaceAccount(account: number): Promise<StoredAccount>;
  /** Deletes some rows of replaced accounts; false once there are no more. */
  sweep(limit: number): Promise<boolean>;
  /** Rows of an account in ascending order of their ids. */
  loadRows(account: number, afterId: number, limit: number): Promise<readonly LoadedRow[]>;
  /** Rows in any order. Ids of rows that are gone are ignored. */
  findRows(ids: readonly number[]): Promise<readonly StoredRow[]>;
  findRowsByKey(account: number, keys: readonly string[]): Promise<readonly StoredRow[]>;
  /** Keys of some rows with a sid that is not their key. */
  findKeysBySid(account: number, sid: string): Promise<readonly string[]>;
  /** JSON of the metadata of those rows that have any. */
  findMetadata(ids: readonly number[]): Promise<readonly StoredMetadata[]>;
  /** Keys of rows in ascending order after `after`; null for all. */
  findKeys(ids: readonly number[], after: string | null, limit: number): Promise<readonly string[]>;
  /** Keys of the rows that no or another walk saw last, in the same order. Takes time in proportion to the rows passed over. */
  unseenKeys(account: number, walk: number, after: string | null, limit: number): Promise<readonly string[]>;
  dueRechecks(account: number, now: number, limit: number): Promise<readonly Recheck[]>;
  /** Writes in one transaction, and returns the ids of the inserted rows in their order. */
  write(write: RowWrite): Promise<readonly number[]>;
  /** Rows that changed after a version, the earliest change first; null if all rows have to be loaded again. */
  changesSince(account: number, version: number, limit: number): Promise<RowChanges | null>;
  /** Absent if no other process can open the database. */
  readonly shared?: SharedAccess;
  close(): Promise<void>;
}

/** Access of several processes to one database. Writes that rest on rows which another has changed reject with CONFLICT. */
export interface SharedAccess {
  /** Version up to which this process has read the changes of an account, and made those after it itself. */
  knownVersion(account: number): number;
  /** Waits until no other process leads for any of the accounts. From then on, writes fail once the lease is lost. */
  lead(accounts: readonly AccountName[], cancellation: Cancellation): Promise<Lease>;
  /** Notes that an operator has confirmed the deletions of a walk. */
  confirmDeletion(account: number, walk: number): Promise<void>;
  /** Bytes of all tables, with their indexes. */
  readBytes(): Promise<number>;
  /** The walks that saw rows last, in ascending order of the ids of the rows. That a walk sees a row is no change of it. */
  loadSeenWalks(account: number, afterId: number, limit: number): Promise<readonly SeenWalk[]>;
}

export interface AccountName {
  readonly source: SourceName;
  readonly name: string;
}

export type SeenWalk = readonly [id: number, walk: number];

export interface StoredAccount {
  readonly id: number;
  /** Null before the first write. */
  readonly state: SyncState | null;
  /** Secret of the database, by which erased keys are hashed. */
  readonly salt: string;
  /** Null if they are those of a version that is known. */
  readonly erasedHashes: readonly string[] | null;
  /** Version at which a key was erased or restored last; 0 if no other process can open the database. */
  readonly erasedVersion: number;
  /** Number of the rows of all accounts. */
  readonly rowCount: number;
  /** Number of the walk whose deletions an operator has confirmed; absent if no other process can open the database. */
  readonly confirmedWalk?: number | null;
  /** Version of the last change of any row; with PostgreSQL, of the erased keys too. */
  readonly version: number;
}

export interface StoredRow {
  readonly id: number;
  readonly account: number;
  /** Time of the reading that changed it last, in milliseconds since 1970. */
  readonly changedAt: number;
  readonly values: RowValues;
}

export interface LoadedRow {
  readonly id: number;
  /** Number of its last change; every change in a database has its own, and they ascend. */
  readonly version: number;
  readonly seenWalk: number;
  readonly hasMetadata: boolean;
  readonly values: LoadedValues;
}

export interface StoredMetadata {
  readonly id: number;
  readonly json: string;
}

export interface RowWrite {
  readonly account: number;
  readonly inserts?: readonly RowInsert[];
  readonly updates?: readonly RowUpdate[];
  readonly removedIds?: readonly number[];
  /** Rows that a walk has seen, which is no change of theirs. */
  readonly seen?: { readonly walk: number; readonly ids: readonly number[] };
  readonly state?: SyncState;
  readonly rechecks?: readonly Recheck[];
  readonly doneRechecks?: readonly string[];
  /** Hashes of keys that are no longer written, or are written again. */
  readonly erasedHash?: string;
  readonly restoredHash?: string;
}

export interface RowInsert {
  readonly values: RowValues;
  readonly changedAt: number;
  readonly seenWalk: number;
}

export interface RowUpdate {
  readonly id: number;
  readonly values: RowValues;
  readonly changedAt: number;
}

export interface RowChanges {
  readonly rows: readonly LoadedRow[];
  readonly removedIds: readonly number[];
  /** Version from which to go on; the changes are all there are if it is that of the account. */
  readonly version: number;
}

/** Number of changes after which a removal is forgotten, so that a follower that missed them loads all rows. */
export const followerWindow = 1_000_000;
