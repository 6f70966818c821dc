import { IncomingMessage } from 'node:http';
import { isIPv4, isIPv6 } from 'node:net';
import type { RequestHead } from '../async/client-disconnect.ts';

/** Where a request comes from, as far as limits are concerned. */
export function clientAddress({ headers }: RequestHead, serverContext: object, trustProxy: boolean): string {
  // The last one is the proxy's own word; those before it are whatever the client claims.
  const claimed = trustProxy ? headers.get('x-forwarded-for')?.split(',').at(-1) : undefined;
  const incoming = 'req' in serverContext ? serverContext.req : null;
  const actual = incoming instanceof IncomingMessage ? incoming.socket.remoteAddress : undefined;
  return networkOf(claimed) ?? networkOf(actual) ?? 'unknown';
}

/** One client owns a whole IPv6 network of 64 bits. */
function networkOf(text = ''): string | null {
  const address = text
    .trim()
    .replace(/^\[(.*)\](:\d+)?$/, '$1')
    .replace(/^::ffff:(?=\d+\.)/i, '')
    .replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1');
  if (isIPv4(address)) return address;
  if (!isIPv6(address)) return null;
  // Because URL writes an address in one way only, which a zone would spoil.
  const { hostname } = new URL(`http://[${address.replace(/%.*$/, '')}]`);
  return networkOfWhole(hostname.slice(1, -1));
}

function networkOfWhole(address: string): string {
  const [before = '', after] = address.split('::');
  const left = before.split(':').filter(Boolean);
  const right = (after ?? '').split(':').filter(Boolean);
  const zeros = after === undefined ? 0 : 8 - left.length - right.length;
  return `${[...left, ...Array<string>(zeros).fill('0'), ...right].slice(0, 4).join(':')}::/64`;
}
