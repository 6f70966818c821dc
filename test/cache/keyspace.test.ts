import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keyspaceOf, quotaKeyOf } from '../../src/cache/keyspace.ts';

const identity = fc.record({
  source: fc.constantFrom('BUTTER', 'BURKI'),
  url: fc.webUrl(),
  apiKey: fc.string({ minLength: 1 }),
  organizationId: fc.option(fc.string()),
});

test('two deployments share keys only if they call the same API as the same client', () => {
  fc.assert(
    fc.property(identity, identity, (one, other) => {
      const same = JSON.stringify(one) === JSON.stringify(other);
      expect(keyspaceOf(one) === keyspaceOf(other)).toBe(same);
    }),
  );
});

test("a change of any part of the upstream client's identity changes every key", () => {
  fc.assert(
    fc.property(identity, fc.string({ minLength: 1 }), (one, more) => {
      const changed = [
        { ...one, url: one.url + more },
        { ...one, apiKey: one.apiKey + more },
        { ...one, organizationId: (one.organizationId ?? '') + more },
      ];
      for (const keyOf of [keyspaceOf, quotaKeyOf])
        expect(new Set([one, ...changed].map(keyOf)).size).toBe(4);
    }),
  );
});

test('keys begin with a format version and reveal no credential', () => {
  const keyspace = keyspaceOf({
    source: 'BUTTER',
    url: 'https://api.example.com',
    apiKey: 'a-secret-key',
    organizationId: 'an-organization',
  });
  expect(keyspace).toMatch(/^switchboard:4:[\w-]{22}$/);
  expect(keyspace).not.toContain('secret');
});

test('a quota is shared by all processes that call the same API as the same client, whatever their version', () => {
  fc.assert(
    fc.property(identity, one => {
      expect(quotaKeyOf(one)).toMatch(/^switchboard:quota:[\w-]{22}$/);
    }),
  );
});
