/** A value or a promise of it; stays synchronous if the value is available, because a promise costs a microtask. */
export type PromiseOrValue<T> = T | Promise<T>;

/** Applies a function to a value, synchronously unless the value is a promise. */
export const mapMaybePromise = <T, R>(
  value: PromiseOrValue<T>,
  use: (value: T) => PromiseOrValue<R>,
): PromiseOrValue<R> => (value instanceof Promise ? value.then(use) : use(value));
