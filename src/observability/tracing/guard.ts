import { stackOf } from '../../errors/internal-error.ts';

/** Returns a function that returns `otherwise` in place of an exception. */
export type Guard = <A extends unknown[], T>(run: (...args: A) => T, otherwise: T) => (...args: A) => T;

/** Keeps exceptions of samplers and span processors away from requests, and reports the first of them. */
export function createGuard(onFault: (stack: string) => void): Guard {
  let isReported = false;

  function report(error: unknown): void {
    if (isReported) return;
    isReported = true;
    onFault(stackOf(error));
  }

  return (run, otherwise) =>
    (...args) => {
      try {
        return run(...args);
      } catch (error) {
        report(error);
        return otherwise;
      }
    };
}
