import type { Plugin } from 'graphql-yoga';
import type { RequestHead } from '../async/client-disconnect.ts';

export interface CorsOptions {
  /** The origins whose pages may read answers. */
  readonly origins: readonly string[];
}

/**
 * Lets the pages of listed origins ask, without credentials. Yoga's own would reflect any origin where none is
 * listed, and name `null`, which is the origin of every sandboxed frame, where several are.
 */
export function useCors({ origins }: CorsOptions): Plugin {
  const listed = new Set(origins);
  return {
    onRequest({ request, endResponse, fetchAPI }) {
      if (request.method !== 'OPTIONS') return;
      const headers = { allow: 'GET, HEAD, POST, OPTIONS', 'content-length': '0' };
      endResponse(new fetchAPI.Response(null, { status: 204, headers }));
    },
    onResponse({ request, response }) {
      for (const [name, value] of crossOriginHeaders(request, listed))
        if (name === 'vary') response.headers.append(name, value);
        else response.headers.set(name, value);
    },
  };
}

/** A listed origin may send any header, because none of them carries the reader's own authority. */
export function* crossOriginHeaders(
  { headers, method }: Pick<RequestHead, 'headers'> & { readonly method: string },
  listed: ReadonlySet<string>,
): Iterable<[string, string]> {
  if (listed.size > 0) yield ['vary', 'Origin'];
  const origin = headers.get('origin');
  if (origin === null || !listed.has(origin)) return;
  yield ['access-control-allow-origin', origin];
  yield ['access-control-expose-headers', 'retry-after, x-request-id'];
  if (method !== 'OPTIONS') return;
  yield ['access-control-allow-methods', 'GET, POST'];
  yield ['access-control-max-age', '7200'];
  const asked = headers.get('access-control-request-headers');
  if (asked) yield ['access-control-allow-headers', asked];
}
