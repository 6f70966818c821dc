import { expect, test } from 'vitest';
import { createIdentities } from '../../src/upstream/identities.ts';
import { requestScope } from '../request-scope.ts';

function openIdentities() {
  const created: null[] = [];
  const identities = createIdentities({ number: 0 }, () => ({ number: created.push(null) }));
  return { ...identities, by: (headers: Record<string, string>) => identities.of(requestScope({ headers })) };
}

test('an identity is the names and values of all forwarded headers', () => {
  const { by } = openIdentities();
  expect(by({})).toEqual({ number: 0 });
  expect(by({ 'x-tenant': 'a' })).toBe(by({ 'x-tenant': 'a' }));
  const others = [{ 'x-tenant': 'b' }, { 'x-team': 'a' }, { 'x-tenant': 'a', 'x-team': 'a' }].map(by);
  expect(new Set([by({ 'x-tenant': 'a' }), ...others])).toHaveProperty('size', 4);
});

test('the thousand most recently used identities are remembered', () => {
  const { by, all } = openIdentities();
  for (let tenant = 0; tenant < 1_000; tenant += 1) by({ 'x-tenant': `${tenant}` });
  const first = by({ 'x-tenant': '0' });
  by({ 'x-tenant': 'one more' });
  expect(by({ 'x-tenant': '0' })).toBe(first);
  expect(by({ 'x-tenant': '1' })).toHaveProperty('number', 1_002);
  expect(all()).toHaveLength(1_001);
});
