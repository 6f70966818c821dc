import type { Entry } from './entry.ts';
import type { CachePolicy } from './entry-policy.ts';
import type { KeyspaceStore } from './keyspace-store.ts';

/** A value to read from the cache. */
export interface CacheLookup<T> {
  readonly policy: CachePolicy<T>;
  /** The key of the value at its source. */
  readonly key: string;
  /** The key of its cache entry. */
  readonly entryKey: string;
  /** The minimum depth of a cache hit. */
  readonly minDepth: number;
}

type Keys = Pick<KeyspaceStore, 'keyOf'>;

export const lookupIn = <T>(
  { keyOf }: Keys,
  policy: CachePolicy<T>,
  key: string,
  minDepth = 0,
): CacheLookup<T> => ({ policy, key, entryKey: keyOf(policy.kind, key), minDepth });

/** The lookup of the policy's fallback; null if there is none, or if it is not deep enough. */
export function fallbackOf<T>(keys: Keys, { policy, key, minDepth }: CacheLookup<T>): CacheLookup<T> | null {
  const { fallback } = policy;
  return fallback && minDepth === 0 ? lookupIn(keys, fallback, key) : null;
}

export const isDeepEnough = <T>({ policy, minDepth }: CacheLookup<T>, { value }: Entry<T>): boolean =>
  value === null || policy.depthOf(value) >= minDepth;

/** Whether an entry is deeper than another one of the same version. */
export const isDeeper = <T>(
  { depthOf, isSame }: CachePolicy<T>,
  { value: a }: Entry<T>,
  { value: b }: Entry<T>,
): boolean => a !== null && b !== null && depthOf(a) > depthOf(b) && (isSame?.(a, b) ?? true);

/** The entry of a value that its source gave at a time, in milliseconds since 1970. */
export function entryOf<T>(
  { policy, key }: CacheLookup<T>,
  value: T | null,
  at: number,
  freshMs?: number,
): Entry<T> {
  const bytes = value === null ? 0 : policy.bytesOf?.(value);
  return { value, at, freshMs: freshMs ?? policy.ttl(value, at, key), bytes };
}

/** The entry with its value in the form in which L1 holds it. */
export function heldForm<T>({ toHeld }: CachePolicy<T>, entry: Entry<T>): Entry<T> {
  const { value, at, freshMs, bytes, stamp } = entry;
  const held = value === null || !toHeld ? value : toHeld(value);
  return held === value ? entry : { value: held, at, freshMs, bytes, stamp };
}

/**
 * Gives a new entry the value of the known one if both are equal. The dependencies on that value stay valid, and V8
 * collects the new one while it is young.
 */
export const withKnownValue = <T>({ isEqual }: CachePolicy<T>, entry: Entry<T>, known: Entry<T>): Entry<T> =>
  entry.value !== null && known.value !== null && isEqual?.(entry.value, known.value)
    ? { value: known.value, at: entry.at, freshMs: entry.freshMs, bytes: known.bytes, stamp: known.stamp }
    : entry;
