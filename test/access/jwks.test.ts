import { expect, test } from 'vitest';
import { jwksTimes } from '../../src/access/jwks.ts';
import { createJwtVerifier } from '../../src/access/jwt.ts';
import { withoutProxy } from '../../src/domain/proxy-settings.ts';
import { createSigner, openIdentityProvider } from './identity-provider.ts';

const alice = { name: 'alice', authMethod: 'JWT' };

/** Tokens by an identity provider whose keys are never fresh, on a clock that the test moves. */
async function openTokens(times: Partial<typeof jwksTimes> = {}) {
  const start = Date.now();
  const signer = await createSigner('key-1', 'ES256', start);
  const provider = await openIdentityProvider([signer]);
  const clock = { now: start };
  const verify = createJwtVerifier({
    proxy: withoutProxy,
    ...provider.rules,
    now: () => clock.now,
    times: { ...jwksTimes, freshMs: 0, cooldownMs: 0, ...times },
  });
  return { signer, provider, clock, verify, exp: Math.floor(start / 1000) + 1_000_000 };
}

test('an unknown key id fetches the keys again', async () => {
  const { signer, provider, verify } = await openTokens({ freshMs: 600_000 });
  expect(await verify(await signer.sign())).toEqual(alice);
  const next = await createSigner('key-2');
  provider.publish([next]);
  expect(await verify(await next.sign({ sub: 'bob' }))).toEqual({ name: 'bob', authMethod: 'JWT' });
  expect(await verify(await signer.sign())).toBeNull();
});

test('unknown key ids fetch nothing while the last fetch is recent', async () => {
  const { signer, provider, verify } = await openTokens({ freshMs: 600_000, cooldownMs: 600_000 });
  await verify(await signer.sign());
  for (const kid of ['a', 'b', 'c']) expect(await verify(await signer.sign({}, { kid }))).toBeNull();
  expect(provider.fetches()).toBe(1);
});

test('while the keys cannot be fetched, the last ones are used, and fetches are retried at intervals', async () => {
  const { signer, provider, clock, verify, exp } = await openTokens();
  const token = await signer.sign({ exp });
  await verify(token);
  provider.publish(null);
  for (let query = 0; query < 5; query += 1) expect(await verify(token)).toEqual(alice);
  expect(provider.fetches()).toBe(2);
  clock.now += jwksTimes.restMs;
  expect(await verify(token)).toEqual(alice);
  expect(provider.fetches()).toBe(3);
});

test('the last keys expire', async () => {
  const { signer, provider, clock, verify, exp } = await openTokens();
  const token = await signer.sign({ exp });
  await verify(token);
  provider.publish(null);
  clock.now += jwksTimes.staleMs + 1;
  await expect(verify(token)).rejects.toMatchObject({
    code: 'UPSTREAM_UNAVAILABLE',
    details: { retryable: true },
  });
  provider.publish([signer]);
  clock.now += jwksTimes.restMs;
  expect(await verify(token)).toEqual(alice);
});

test('a key that a healthy provider withdraws is no longer accepted', async () => {
  const { signer, provider, verify } = await openTokens();
  const token = await signer.sign();
  expect(await verify(token)).toEqual(alice);
  provider.publish([await createSigner('key-2')]);
  expect(await verify(token)).toBeNull();
});

test('malformed keys are an error of the provider, not of the token', async () => {
  const { signer, provider, verify } = await openTokens();
  provider.publish([
    { ...signer, published: { kty: 'EC', kid: 'key-1', alg: 'ES256', crv: 'P-256', x: 'x', y: 'y' } },
  ]);
  await expect(verify(await signer.sign())).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
});

test('a subject that is unsuitable for a log is replaced by a stable hash', async () => {
  const { signer, verify } = await openTokens();
  const caller = await verify(await signer.sign({ sub: 'a\nb' }));
  expect(caller).toEqual({ name: expect.stringMatching(/^subject-[0-9a-f]{8}$/), authMethod: 'JWT' });
  expect(await verify(await signer.sign({ sub: 'a\nb' }))).toEqual(caller);
  expect(await verify(await signer.sign({ sub: 'a\nc' }))).not.toEqual(caller);
});
