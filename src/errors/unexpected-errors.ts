import type { GraphQLError } from 'graphql';
import { stackOf } from './internal-error.ts';
import { codedError, originOf } from './mask-error.ts';

export interface Faults {
  /** Codes an error as `codedError` does, and remembers where one arose that nobody foresaw. */
  coded(error: unknown): GraphQLError;
  /** That place, for an error that was coded here; null when it was foreseen. */
  of(error: unknown): string | null;
}

/** For the logs alone: a client learns nothing of a fault but that it happened. */
export function createFaults(): Faults {
  const places = new WeakMap<object, string>();
  return {
    coded(error) {
      const coded = codedError(error);
      if (coded.extensions['code'] === 'INTERNAL_SERVER_ERROR')
        places.set(coded, stackOf(originOf(error) ?? error));
      return coded;
    },
    of: error => (typeof error === 'object' && error !== null ? (places.get(error) ?? null) : null),
  };
}
