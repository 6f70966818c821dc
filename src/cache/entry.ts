import type { AcceptsValue } from './entry-values.ts';
import { staleFor } from './freshness.ts';

/** What a source said, and when. */
export interface Entry<T = unknown> {
  /** Null where it said that nothing is there. */
  readonly value: T | null;
  /** In milliseconds since 1970. */
  readonly at: number;
  readonly freshMs: number;
}

/** An entry from the future is as old as it is early, because a clock may have been set back. */
export const isFresh = ({ at, freshMs }: Entry, now: number): boolean => Math.abs(now - at) < freshMs;

/** Milliseconds for which an entry may still be answered, counted from when the source said it; stale ones on errors. */
export const usableMs = ({ at, freshMs }: Entry, now: number): number =>
  freshMs + staleFor - Math.abs(now - at);

const maxFreshMs = 24 * 60 * 60_000;
/** How far the clocks of two machines may be apart: an entry that is further ahead has an unknown age. */
const clockSkewMs = 1_000;

/** Null for an entry that this version did not write, or that is not the thing asked for. */
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
