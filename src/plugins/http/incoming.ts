import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestHead } from '../../domain/request-head.ts';

/** The head of a request of node:http. Its signal is made when someone wants it. */
export function headOf({ headers }: IncomingMessage, response: ServerResponse): RequestHead {
  let ends: AbortController | null = null;

  function follow(): AbortController {
    const controller = new AbortController();
    const leave = () => response.writableFinished || controller.abort();
    if (response.closed) leave();
    else response.once('close', leave);
    return controller;
  }

  return {
    headers: {
      get(name) {
        const value = headers[name];
        return Array.isArray(value) ? value.join(', ') : (value ?? null);
      },
    },
    get signal() {
      ends ??= follow();
      return ends.signal;
    },
    hasLeft: () => response.closed && !response.writableFinished,
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
