import type { IncomingMessage } from 'node:http';
import { requestError } from '../errors/request-errors.ts';

/** A request of node:http with the body that a framework such as Express has read and left on it. */
export type FrameworkRequest = IncomingMessage & { body?: unknown };

export const readBeforeError = () =>
  requestError(
    'The body was read before it reached the gateway, and `request.body` does not hold it: pass the request on unread, ' +
      'or with its body.',
    400,
  );

/** The body of a request whose stream was read, from `request.body`: bytes, text, or the value of JSON. */
export function bodyReadBefore({ body }: FrameworkRequest): Buffer {
  if (body instanceof Uint8Array) return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const text = typeof body === 'string' ? body : jsonOf(body);
  if (text === undefined) throw readBeforeError();
  return Buffer.from(text);
}

function jsonOf(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}

/**
 * Calls `adapt` while the request has no `body`, because Yoga's adapter would take a parsed form for JSON, which a
 * browser must ask for before it sends any to another site.
 */
export function withoutBody<T>(request: FrameworkRequest, adapt: () => T): T {
  const { body } = request;
  if (body === undefined) return adapt();
  request.body = undefined;
  try {
    return adapt();
  } finally {
    request.body = body;
  }
}
