import { LRUCache } from 'lru-cache';
import type { RequestHead } from '../../async/client-disconnect.ts';
import { escapePart } from '../../domain/key.ts';
import type { SourceEvent } from '../../domain/source-event.ts';
import type { RequestState } from '../../observability/request-state.ts';
import type { ContentEncoding } from '../compression.ts';
import type { HandleRequest, SerializedResponse } from './execute-request.ts';

export interface ResponseCacheOptions {
  readonly store: ResponseStore;
  /** The prefix of every cache key: identifies the upstreams and the credentials of the gateway. */
  readonly keyspace: string;
  /** The encoding that a client prefers, which is part of the key, because bodies are kept as they are sent. */
  readonly encodingOf: (head: RequestHead) => ContentEncoding | null;
  /** Client headers that reach the upstreams. A request with any of them bypasses the cache. */
  readonly forwardHeaders: readonly string[];
  /** Called for each cache entry behind a response that is served from this cache. */
  readonly onSourceEvent: (event: SourceEvent) => void;
}

/** An entry of the response cache; null marks a request that was seen once. */
export interface CachedResponse {
  readonly response: SerializedResponse | null;
}

/** Admission filter: the first request stores only this marker, because most requests never repeat. */
const seenOnce: CachedResponse = { response: null };

/** Copies the body into an unpooled Buffer, because a pooled slice would keep its whole pool alive. */
function withBuffer(response: SerializedResponse): CachedResponse {
  const body = Buffer.allocUnsafeSlow(Buffer.byteLength(response.body));
  if (typeof response.body === 'string') body.write(response.body);
  else response.body.copy(body);
  return { response: { ...response, body } };
}

function sizeOf(response: SerializedResponse | null): number {
  let size = 100 + (response?.body.length ?? 0);
  for (const { dependency } of response?.dependencies ?? []) size += 300 + 2 * (dependency?.key.length ?? 0);
  return size;
}

export type ResponseStore = LRUCache<string, CachedResponse>;

export const createResponseStore = (bytes: number): ResponseStore =>
  new LRUCache({
    maxSize: bytes,
    sizeCalculation: ({ response }, key) => 2 * key.length + sizeOf(response),
  });

/** Whether a body registers a persisted query, because a cached response would skip the registration. */
const registersPersistedQuery = (body: string): boolean =>
  body.includes('"persistedQuery"') && body.includes('"query"');

/** Headers that change a response. A request with any of them bypasses the cache. */
const varyHeaders = ['x-switchboard-explain', 'apollo-federation-include-trace'];

/**
 * Response cache: a serialized response is valid as long as all cache entries that it was made of. The cache therefore
 * needs neither a TTL nor a purge. See docs/decisions/0003-response-cache.md.
 */
export function withResponseCache(
  handleRequest: HandleRequest,
  options: ResponseCacheOptions,
): HandleRequest {
  const { store, keyspace, encodingOf, forwardHeaders, onSourceEvent } = options;
  const prefix = escapePart(keyspace);
  const excluding = [...varyHeaders, ...forwardHeaders];
  function isCacheable({ headers }: RequestHead): boolean {
    if (headers.get('accept')?.includes('multipart')) return false;
    for (const name of excluding) if (headers.get(name) !== null) return false;
    return true;
  }

  function lookUp(state: RequestState, key: string): SerializedResponse | null {
    const known = store.get(key)?.response;
    if (!known?.dependencies?.every(({ dependency }) => dependency?.isValid())) return null;
    state.operation = known.operation;
    state.executed = true;
    state.fromResponseCache = true;
    for (const event of known.dependencies) onSourceEvent(event);
    return known;
  }

  return async (state, body) => {
    if (!isCacheable(state.head) || registersPersistedQuery(body)) return handleRequest(state, body);
    // The body needs no escape, because it is the last part of the key.
    const key = `${prefix}:${encodingOf(state.head)}:${body}`;
    const known = lookUp(state, key);
    if (known) return known;
    const response = await handleRequest(state, body);
    if (response?.dependencies) store.set(key, store.has(key) ? withBuffer(response) : seenOnce);
    return response;
  };
}
