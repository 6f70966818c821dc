/** What is at hand, or will be: a promise only where there is something to wait for, because each wait takes its time. */
export type PromiseOrValue<T> = T | Promise<T>;

/** Goes on with a value as soon as it is there, which may be at once. */
export const mapMaybePromise = <T, R>(
  value: PromiseOrValue<T>,
  use: (value: T) => PromiseOrValue<R>,
): PromiseOrValue<R> => (value instanceof Promise ? value.then(use) : use(value));
