import DataLoader from 'dataloader';
import type { CallSource, ConnectedSource } from '../domain/call-source.ts';
import { keyIn } from '../domain/key.ts';

/** One thing of one source. */
export interface LoadKey {
  readonly calls: CallSource;
  /** As the source itself knows it. */
  readonly key: string;
  /** As the loaders know it: like the keys of caches, it begins with what tells the source and its credentials apart. */
  readonly cacheKey: string;
}

/** Null where the source is off, or where there is none. */
export const loadKeyOf = (source: ConnectedSource | undefined, key: string): LoadKey | null =>
  source?.calls ? { calls: source.calls, key, cacheKey: keyIn(source.keyspace ?? '', key) } : null;

export interface KeyLoader<K, T> {
  load(key: K): Promise<T | null>;
}

/** A dataloader that is made when it is first used, because few requests use all of them. */
export function lazyDataLoader<K, T>(
  find: DataLoader.BatchLoadFn<K, T | null>,
  nameOf: (key: K) => string,
): KeyLoader<K, T> {
  let loader: DataLoader<K, T | null, string> | null = null;
  return {
    load(key) {
      loader ??= new DataLoader<K, T | null, string>(find, { cacheKeyFn: nameOf });
      return loader.load(key);
    },
  };
}

export type Find<K, T> = (key: K) => Promise<T | null> | null;

/** Neither API takes more than one key a request, so a batch is its keys asked for one by one, at once. */
export const createKeyLoader = <T>(find: Find<LoadKey, T>): KeyLoader<LoadKey, T> =>
  lazyDataLoader(
    keys => Promise.all(keys.map(key => settle(find, key))),
    ({ cacheKey }) => cacheKey,
  );

/** A failure as a value, which is how dataloader is told of one key's. */
export function settle<K, T>(find: Find<K, T>, key: K): Promise<T | Error | null> | Error | null {
  try {
    return find(key)?.catch(asError) ?? null;
  } catch (failure) {
    return asError(failure);
  }
}

const asError = (failure: unknown): Error =>
  failure instanceof Error ? failure : new Error(String(failure));
