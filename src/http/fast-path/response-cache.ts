import { LRUCache } from 'lru-cache';
import type { RequestHead } from '../../async/client-disconnect.ts';
import { escapePart } from '../../domain/key.ts';
import type { SourceEvent } from '../../domain/source-event.ts';
import type { RequestState } from '../../observability/request-state.ts';
import type { HandleRequest, SerializedResponse } from './execute-request.ts';

export interface ResponseCacheOptions {
  readonly store: ResponseStore;
  /** What tells the sources, and the credentials that they are asked with, from all others; every key begins with it. */
  readonly keyspace: string;
  /** The client headers that upstreams get to see: what they answer is for that client alone. */
  readonly forwardHeaders: readonly string[];
  /** Told of each piece of memory that is answered from once more. */
  readonly onSourceEvent: (notice: SourceEvent) => void;
}

/** What is known of a question: its answer, or that it was asked once. */
export interface CachedResponse {
  readonly response: SerializedResponse | null;
}

/** Of a question that was asked once only this is kept, because most such are never asked again. */
const seenOnce: CachedResponse = { response: null };

/** In memory of its own, because a small Buffer else keeps all of the pool that it is a piece of. */
function inBytes(response: SerializedResponse): CachedResponse {
  const text = response.body.toString();
  const body = Buffer.allocUnsafeSlow(Buffer.byteLength(text));
  body.write(text);
  return { response: { ...response, body } };
}

function sizeOf(response: SerializedResponse | null): number {
  let size = 100 + (response?.body.length ?? 0);
  for (const { dependency } of response?.dependencies ?? []) size += 300 + 2 * (dependency?.key.length ?? 0);
  return size;
}

export type ResponseStore = LRUCache<string, CachedResponse>;

/** Keeps so many bytes of answers; of more, those that were asked for last. */
export const createResponseStore = (bytes: number): ResponseStore =>
  new LRUCache({
    maxSize: bytes,
    sizeCalculation: ({ response }, key) => 2 * key.length + sizeOf(response),
  });

/** Whether it also has a document known by its hash from now on, which is not to be answered without. */
const registersPersistedQuery = (body: string): boolean =>
  body.includes('"persistedQuery"') && body.includes('"query"');

/** What else of a request its answer depends on than its body. */
const varyHeaders = ['x-switchboard-explain', 'apollo-federation-include-trace'];

/**
 * Response cache: a serialized response is valid as long as every cache entry that it was made of, so that it needs no
 * purge of its own. See docs/decisions/0003-response-cache.md.
 */
export function withResponseCache(
  handleRequest: HandleRequest,
  options: ResponseCacheOptions,
): HandleRequest {
  const { store, keyspace, forwardHeaders, onSourceEvent } = options;
  const prefix = escapePart(keyspace);
  const isCacheable = ({ headers }: RequestHead): boolean =>
    !headers.get('accept')?.includes('multipart') &&
    varyHeaders.every(name => headers.get(name) === null) &&
    forwardHeaders.every(name => headers.get(name) === null);

  function recall(state: RequestState, key: string): SerializedResponse | null {
    const known = store.get(key)?.response;
    if (!known?.dependencies?.every(({ dependency }) => dependency?.isValid())) return null;
    state.operation = known.operation;
    state.executed = true;
    for (const memory of known.dependencies) onSourceEvent(memory);
    return known;
  }

  return async (state, body) => {
    if (!isCacheable(state.head) || registersPersistedQuery(body)) return handleRequest(state, body);
    // The question is the last part, and long: it needs no escape, and looking for one takes its time.
    const key = `${prefix}:${body}`;
    const known = recall(state, key);
    if (known) return known;
    const response = await handleRequest(state, body);
    if (response?.dependencies) store.set(key, store.has(key) ? inBytes(response) : seenOnce);
    return response;
  };
}
