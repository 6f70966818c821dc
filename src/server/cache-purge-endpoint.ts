import type { RequestListener } from 'node:http';
import { type IndexOperations, OperationFailure } from '../domain/index-operations.ts';
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
 * Cache purge endpoint: `DELETE /cache` purges everything, `DELETE /cache/KEY` one call, which the index reads again.
 * Access is that of the metrics. Web pages cannot send a DELETE, because no CORS response allows the method.
 */
export const withCachePurge =
  (purges: CachePurging, index: Rechecking | null, next: RequestListener): RequestListener =>
  (request, response) => {
    const match = request.method === 'DELETE' ? address.exec(request.url ?? '') : null;
    if (!match) return next(request, response);
    const key = decodeKey(match[1]);
    return purge(purges, index, key).then(purged =>
      purged === null
        ? sendJson(response, 404, { message: 'This is no key of a call.' })
        : sendJson(response, 200, purged),
    );
  };

type Rechecking = Pick<IndexOperations, 'recheck'>;

async function purge(
  purges: CachePurging,
  index: Rechecking | null,
  key: string | undefined,
): Promise<object | null> {
  if (key === undefined) return { purged: await purges.all() };
  const purged = await purges.call(key);
  if (purged === null) return null;
  if (!index) return { purged };
  return { purged, rechecked: await index.recheck(key).catch(isFailed) };
}

function isFailed(failure: unknown): false {
  if (!(failure instanceof OperationFailure)) throw failure;
  return false;
}

/** Decodes a key; returns an empty text, which is never a key, if it is malformed. */
export function decodeKey(text: string | undefined): string | undefined {
  try {
    return text && decodeURIComponent(text);
  } catch {
    return '';
  }
}
