import type { Plugin } from 'graphql-yoga';

export interface GetCacheControlOptions {
  /** The client headers that upstreams get to see, on which an answer may depend. */
  readonly forwardHeaders: readonly string[];
}

/** Long enough for what a page asks twice while it draws, and too short for anyone to see an old answer. */
const seconds = 1;

/**
 * Lets the client's own cache, and no other, keep the whole answer to a query by GET for a moment. Answers with an error
 * stay `no-store`.
 */
export function useGetCacheControl({ forwardHeaders }: GetCacheControlOptions): Plugin {
  const whole = new WeakSet<Request>();
  const vary = ['Accept', 'Authorization', 'X-Api-Key', 'X-Switchboard-Explain', ...forwardHeaders].join(
    ', ',
  );
  return {
    onResultProcess({ request, result }) {
      if (request.method === 'GET' && 'data' in result && !result.errors) whole.add(request);
    },
    onResponse({ request, response }) {
      if (request.method !== 'GET') return;
      response.headers.append('vary', vary);
      if (whole.has(request)) response.headers.set('cache-control', `private, max-age=${seconds}`);
    },
  };
}
