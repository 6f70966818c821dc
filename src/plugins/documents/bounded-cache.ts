/** Values by their keys, for as long as they are in use. */
export interface BoundedCache<V> {
  get(key: string): V | undefined;
  set(key: string, value: V): void;
}

export interface BoundedCacheOptions<V> {
  /** How much it holds; what was not used for longest goes first. */
  readonly capacity: number;
  /** What is larger than this is not kept at all. */
  readonly largest: number;
  sizeOf(key: string, value: V): number;
}

/** Holds up to so much, because a count of values says nothing of the memory they take. */
export function createBoundedCache<V>({
  capacity,
  largest,
  sizeOf,
}: BoundedCacheOptions<V>): BoundedCache<V> {
  const values = new Map<string, V>();
  let size = 0;

  function forget(key: string): void {
    const value = values.get(key);
    if (value === undefined) return;
    values.delete(key);
    size -= sizeOf(key, value);
  }

  return {
    get(key) {
      const value = values.get(key);
      if (value === undefined) return undefined;
      values.delete(key);
      values.set(key, value);
      return value;
    },
    set(key, value) {
      if (sizeOf(key, value) > largest) return;
      forget(key);
      values.set(key, value);
      size += sizeOf(key, value);
      for (const oldest of values.keys()) {
        if (size <= capacity) break;
        forget(oldest);
      }
    },
  };
}
