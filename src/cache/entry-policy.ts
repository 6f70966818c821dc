import type { EntryKind } from './entry-keys.ts';
import type { AcceptsValueOf } from './entry-values.ts';

/** The cache policy of one kind of values: TTL, size, validation, and the part that Redis may hold. */
export interface CachePolicy<T> {
  readonly kind: EntryKind;
  readonly depthOf: (value: T) => number;
  /** Returns the TTL in milliseconds; the value is null in a negative cache entry. */
  readonly ttl: (value: T | null, now: number, key: string) => number;
  /** Estimates the bytes of a value in memory; absent for values that are small. */
  readonly bytesOf?: (value: T) => number;
  readonly accepts: AcceptsValueOf;
  /** Returns the part that Redis may hold; null if the value stays in L1. */
  readonly toShared: ((value: T) => T) | null;
  /** Adds the time and the failure to a stale value, if its type exposes them. */
  readonly markStale?: (value: T, at: number, failure: unknown) => T;
  /** The policy to read at depth 0 if no fresh entry of this one is cached. */
  readonly fallback?: CachePolicy<T>;
  /** Returns the form in which L1 holds a value until its first use (@v8 11); absent for values that L1 holds as they are. */
  readonly toHeld?: (value: T) => T;
  /** Whether two values are of one version; the deeper one then stays cached while it is fresh. */
  readonly isSame?: (a: T, b: T) => boolean;
  /** Whether two values are equal in all fields, so that the cached one stays; absent if that is rare. */
  readonly isEqual?: (a: T, b: T) => boolean;
  /** Called before a fetch; maps the response to the value to cache, or to null if a further fetch is needed. */
  readonly admission?: (key: string) => (value: T) => T | null;
  /** Maps a value from Redis to the value to cache, or to null if its entry must not be used. */
  readonly admitShared?: (value: T, cachedAt: number) => T | null;
  /** Called when the source has no such value. */
  readonly admitAbsence?: (key: string) => void;
  /** Maps a cached value to its newest version; null if the value serves only for stale-if-error. */
  readonly refresh?: (value: T, at: number) => T | null;
  /** A number that changes whenever `refresh` may return another value. */
  readonly revision?: () => number;
}
