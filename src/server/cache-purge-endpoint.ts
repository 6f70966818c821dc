import type { RequestListener, ServerResponse } from 'node:http';

/** What an operator can make a gateway forget; each says whether other processes have forgotten it too. */
export interface CachePurging {
  all(): Promise<string>;
  /** Null for what is no key of a call. */
  call(key: string): Promise<string | null>;
}

/** The key is percent-encoded, in which form each of its 256 characters may take nine. */
const address = /^\/cache(?:\/([^/?]{1,2304}))?$/;

/**
 * Lets an operator clear the cache: `DELETE /cache` all of it, `DELETE /cache/KEY` one call. Stands where metrics do, for
 * whoever may see those; a web page elsewhere cannot send it, because nothing allows it another origin.
 */
export const withCachePurge =
  (forget: CachePurging, next: RequestListener): RequestListener =>
  (request, response) => {
    const match = request.method === 'DELETE' ? address.exec(request.url ?? '') : null;
    if (!match) return next(request, response);
    const key = keyIn(match[1]);
    return (key === undefined ? forget.all() : forget.call(key)).then(purged =>
      purged === null
        ? answer(response, 404, { message: 'This is no key of a call.' })
        : answer(response, 200, { purged }),
    );
  };

/** Empty for what cannot be decoded, which is no key. */
function keyIn(text: string | undefined): string | undefined {
  try {
    return text && decodeURIComponent(text);
  } catch {
    return '';
  }
}

function answer(response: ServerResponse, status: number, body: object): void {
  response
    .writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' })
    .end(JSON.stringify(body));
}
