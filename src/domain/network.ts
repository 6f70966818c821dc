import { isIPv4, isIPv6 } from 'node:net';

/** IPv6 addresses are cut to their /64 network, because a client usually owns all of it. Null if not valid. */
export function networkOf(text = ''): string | null {
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
