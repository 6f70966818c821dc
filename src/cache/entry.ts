import type { AcceptsValue } from './entry-values.ts';
import { staleIfErrorMs } from './ttl.ts';

/** A cache entry: the value that a source returned, and the time. */
export interface Entry<T = unknown> {
  /** Null if the source has no such value. */
  readonly value: T | null;
  /** In milliseconds since 1970. */
  readonly at: number;
  readonly freshMs: number;
  /** The identity of the entry for cache dependencies, which must not keep the entry; set by its first hit. */
  stamp?: object;
}

/** The distance to the time of an entry counts, because a clock that was set back puts the entry in the future. */
export const isFresh = ({ at, freshMs }: Entry, now: number): boolean => Math.abs(now - at) < freshMs;

/** Milliseconds for which an entry may still be answered, counted from its time, stale-if-error included. */
export const usableMs = ({ at, freshMs }: Entry, now: number): number =>
  freshMs + staleIfErrorMs - Math.abs(now - at);

const maxFreshMs = 24 * 60 * 60_000;
/** The tolerated clock skew between machines; an entry further ahead has an unknown age. */
const clockSkewMs = 1_000;

/** Parses an entry; null if its form is unknown or its value is not of the requested kind. */
export function readEntry(text: string, accepts: AcceptsValue, now: number): Entry | null {
  try {
    const entry: unknown = JSON.parse(text);
    return isEntry(entry, now) && (entry.value === null || accepts(entry.value)) ? entry : null;
  } catch {
    return null;
  }
}

const isEntry = (entry: unknown, now: number): entry is Entry =>
  typeof entry === 'object' &&
  entry !== null &&
  'value' in entry &&
  'at' in entry &&
  isBetween(entry.at, 0, now + clockSkewMs) &&
  'freshMs' in entry &&
  isBetween(entry.freshMs, 0, maxFreshMs);

const isBetween = (value: unknown, least: number, most: number): boolean =>
  typeof value === 'number' && value >= least && value <= most;
