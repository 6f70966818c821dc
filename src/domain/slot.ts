/** A place for one value on each of the objects that someone else made. */
export interface Slot<K extends object, V> {
  of(owner: K): V | undefined;
  put(owner: K, value: V): void;
}

/** Not a WeakMap, because what that holds survives until the next full collection, and with it all of a request. */
export function createSlot<K extends object, V>(name: string): Slot<K, V> {
  const key = Symbol(name);
  return {
    of: owner => (owner as { readonly [key]?: V })[key],
    put(owner, value) {
      (owner as { [key]?: V })[key] = value;
    },
  };
}
