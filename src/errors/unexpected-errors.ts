import type { GraphQLError } from 'graphql';
import { stackOf } from './internal-error.ts';
import { maskError, originOf } from './mask-error.ts';

export interface UnexpectedErrors {
  /** Masks an error with `maskError`, and records the stack of an unexpected one. */
  mask(error: unknown): GraphQLError;
  /** The recorded stack of a masked error; null if the error was expected. */
  stackOf(error: unknown): string | null;
}

/** Keeps the stacks of unexpected errors for logs, because masked errors lose them. */
export function createUnexpectedErrors(): UnexpectedErrors {
  const stacks = new WeakMap<object, string>();
  return {
    mask(error) {
      const masked = maskError(error);
      if (masked.extensions['code'] === 'INTERNAL_SERVER_ERROR')
        stacks.set(masked, stackOf(originOf(error) ?? error));
      return masked;
    },
    stackOf: error => (typeof error === 'object' && error !== null ? (stacks.get(error) ?? null) : null),
  };
}
