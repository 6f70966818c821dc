import DataLoader from 'dataloader';
import type { ConnectedSource, SourceAdapter } from '../domain/call-source.ts';
import { sourceNotConfigured } from '../domain/errors.ts';
import { keyIn } from '../domain/key.ts';

/** DataLoader key of a call or an agent of one source. */
export interface LoadKey {
  readonly calls: SourceAdapter;
  /** The source's own key. */
  readonly key: string;
  /** DataLoader's cache key, which starts with the keyspace, so that sources and credentials stay apart. */
  readonly cacheKey: string;
}

/** Null if the source is unknown; throws SOURCE_NOT_CONFIGURED if it is not configured. */
export function loadKeyOf(source: ConnectedSource | undefined, key: string): LoadKey | null {
  if (!source) return null;
  const { calls, keyspace, identity } = source;
  if (!calls) throw sourceNotConfigured(identity.name, identity.title);
  return { calls, key, cacheKey: keyIn(keyspace ?? '', key) };
}

export interface KeyLoader<K, T> {
  load(key: K): Promise<T | null>;
}

/** DataLoader that is created on first use, because few requests use all loaders. */
export function lazyDataLoader<K, T>(
  find: DataLoader.BatchLoadFn<K, T | null>,
  cacheKeyOf: (key: K) => string,
): KeyLoader<K, T> {
  let loader: DataLoader<K, T | null, string> | null = null;
  return {
    load(key) {
      loader ??= new DataLoader<K, T | null, string>(find, { cacheKeyFn: cacheKeyOf });
      return loader.load(key);
    },
  };
}

export type Find<K, T> = (key: K) => Promise<T | null> | null;

/** Sends one request per key of a batch, in parallel, because neither API accepts several keys in a request. */
export const createKeyLoader = <T>(find: Find<LoadKey, T>): KeyLoader<LoadKey, T> =>
  lazyDataLoader(
    keys => Promise.all(keys.map(key => settle(find, key))),
    ({ cacheKey }) => cacheKey,
  );

/** Returns a failure as a value, because DataLoader expects the failure of a single key so. */
export function settle<K, T>(find: Find<K, T>, key: K): Promise<T | Error | null> | Error | null {
  try {
    return find(key)?.catch(asError) ?? null;
  } catch (failure) {
    return asError(failure);
  }
}

const asError = (failure: unknown): Error =>
  failure instanceof Error ? failure : new Error(String(failure));
