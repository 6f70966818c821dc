import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { Leaving, RequestHead } from '../../domain/request-head.ts';

/** The head of a request of node:http. */
export const headOf = ({ headers }: IncomingMessage, response: ServerResponse): RequestHead => ({
  headers: { get: name => headerIn(headers, name) },
  leaving: leavingBefore(response),
});

function headerIn(headers: IncomingHttpHeaders, name: string): string | null {
  const value = headers[name];
  return Array.isArray(value) ? value.join(', ') : (value ?? null);
}

function leavingBefore(response: ServerResponse): Leaving {
  // Kept, because a response that is ended after its client has left counts as finished.
  let left = false;

  function hasLeft(): boolean {
    left ||= response.closed && !response.writableFinished;
    return left;
  }

  return {
    hasLeft,
    follow(leave) {
      const listener = () => void (hasLeft() && leave(new Error('The client has left.')));
      if (response.closed) listener();
      else response.once('close', listener);
      return () => void response.off('close', listener);
    },
  };
}

const modern = 'application/graphql-response+json';
const plain = 'application/json';

/** In which form the answer is wanted, as Yoga reads it; null where in none that an answer in one piece can have. */
export function mediaTypeFor(accept = '*/*'): string | null {
  if (accept === '*/*' || accept === plain) return plain;
  let found: string | null = null;
  // The first one that is acceptable counts, and of two for a wildcard the plain one.
  for (const wanted of accept.replace(/\s/g, '').toLowerCase().split(',').reverse())
    for (const ours of [modern, plain]) if (matches(wanted, ours)) found = ours;
  return found;
}

function matches(wanted: string, ours: string): boolean {
  const [range = '', ...parameters] = wanted.split(';');
  const charset = parameters.find(parameter => parameter.includes('charset=')) ?? 'charset=utf-8';
  return charset === 'charset=utf-8' && [ours, 'application/*', '*/*'].includes(range);
}
