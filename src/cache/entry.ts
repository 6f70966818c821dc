import type { AcceptsValue } from './entry-values.ts';
import { staleIfErrorMs } from './ttl.ts';

/** Returns milliseconds since 1970. */
export type WallClock = () => number;

export interface Entry<T = unknown> {
  /** Null if the source has no such value. */
  readonly value: T | null;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly freshMs: number;
  /** Estimated bytes of the value in memory; absent if the cache itself shall walk the value. */
  readonly bytes?: number | undefined;
  /** Identity for cache dependencies, which must not retain the entry itself; set by the first hit. */
  stamp?: object | undefined;
}

/** Compares the absolute age, because a clock that was set back puts an entry in the future. */
export const isFresh = ({ at, freshMs }: Entry, now: number): boolean => Math.abs(now - at) < freshMs;

/** The remaining milliseconds in which an entry may be served, stale-if-error included. */
export const usableMs = ({ at, freshMs }: Entry, now: number): number =>
  freshMs + staleIfErrorMs - Math.abs(now - at);

const maxFreshMs = 24 * 60 * 60_000;
/** The tolerated clock skew between machines; an entry further ahead has an unknown age. */
const clockSkewMs = 1_000;

/** Parses an entry from Redis; null if its format is unknown or its value is not accepted. */
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

const isBetween = (value: unknown, min: number, max: number): boolean =>
  typeof value === 'number' && value >= min && value <= max;
