import fc from 'fast-check';
import { exportSPKI, importJWK, SignJWT, UnsecuredJWT } from 'jose';
import { describe, expect, test } from 'vitest';
import { openAccess, type TokenRules } from '../../src/domain/caller.ts';
import { entranceNames, openEntrance } from '../abuse/doors.ts';
import { answer, asking, bearer, goodKey, rejectionOf, requestsOfAnswer, unauthenticated } from './asking.ts';
import {
  claimsAt,
  createSigner,
  type IdentityProvider,
  openIdentityProvider,
  type Signer,
} from './identity-provider.ts';

const guardedBy = (tokens: TokenRules) => ({ gateway: { access: { ...openAccess, tokens } } });

describe.each(entranceNames)('with tokens, through %s', name => {
  test.each(['ES256', 'RS256', 'PS512', 'EdDSA'])(
    'a query with a valid token signed by %s is answered',
    async alg => {
      const signer = await createSigner('key-1', alg);
      const provider = await openIdentityProvider([signer]);
      const { door, send } = await openEntrance(name, guardedBy(provider.rules));
      const response = await send('/graphql', asking(bearer(await signer.sign())));
      expect(response.status).toBe(200);
      expect(await response.json()).toEqual(answer);
      expect(door.cost()).toEqual(requestsOfAnswer);
    },
  );

  test('the keys are fetched once for many queries', async () => {
    const signer = await createSigner('key-1');
    const provider = await openIdentityProvider([signer]);
    const { send } = await openEntrance(name, guardedBy(provider.rules));
    const token = await signer.sign();
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => send('/graphql', asking(bearer(token)))),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200));
    expect(provider.fetches()).toBe(1);
  });

  test('while the keys cannot be fetched the error is retryable and does not blame the token', async () => {
    const signer = await createSigner('key-1');
    const provider = await openIdentityProvider([signer]);
    provider.publish(null);
    const { door, send } = await openEntrance(name, guardedBy(provider.rules));
    const token = await signer.sign();
    const refusal = { status: 503, code: 'UPSTREAM_UNAVAILABLE', retryable: true, retryAfter: 5 };
    const response = await send('/graphql', asking(bearer(token)));
    expect(response.headers.get('retry-after')).toBe('5');
    expect(await rejectionOf(response)).toEqual(refusal);
    expect(await rejectionOf(await send('/graphql', asking(bearer(token))))).toEqual(refusal);
    expect(provider.fetches()).toBe(1);
    expect(door.cost()).toEqual([]);
  });
});

const soon = () => Math.floor(Date.now() / 1000) + 300;
const past = () => Math.floor(Date.now() / 1000) - 60;

/** Tokens that must not do, by what is wrong with them. */
const forgeries: Record<string, (signer: Signer, provider: IdentityProvider) => Promise<string> | string> = {
  'that has expired': signer => signer.sign({ exp: past() }),
  'that never expires': signer => signer.sign({ exp: undefined }),
  'that is not good yet': signer => signer.sign({ nbf: soon() }),
  'of another issuer': signer => signer.sign({ iss: 'https://login.example.org/' }),
  'of no issuer': signer => signer.sign({ iss: undefined }),
  'for another audience': signer => signer.sign({ aud: ['billing', 'switchboards'] }),
  'for no audience': signer => signer.sign({ aud: undefined }),
  'whose subject is a number': signer => signer.sign({ sub: 12345 }),
  'of nobody': signer => signer.sign({ sub: undefined }),
  'with an unknown key id': signer => signer.sign({}, { kid: 'key-2' }),
  'signed by another key of the same id': async () => (await createSigner('key-1')).sign(),
  'without a signature': async () => new UnsecuredJWT(claimsAt(Date.now())).encode(),
  'whose algorithm is none': async signer => withHeader(await signer.sign(), { alg: 'none', kid: 'key-1' }),
  'signed with the public key as a secret': async signer => {
    const publicKey = await importJWK(signer.published);
    if (publicKey instanceof Uint8Array) throw new Error('This is no public key.');
    const secret = new TextEncoder().encode(await exportSPKI(publicKey));
    return new SignJWT(claimsAt(Date.now())).setProtectedHeader({ alg: 'HS256', kid: 'key-1' }).sign(secret);
  },
  'whose claims were changed': async signer => {
    const [header, , signature] = (await signer.sign()).split('.');
    return [header, encode({ ...claimsAt(Date.now()), sub: 'mallory' }), signature].join('.');
  },
  'that names its own keys': async (signer, { rules }) =>
    withHeader(await (await createSigner('key-1')).sign(), {
      alg: 'ES256',
      kid: 'key-1',
      jku: rules.jwksUrl,
      jwk: signer.published,
    }),
  'that is no token': () => 'x.y.z',
  'of 20 kB': async signer => `${await signer.sign()}${'A'.repeat(7_000)}`,
};

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

const withHeader = (token: string, header: unknown): string =>
  [encode(header), ...token.split('.').slice(1)].join('.');

test.each(Object.keys(forgeries))('a token %s is refused, for no upstream request', async flaw => {
  const signer = await createSigner('key-1');
  const provider = await openIdentityProvider([signer]);
  const { door, send } = await openEntrance('gateway.fetch', guardedBy(provider.rules));
  const forgery = (await forgeries[flaw]?.(signer, provider)) ?? '';
  const response = await send('/graphql', asking(bearer(forgery)));
  expect(response.headers.get('www-authenticate')).toBe('Bearer');
  expect(await rejectionOf(response)).toEqual(unauthenticated);
  expect(door.cost()).toEqual([]);
  expect((await send('/graphql', asking(bearer(await signer.sign())))).status).toBe(200);
});

test.each(entranceNames)(
  'a well-signed token whose subject is not a string is refused as unauthenticated, through %s',
  async name => {
    const signer = await createSigner('key-1');
    const provider = await openIdentityProvider([signer]);
    const { door, send } = await openEntrance(name, guardedBy(provider.rules));
    const noText = fc.oneof(fc.constantFrom<unknown>(12345, ''), fc.jsonValue()).filter(isNoSubject);
    await fc.assert(
      fc.asyncProperty(noText, async sub => {
        const token = await signer.sign({ sub });
        expect(await rejectionOf(await send('/graphql', asking(bearer(token))))).toEqual(unauthenticated);
      }),
      // Fewer than the wrong tokens after which an address is not heard for a while.
      { numRuns: 25, endOnFailure: true },
    );
    expect(door.cost()).toEqual([]);
  },
);

const isNoSubject = (sub: unknown): boolean => typeof sub !== 'string' || sub === '';

test('clocks that differ by a few seconds are tolerated', async () => {
  const signer = await createSigner('key-1');
  const provider = await openIdentityProvider([signer]);
  const { send } = await openEntrance('gateway.fetch', guardedBy(provider.rules));
  const token = await signer.sign({ exp: Math.floor(Date.now() / 1000) - 1 });
  expect((await send('/graphql', asking(bearer(token)))).status).toBe(200);
});

test('keys and tokens may be used side by side', async () => {
  const signer = await createSigner('key-1');
  const { rules } = await openIdentityProvider([signer]);
  const access = { ...openAccess, tokens: rules, apiKeys: [{ name: 'web', key: goodKey }] };
  const { send } = await openEntrance('gateway.fetch', { gateway: { access } });
  for (const credential of [goodKey, await signer.sign()])
    expect((await send('/graphql', asking(bearer(credential)))).status).toBe(200);
});
