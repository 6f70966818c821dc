import { expect, test } from 'vitest';
import { clientAddress } from '../../src/access/client-address.ts';

const requestFrom = (chain?: string) =>
  new Request('http://switchboard.test/', {
    headers: chain === undefined ? {} : { 'x-forwarded-for': chain },
  });

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['198.51.100.1, 192.0.2.7', '192.0.2.7'],
  ['192.0.2.7:4711', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:0DB8:0001:0002::1', '2001:db8:1:2::/64'],
  ['[2001:db8:1:2:ffff::9]:4711', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['unknown', 'unknown'],
  ['192.0.2.7, ', 'unknown'],
  ['192.0.2.256', 'unknown'],
  ['1'.repeat(5_000), 'unknown'],
])('behind a trusted proxy X-Forwarded-For "%s" means the client %s', (chain, address) => {
  expect(clientAddress(requestFrom(chain), {}, true)).toBe(address);
});

test('without a trusted proxy X-Forwarded-For is ignored', () => {
  expect(clientAddress(requestFrom('192.0.2.7'), {}, false)).toBe('unknown');
});

test('without the header and a socket, the address is unknown', () => {
  expect(clientAddress(requestFrom(), { req: {} }, true)).toBe('unknown');
});
