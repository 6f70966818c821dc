import type { PromiseOrValue } from './promise-or-value.ts';

/** Calls `load` once, on first use; returns its promise until that settles, and its value from then on. */
export function loadedOnce<T>(load: () => PromiseOrValue<T>): () => PromiseOrValue<T> {
  let loaded: { result: PromiseOrValue<T> } | null = null;

  function start(): { result: PromiseOrValue<T> } {
    const started = { result: load() };
    if (started.result instanceof Promise)
      started.result = started.result.then(value => {
        started.result = value;
        return value;
      });
    return started;
  }

  return () => {
    loaded ??= start();
    return loaded.result;
  };
}

/** Does the same for each key. */
export function loadedOncePerKey<Key, T>(
  load: (key: Key) => PromiseOrValue<T>,
): (key: Key) => PromiseOrValue<T> {
  const loaded = new Map<Key, () => PromiseOrValue<T>>();
  return key => {
    const known = loaded.get(key) ?? loadedOnce(() => load(key));
    loaded.set(key, known);
    return known();
  };
}
