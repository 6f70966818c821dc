import type { Cancellation } from '../../async/cancellation.ts';
import type { CopyAccess } from '../../domain/call-source.ts';
import type { SourceName } from '../../domain/source-name.ts';

/** A source whose calls are copied. */
export interface SyncSource {
  readonly source: SourceName;
  readonly access: CopyAccess;
  /** Hash of the credentials, which tells that they have changed. */
  readonly credentials: string;
}

export interface SyncOptions {
  /** Milliseconds between two readings of the newest end. */
  readonly headIntervalMs: number;
  /** Milliseconds from the start of a walk to that of the next. */
  readonly walkIntervalMs: number;
  /** Age in milliseconds from which calls are not kept; null to keep all. */
  readonly keepMs: number | null;
}

export const defaultSyncOptions: SyncOptions = {
  headIntervalMs: 5_000,
  walkIntervalMs: 86_400_000,
  keepMs: null,
};

/** Time, which tests replace. */
export interface SyncClock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Monotonic milliseconds. */
  elapsed(): number;
  /** Resolves after some milliseconds; rejects on cancellation. */
  delay(milliseconds: number, cancellation: Cancellation): Promise<void>;
}

/** An event of the sync for operators; its message holds no key of a call. */
export interface SyncNotice {
  /** Null for an event of all sources. */
  readonly source: SourceName | null;
  readonly type: SyncNoticeType;
  readonly message: string;
}

export type SyncNoticeType =
  /** A walk has finished. */
  | 'WALKED'
  /** A walk starts over, because the source refused its place or repeats its pages. */
  | 'STARTED_OVER'
  /** The index is built anew, because the credentials are of another account. */
  | 'REBUILT'
  /** The index cannot be kept. */
  | 'FAILED'
  /** The index is kept again. */
  | 'RECOVERED';
