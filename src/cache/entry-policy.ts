import type { AcceptsValue } from './entry-values.ts';

/** The cache policy of a value: its key, its freshness, and the part of it that processes share. */
export interface CachePolicy<T> {
  readonly key: string;
  /** The least rank that suffices; 0 if the value is always whole. */
  readonly minDepth: number;
  /** Ranks a value by how much it holds. */
  readonly depthOf: (value: T) => number;
  /** Returns the milliseconds for which a value is fresh. */
  readonly ttl: (value: T | null, now: number) => number;
  /** Whether a value from the shared level is this thing. */
  readonly accepts: AcceptsValue;
  /** Returns the part that processes may share; null if they share nothing of it. */
  readonly toShared: ((value: T) => T) | null;
  /** Marks a stale value with its time and the failure, for a value that shows them. */
  readonly markStale?: (value: T, at: number, failure: unknown) => T;
  /** A fallback policy, read if no fresh entry of this policy is cached. */
  readonly fallback?: CachePolicy<T> | undefined;
  /** Whether two values are of one version: then the fuller one stays while it is fresh. */
  readonly isSame?: (a: T, b: T) => boolean;
  /** Called before a fetch; maps the answer to the value to cache, or to null if a further fetch is needed. */
  readonly admission?: () => (value: T) => T | null;
  /** Maps an entry of another process to the value to cache, or to null if the entry must not be used. */
  readonly admitShared?: (value: T, keptAt: number) => T | null;
  /** Called when the source has no such value. */
  readonly admitAbsence?: () => void;
  /** Maps a cached value to its newest version; null if the value serves only for stale-if-error. */
  readonly refresh?: (value: T, at: number) => T | null;
  /** A number that changes whenever a value from memory may be shown otherwise. */
  readonly revision?: () => number;
}
