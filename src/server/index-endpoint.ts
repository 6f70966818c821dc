import type { RequestListener, ServerResponse } from 'node:http';
import { type IndexOperations, OperationFailure } from '../domain/index-operations.ts';
import type { GatewayObserver } from '../observability/observer.ts';
import { type CachePurging, decodeKey } from './cache-purge-endpoint.ts';
import { isFromBrowser } from './cross-site.ts';
import { sendForbidden } from './forbidden.ts';
import { sendJson } from './send-json.ts';

export interface IndexEndpointOptions {
  /** Null without an index. */
  readonly index: IndexOperations | null;
  readonly purge: CachePurging;
  onClientError: GatewayObserver['clientError'];
}

type Answer = readonly [status: number, body: object];

const address = /^\/index\/(?:deletions\/([A-Za-z]{1,64})|([^/?]{1,2304}))$/;

/**
 * Endpoint for operators of the index: `DELETE /index/KEY` erases a call, `POST /index/KEY` lets it return, and
 * `POST /index/deletions/SOURCE` confirms a deletion of many calls. Access is that of the cache purges.
 */
export function withIndexEndpoint(options: IndexEndpointOptions, next: RequestListener): RequestListener {
  return (request, response) => {
    const operation = operationOf(request.method, address.exec(request.url ?? ''), options);
    if (!operation) return next(request, response);
    // A web page can send a POST without asking first, unlike a DELETE.
    if (request.method === 'POST' && isFromBrowser(request)) {
      options.onClientError({ status: 403, reason: 'cross-site' });
      return sendForbidden(response, noBrowser);
    }
    return answer(operation, response);
  };
}

const noBrowser = 'Web pages may not use the endpoints for operators.';

type Operation = () => Promise<Answer>;

function operationOf(
  method: string | undefined,
  match: RegExpExecArray | null,
  { index, purge }: IndexEndpointOptions,
): Operation | null {
  if (!match || (method !== 'DELETE' && method !== 'POST')) return null;
  const [, source, text] = match;
  if (source !== undefined && method === 'DELETE') return null;
  if (!index) return async () => [404, { message: 'This gateway has no index.' }];
  if (source !== undefined) return () => confirm(index, source.toUpperCase());
  const key = decodeKey(text) ?? '';
  return method === 'DELETE' ? () => erase(index, purge, key) : () => restore(index, purge, key);
}

async function answer(operation: Operation, response: ServerResponse): Promise<void> {
  try {
    sendJson(response, ...(await operation()));
  } catch (failure) {
    if (!(failure instanceof OperationFailure)) throw failure;
    sendJson(response, 503, { message: failure.message });
  }
}

async function erase(index: IndexOperations, purge: CachePurging, key: string): Promise<Answer> {
  // A source's answer of earlier, that there is no such call, must not count.
  await purge.call(key);
  const calls = await index.erase(key);
  if (!calls?.length) return notFound(calls);
  return [200, { calls, purged: await purge.call(key) }];
}

async function restore(index: IndexOperations, purge: CachePurging, key: string): Promise<Answer> {
  await purge.call(key);
  const calls = await index.restore(key);
  return calls?.length ? [200, { calls }] : notFound(calls);
}

async function confirm(index: IndexOperations, source: string): Promise<Answer> {
  const isConfirmed = await index.confirmDeletion(source);
  if (isConfirmed === null) return [404, { message: 'The index keeps no calls of such a source.' }];
  return isConfirmed ? [200, { confirmed: true }] : [409, { message: noDeletion }];
}

const notFound = (calls: readonly unknown[] | null): Answer => [
  404,
  { message: calls ? 'No source has a call with this key.' : 'This is no key of a call.' },
];

const noDeletion = 'No deletion of many calls of this source waits for a confirmation.';
