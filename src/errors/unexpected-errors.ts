import type { GraphQLError } from 'graphql';
import { stackOf } from './internal-error.ts';
import { maskError, originOf } from './mask-error.ts';

export interface UnexpectedErrors {
  /** Codes an error as `codedError` does, and remembers where one arose that nobody foresaw. */
  mask(error: unknown): GraphQLError;
  /** That place, for an error that was coded here; null when it was foreseen. */
  stackOf(error: unknown): string | null;
}

/** For the logs alone: a client learns nothing of a fault but that it happened. */
export function createUnexpectedErrors(): UnexpectedErrors {
  const places = new WeakMap<object, string>();
  return {
    mask(error) {
      const coded = maskError(error);
      if (coded.extensions['code'] === 'INTERNAL_SERVER_ERROR')
        places.set(coded, stackOf(originOf(error) ?? error));
      return coded;
    },
    stackOf: error => (typeof error === 'object' && error !== null ? (places.get(error) ?? null) : null),
  };
}
