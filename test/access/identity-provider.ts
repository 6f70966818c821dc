import type { RequestListener } from 'node:http';
import {
  exportJWK,
  generateKeyPair,
  type JWK,
  type JWTHeaderParameters,
  type JWTPayload,
  SignJWT,
} from 'jose';
import { onTestFinished } from 'vitest';
import type { TokenRules } from '../../src/domain/caller.ts';
import { listen } from '../../src/server/http-server.ts';

/** Claims of any type; undefined leaves one out. */
type Claims = Readonly<Record<string, unknown>>;

export interface Signer {
  /** What the provider publishes. */
  readonly published: JWK;
  /** A good token of `alice`, but for what is given. */
  sign(claims?: Claims, header?: Partial<JWTHeaderParameters>): Promise<string>;
}

export interface IdentityProvider {
  readonly rules: TokenRules;
  /** What it answers from now on: keys, or null to break off each connection. */
  publish(signers: readonly Signer[] | null): void;
  /** How often its keys were fetched. */
  fetches(): number;
}

const issuer = 'https://login.example.com/';
const audience = 'switchboard';

export async function createSigner(kid: string, alg = 'ES256', now = Date.now()): Promise<Signer> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  return {
    published: { ...(await exportJWK(publicKey)), kid, alg },
    sign: (claims, header) =>
      new SignJWT(JSON.parse(JSON.stringify({ ...claimsAt(now), ...claims })))
        .setProtectedHeader({ alg, kid, ...header })
        .sign(privateKey),
  };
}

export const claimsAt = (now: number): JWTPayload => {
  const seconds = Math.floor(now / 1000);
  return { iss: issuer, aud: audience, sub: 'alice', iat: seconds, exp: seconds + 300 };
};

/** Serves keys at a URL, as identity providers do, until the test ends. */
export async function openIdentityProvider(signers: readonly Signer[]): Promise<IdentityProvider> {
  let current: readonly Signer[] | null = signers;
  let fetches = 0;
  const answer: RequestListener = (request, response) => {
    fetches += 1;
    if (current === null) return void request.socket.destroy();
    response
      .setHeader('connection', 'close')
      .end(JSON.stringify({ keys: current.map(({ published }) => published) }));
  };
  const { url, close } = await listen(answer, '127.0.0.1', 0);
  onTestFinished(close);
  return {
    rules: { jwksUrl: `${url}/keys`, issuer, audience, scopes: [] },
    publish(next) {
      current = next;
    },
    fetches: () => fetches,
  };
}
