/** What is at hand, or will be: a promise only where there is something to wait for, because each wait takes its time. */
export type Eventually<T> = T | Promise<T>;

/** Goes on with a value as soon as it is there, which may be at once. */
export const whenThere = <T, R>(value: Eventually<T>, use: (value: T) => Eventually<R>): Eventually<R> =>
  value instanceof Promise ? value.then(use) : use(value);
