import type { Plugin } from 'graphql-yoga';

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
      const headers = { allow: 'GET, POST, OPTIONS', 'content-length': '0' };
      endResponse(new fetchAPI.Response(null, { status: 204, headers }));
    },
    onResponse({ request, response }) {
      if (listed.size > 0) response.headers.append('vary', 'Origin');
      const origin = request.headers.get('origin');
      if (origin === null || !listed.has(origin)) return;
      for (const [name, value] of permissionsFor(request, origin)) response.headers.set(name, value);
    },
  };
}

/** A listed origin may send any header, because none of them carries the reader's own authority. */
function* permissionsFor(request: Request, origin: string): Iterable<[string, string]> {
  yield ['access-control-allow-origin', origin];
  yield ['access-control-expose-headers', 'retry-after, x-request-id'];
  if (request.method !== 'OPTIONS') return;
  yield ['access-control-allow-methods', 'GET, POST'];
  yield ['access-control-max-age', '7200'];
  const asked = request.headers.get('access-control-request-headers');
  if (asked) yield ['access-control-allow-headers', asked];
}
