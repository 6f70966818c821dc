import type { Plugin } from 'graphql-yoga';
import type { RequestHead } from '../async/client-disconnect.ts';

export interface CorsOptions {
  readonly origins: readonly string[];
}

/**
 * CORS without credentials for a list of origins. It replaces the plugin of Yoga, which allows any origin if the list
 * is empty. With several origins that plugin allows `null`, the origin of every sandboxed frame.
 */
export function useCors({ origins }: CorsOptions): Plugin {
  const allowedOrigins = new Set(origins);
  return {
    onRequest({ request, endResponse, fetchAPI }) {
      if (request.method !== 'OPTIONS') return;
      const headers = { allow: 'GET, HEAD, POST, OPTIONS', 'content-length': '0' };
      endResponse(new fetchAPI.Response(null, { status: 204, headers }));
    },
    onResponse({ request, response }) {
      for (const [name, value] of crossOriginHeaders(request, allowedOrigins))
        if (name === 'vary') response.headers.append(name, value);
        else response.headers.set(name, value);
    },
  };
}

/** CORS headers of a response. Any request header is allowed, because browsers send no credentials along. */
export function* crossOriginHeaders(
  { headers, method }: Pick<RequestHead, 'headers'> & { readonly method: string },
  allowedOrigins: ReadonlySet<string>,
): Iterable<[string, string]> {
  if (allowedOrigins.size > 0) yield ['vary', 'Origin'];
  const origin = headers.get('origin');
  if (origin === null || !allowedOrigins.has(origin)) return;
  yield ['access-control-allow-origin', origin];
  yield ['access-control-expose-headers', 'retry-after, x-request-id'];
  if (method !== 'OPTIONS') return;
  yield ['access-control-allow-methods', 'GET, POST'];
  yield ['access-control-max-age', '7200'];
  const requestedHeaders = headers.get('access-control-request-headers');
  if (requestedHeaders) yield ['access-control-allow-headers', requestedHeaders];
}
