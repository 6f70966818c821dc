import type { AcceptsValue } from './entry-values.ts';

/** One thing to be had from memory, from the shared level, or else from the source. */
export interface Wanted<T> {
  readonly key: string;
  /** How much of it is wanted, as `rank` tells; 0 where it is always whole. */
  readonly least: number;
  /** How much of it a value holds. */
  readonly rank: (value: T) => number;
  /** Milliseconds for which it stays as it is. */
  readonly freshness: (value: T | null, now: number) => number;
  /** Whether a value from the shared level is this thing. */
  readonly accepts: AcceptsValue;
  /** What of it the processes may share; null for nothing. */
  readonly share: ((value: T) => T) | null;
  /** Says of a value that it is old, and what failed, where that shows in the value itself. */
  readonly aged?: (value: T, at: number, failure: unknown) => T;
  /** Another cache entry that will do where this one is not fresh. */
  readonly orElse?: Wanted<T> | undefined;
  /** Whether two values are of one version: then the fuller one stays while it is fresh. */
  readonly isSame?: (a: T, b: T) => boolean;
  /** Called before the source is asked; gives its answer as it may be kept, or null where it is to be asked once more. */
  readonly admission?: () => (value: T) => T | null;
  /** An entry of another process as it may be kept, or null where it must not be used. */
  readonly admitShared?: (value: T, keptAt: number) => T | null;
  /** Told that the source has nothing there. */
  readonly admitAbsence?: () => void;
  /** A value from memory as it is shown now; null where it is only for while the source is down. */
  readonly shown?: (value: T, at: number) => T | null;
  /** A number that changes whenever a value from memory may be shown otherwise. */
  readonly revision?: () => number;
}
