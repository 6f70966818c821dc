import type { Plugin } from 'graphql-yoga';
import { requestStateFrom } from '../handover.ts';

export interface GetCacheControlOptions {
  /** Client headers that reach the upstreams; part of `vary`. */
  readonly forwardHeaders: readonly string[];
}

/** Covers a page that sends the same query twice while it renders; too short for stale data to be noticed. */
const maxAgeSeconds = 1;

/**
 * Makes complete responses to GET cacheable for a moment, in private caches only. Errors stay `no-store`, and so do answers of
 * the index, which are some seconds old already.
 */
export function useGetCacheControl({ forwardHeaders }: GetCacheControlOptions): Plugin {
  const complete = new WeakSet<Request>();
  const fixed = ['Accept', 'Accept-Encoding', 'Authorization', 'X-Api-Key', 'X-Switchboard-Explain'];
  const vary = [...fixed, ...forwardHeaders].join(', ');
  return {
    onResultProcess({ request, result, serverContext }) {
      if (request.method !== 'GET' || !('data' in result) || result.errors) return;
      if (requestStateFrom(serverContext).indexReads.length === 0) complete.add(request);
    },
    onResponse({ request, response }) {
      if (request.method !== 'GET') return;
      response.headers.append('vary', vary);
      if (complete.has(request)) response.headers.set('cache-control', `private, max-age=${maxAgeSeconds}`);
    },
  };
}
