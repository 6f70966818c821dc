import { IncomingMessage } from 'node:http';
import { isIPv4, isIPv6 } from 'node:net';
import type { RequestHead } from '../async/client-disconnect.ts';

/** The client's IPv4 address or IPv6 network as a key for rate limits; `unknown` without a valid address. */
export function clientAddress({ headers }: RequestHead, serverContext: object, trustProxy: boolean): string {
  // Only the last address is trustworthy, because the proxy appends it to addresses that the client may forge.
  const forwarded = trustProxy ? headers.get('x-forwarded-for')?.split(',').at(-1) : undefined;
  const incoming = 'req' in serverContext ? serverContext.req : null;
  const actual = incoming instanceof IncomingMessage ? incoming.socket.remoteAddress : undefined;
  return networkOf(forwarded) ?? networkOf(actual) ?? 'unknown';
}

/** IPv6 addresses are cut to their /64 network, because a client usually owns all of it. Null if not valid. */
function networkOf(text = ''): string | null {
  const address = text
    .trim()
    .replace(/^\[(.*)\](:\d+)?$/, '$1')
    .replace(/^::ffff:(?=\d+\.)/i, '')
    .replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1');
  if (isIPv4(address)) return address;
  if (!isIPv6(address)) return null;
  // URL gives the canonical form of an address, but rejects a zone.
  const { hostname } = new URL(`http://[${address.replace(/%.*$/, '')}]`);
  return prefix64Of(hostname.slice(1, -1));
}

function prefix64Of(address: string): string {
  const [before = '', after] = address.split('::');
  const left = before.split(':').filter(Boolean);
  const right = (after ?? '').split(':').filter(Boolean);
  const zeros = after === undefined ? 0 : 8 - left.length - right.length;
  return `${[...left, ...Array<string>(zeros).fill('0'), ...right].slice(0, 4).join(':')}::/64`;
}
