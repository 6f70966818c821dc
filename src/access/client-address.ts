import { IncomingMessage } from 'node:http';
import type { RequestHead } from '../async/client-disconnect.ts';
import { networkOf } from '../domain/network.ts';

/** The client's IPv4 address or IPv6 network as a key for rate limits; `unknown` without a valid address. */
export function clientAddress({ headers }: RequestHead, serverContext: object, trustProxy: boolean): string {
  // Only the last address is trustworthy, because the proxy appends it to addresses that the client may forge.
  const forwarded = trustProxy ? headers.get('x-forwarded-for')?.split(',').at(-1) : undefined;
  const incoming = 'req' in serverContext ? serverContext.req : null;
  const actual = incoming instanceof IncomingMessage ? incoming.socket.remoteAddress : undefined;
  return networkOf(forwarded) ?? networkOf(actual) ?? 'unknown';
}
