import { describe, expect, test } from 'vitest';
import { openAccess, type TokenRules } from '../../src/domain/caller.ts';
import { openEntrance } from '../abuse/doors.ts';
import { asking, bearer, rejectionOf, unauthenticated } from './asking.ts';
import { createSigner, openIdentityProvider } from './identity-provider.ts';

const guardedBy = (tokens: TokenRules) => ({ gateway: { access: { ...openAccess, tokens } } });

describe('with a required scope', () => {
  const forbidden = { status: 403, code: 'FORBIDDEN', retryable: false };

  test.each([
    ['it as its scope', { scope: 'calls:read' }, 200],
    ['it among others', { scope: 'openid calls:read email' }, 200],
    ['it in a list, as some issuers write it', { scp: ['openid', 'calls:read'] }, 200],
    ['no scope', {}, 403],
    ['another scope', { scope: 'calls:write calls:readonly' }, 403],
    ['a scope that is no text', { scope: { 'calls:read': true } }, 403],
  ])('a token with %s has status %3$i', async (_, claims, status) => {
    const signer = await createSigner('key-1');
    const { rules } = await openIdentityProvider([signer]);
    const { door, send } = await openEntrance(
      'gateway.fetch',
      guardedBy({ ...rules, scopes: ['calls:read'] }),
    );
    const response = await send('/graphql', asking(bearer(await signer.sign(claims))));
    expect(response.status).toBe(status);
    if (status === 403) expect(await rejectionOf(response)).toEqual(forbidden);
    expect(door.cost()).toHaveLength(status === 403 ? 0 : 1);
  });

  test('each of several scopes is required', async () => {
    const signer = await createSigner('key-1');
    const { rules } = await openIdentityProvider([signer]);
    const { send } = await openEntrance(
      'gateway.fetch',
      guardedBy({ ...rules, scopes: ['calls:read', 'agents:read'] }),
    );
    const one = await signer.sign({ scope: 'calls:read' });
    expect(await rejectionOf(await send('/graphql', asking(bearer(one))))).toEqual(forbidden);
  });

  test('an invalid token with the scope is refused as invalid', async () => {
    const signer = await createSigner('key-1');
    const { rules } = await openIdentityProvider([signer]);
    const { send } = await openEntrance('gateway.fetch', guardedBy({ ...rules, scopes: ['calls:read'] }));
    const stale = await signer.sign({ scope: 'calls:read', exp: Math.floor(Date.now() / 1000) - 60 });
    expect(await rejectionOf(await send('/graphql', asking(bearer(stale))))).toEqual(unauthenticated);
  });
});
