import { createServer } from 'node:net';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { createAuthentication } from '../../src/access/authentication.ts';
import { jwksTimes } from '../../src/access/jwks.ts';
import { createJwtVerifier } from '../../src/access/jwt.ts';
import { openAccess } from '../../src/domain/caller.ts';
import { withoutProxy } from '../../src/domain/proxy-settings.ts';
import { entranceNames, openEntrance } from '../abuse/doors.ts';
import { listen } from '../listen.ts';
import { answer, asking, bearer, rejectionOf, unauthenticated } from './asking.ts';
import { createSigner, openIdentityProvider, type Signer } from './identity-provider.ts';

const maxFailedAttempts = 30;

/** Authentication by tokens, on a clock that the test moves. */
async function openGate() {
  const clock = { now: Date.now() };
  const signer = await createSigner('key-1', 'ES256', clock.now);
  const provider = await openIdentityProvider([signer]);
  const options = { apiKeys: [], tokens: provider.rules, proxy: withoutProxy, now: () => clock.now };
  const authenticate = createAuthentication(options);
  const enter = (token: string) =>
    authenticate(new Headers(bearer(token)), () => '192.0.2.7').then(
      ({ name }) => name,
      ({ code }) => code,
    );
  return { clock, signer, provider, enter };
}

const inSeconds = (now: number, seconds: number) => Math.floor(now / 1000) + seconds;

test.each(entranceNames)(
  'more polls with an expired token than guesses are allowed lock nobody out, through %s',
  async name => {
    const signer = await createSigner('key-1');
    const { rules } = await openIdentityProvider([signer]);
    const { door, send } = await openEntrance(name, {
      gateway: { access: { ...openAccess, tokens: rules } },
    });
    const expired = await signer.sign({ exp: inSeconds(Date.now(), -60) });
    for (let poll = 0; poll <= maxFailedAttempts; poll += 1)
      expect(await rejectionOf(await send('/graphql', asking(bearer(expired))))).toEqual(unauthenticated);
    expect(door.cost()).toEqual([]);
    const response = await send('/graphql', asking(bearer(await signer.sign({ sub: 'bob' }))));
    expect(await response.json()).toEqual(answer);
  },
);

const constantly =
  <T>(value: T) =>
  (): T =>
    value;

test('of any tokens, only those without a valid signature count as guesses', async () => {
  const shifted = (claim: string, min: number, max: number) =>
    fc.integer({ min, max }).map(seconds => (now: number) => ({ [claim]: inSeconds(now, seconds) }));
  const claims = fc.oneof(
    shifted('exp', -1_000_000, -6),
    shifted('nbf', 6, 1_000_000),
    fc.record({ iss: fc.string() }).map(constantly),
    fc.record({ aud: fc.array(fc.string()) }).map(constantly),
    fc.record({ sub: fc.constantFrom(undefined, '', 12345) }).map(constantly),
  );
  const tokens = fc.array(fc.tuple(claims, fc.boolean()), { minLength: 20, maxLength: 80 });
  await fc.assert(
    fc.asyncProperty(tokens, async presented => {
      const { signer, enter, clock } = await openGate();
      const forger = await createSigner('key-1', 'ES256', clock.now);
      const good = await signer.sign();
      let guesses = 0;
      const isLockedOut = () => guesses >= maxFailedAttempts;
      for (const [claimsAt, isForged] of presented) {
        const token = await (isForged ? forger : signer).sign(claimsAt(clock.now));
        expect(await enter(token)).toBe(isLockedOut() ? 'RATE_LIMITED' : 'UNAUTHENTICATED');
        if (isForged) guesses += 1;
      }
      expect(await enter(good)).toBe(isLockedOut() ? 'RATE_LIMITED' : 'alice');
    }),
    { numRuns: 10, endOnFailure: true },
  );
});

test('a token that was admitted loses its privilege when it expires', async () => {
  const { clock, signer, enter } = await openGate();
  const forger = await createSigner('key-1', 'ES256', clock.now);
  const short = await signer.sign({ exp: inSeconds(clock.now, 10) });
  const long = await signer.sign({ sub: 'bob' });
  expect([await enter(short), await enter(long)]).toEqual(['alice', 'bob']);
  clock.now += 20_000;
  expect(await enter(short)).toBe('UNAUTHENTICATED');
  for (let guess = 0; guess < maxFailedAttempts; guess += 1)
    await enter(await forger.sign({ jti: `${guess}` }));
  expect([await enter(short), await enter(long)]).toEqual(['RATE_LIMITED', 'bob']);
});

const malformed: Record<string, unknown> = {
  'that is no point of its curve': { kty: 'EC', crv: 'P-256', x: 'x', y: 'y' },
  'without coordinates': { kty: 'EC', crv: 'P-256' },
  'that is null': null,
  'that is a list': [],
  'that is a text': 'a-key',
};

test.each(Object.keys(malformed))('a published key %s leaves the tokens of other keys valid', async flaw => {
  const { signer, provider, enter } = await openGate();
  const bad = malformed[flaw];
  const published = (
    typeof bad === 'object' && bad && !Array.isArray(bad) ? { ...bad, kid: 'bad', alg: 'ES256' } : bad
  ) as Signer['published'];
  provider.publish([{ ...signer, published }, signer]);
  const ofBadKey = await signer.sign({}, { kid: 'bad' });
  const good = await signer.sign();
  for (let round = 0; round < 3; round += 1) {
    expect(await enter(ofBadKey)).toMatch(/^(UPSTREAM_UNAVAILABLE|UNAUTHENTICATED)$/);
    expect(await enter(good)).toBe('alice');
  }
  expect(provider.fetches()).toBe(1);
});

test('a proxy that never answers delays a token for the timeout of the keys only', async () => {
  const signer = await createSigner('key-1');
  const { rules } = await openIdentityProvider([signer]);
  const silent = createServer(socket => socket.on('error', () => {}).resume());
  const port = await listen(silent);
  onTestFinished(() => void silent.close());
  const verify = createJwtVerifier({
    ...rules,
    jwksUrl: 'https://login.invalid/jwks',
    proxy: { ...withoutProxy, httpsProxy: `http://127.0.0.1:${port}` },
    now: Date.now,
    times: { ...jwksTimes, timeoutMs: 100 },
  });
  await expect(verify(await signer.sign())).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
});

test('a key set without end is an outage of the provider', async () => {
  const signer = await createSigner('key-1');
  const provider = await openIdentityProvider([signer]);
  provider.publish([{ ...signer, published: { ...signer.published, x5u: 'x'.repeat(2_000_000) } }]);
  const verify = createJwtVerifier({
    ...provider.rules,
    proxy: withoutProxy,
    now: Date.now,
    times: jwksTimes,
  });
  await expect(verify(await signer.sign())).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
});
