import type { GraphQLError } from 'graphql';
import { codedError, originOf } from './coded-errors.ts';

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
        places.set(coded, placeOf(originOf(error) ?? error));
      return coded;
    },
    of: error => (typeof error === 'object' && error !== null ? (places.get(error) ?? null) : null),
  };
}

const mostFrames = 8;

/** The error's kind and its stack, without its message, which may hold a piece of a call. */
function placeOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const { stack = '', message } = error;
  const afterMessage = stack.slice(Math.max(0, stack.indexOf(message)) + message.length);
  const frames = afterMessage.split('\n').filter(line => /^\s+at /.test(line));
  return [error.constructor.name, ...frames.slice(0, mostFrames)].join('\n');
}
