import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { type Ending, Ends } from '../../domain/ending.ts';
import type { Leaving, RequestHead } from '../../domain/request-head.ts';

/** The head of a request of node:http. Of classes, because it is made for each request, and V8 has their shapes at hand. */
export const headOf = ({ headers }: IncomingMessage, response: ServerResponse): RequestHead => ({
  headers: new IncomingHeaders(headers),
  leaving: new IncomingLeaving(response),
});

class IncomingHeaders {
  readonly #headers: IncomingHttpHeaders;

  constructor(headers: IncomingHttpHeaders) {
    this.#headers = headers;
  }

  get(name: string): string | null {
    const value = this.#headers[name];
    return Array.isArray(value) ? value.join(', ') : (value ?? null);
  }
}

class IncomingLeaving implements Leaving {
  readonly #response: ServerResponse;

  constructor(response: ServerResponse) {
    this.#response = response;
  }

  hasLeft(): boolean {
    return this.#response.closed && !this.#response.writableFinished;
  }

  ending(): Ending {
    const ends = new Ends();
    const leave = () => this.#response.writableFinished || ends.end(new Error('The client has left.'));
    if (this.#response.closed) leave();
    else this.#response.once('close', leave);
    return ends;
  }
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
