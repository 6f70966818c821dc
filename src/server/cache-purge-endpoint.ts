import type { RequestListener } from 'node:http';
import { sendJson } from './send-json.ts';

/** Cache purges. Each returns its scope: `everywhere`, or `here` if only this process has confirmed. */
export interface CachePurging {
  all(): Promise<string>;
  /** Null if the text is not the key of a call. */
  call(key: string): Promise<string | null>;
}

/** A key has at most 256 characters, each of which takes up to nine when percent-encoded. */
const address = /^\/cache(?:\/([^/?]{1,2304}))?$/;

/**
 * Cache purge endpoint: `DELETE /cache` purges everything, `DELETE /cache/KEY` one call. Access is that of the metrics.
 * Web pages cannot send a DELETE, because no CORS response allows the method.
 */
export const withCachePurge =
  (purges: CachePurging, next: RequestListener): RequestListener =>
  (request, response) => {
    const match = request.method === 'DELETE' ? address.exec(request.url ?? '') : null;
    if (!match) return next(request, response);
    const key = keyIn(match[1]);
    return (key === undefined ? purges.all() : purges.call(key)).then(purged =>
      purged === null
        ? sendJson(response, 404, { message: 'This is no key of a call.' })
        : sendJson(response, 200, { purged }),
    );
  };

/** Decodes a key; returns an empty text, which is never a key, if it is malformed. */
function keyIn(text: string | undefined): string | undefined {
  try {
    return text && decodeURIComponent(text);
  } catch {
    return '';
  }
}
