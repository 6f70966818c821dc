import { createHash } from 'node:crypto';
import { errors, type JWTPayload, jwtVerify } from 'jose';
import type { Caller, TokenRules } from '../domain/caller.ts';
import { SwitchboardError } from '../domain/errors.ts';
import type { ProxySettings } from '../domain/proxy-settings.ts';
import { createJwks, type JwksTimes, jwksTimes } from './jwks.ts';

/** Verifies a JWT and returns its caller; null for a token that no key of the JWKS has signed. */
export type VerifyJwt = (presented: string) => Promise<Caller | null>;

export interface JwtVerifierOptions extends TokenRules {
  readonly proxy: ProxySettings;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly times?: JwksTimes;
}

/** Public-key signatures only, because with `none` or HMAC anyone who has the public key could sign a token. */
const algorithms = ['RS', 'PS', 'ES'].flatMap(family => ['256', '384', '512'].map(size => family + size));

/**
 * Verifies signature, issuer, audience and time of a JWT (RFC 7519). Rejects with UNAUTHENTICATED if a well-signed token
 * has invalid claims, with FORBIDDEN if a valid one lacks a scope, and with UPSTREAM_UNAVAILABLE if the JWKS is unavailable.
 */
export function createJwtVerifier(options: JwtVerifierOptions): VerifyJwt {
  const { jwksUrl, issuer, audience, scopes, proxy, now, times = jwksTimes } = options;
  const keys = createJwks({ url: jwksUrl, times, proxy, now });
  return async presented => {
    // Rejects malformed tokens early, because `jose` would fetch keys for some of them.
    if (!/^[\w-]{1,4096}\.[\w-]{1,8192}\.[\w-]{1,4096}$/.test(presented)) return null;
    const payload = await jwtVerify(presented, keys, {
      issuer,
      audience,
      algorithms: [...algorithms, 'EdDSA', 'Ed25519'],
      clockTolerance: 5,
      requiredClaims: ['exp', 'sub'],
      currentDate: new Date(now()),
    }).then(verified => verified.payload, nullForBadToken);
    if (!payload) return null;
    if (!isSubject(payload.sub)) throw invalidClaims();
    const granted = scopesOf(payload);
    if (!scopes.every(scope => granted.includes(scope))) throw forbidden();
    return { name: nameOf(payload.sub), authMethod: 'JWT' };
  };
}

/** `jose` checks claims after the signature. Other errors, of `jose` or node:crypto, mean that the token is forged. */
function nullForBadToken(error: unknown): null {
  if (error instanceof SwitchboardError) throw error;
  if (error instanceof errors.JWTExpired || isNotYetValid(error)) throw outsideItsTime();
  if (error instanceof errors.JWTClaimValidationFailed) throw invalidClaims();
  return null;
}

const isNotYetValid = (error: unknown): boolean =>
  error instanceof errors.JWTClaimValidationFailed && error.claim === 'nbf';

/** Scopes come from `scope` (RFC 8693), or from `scp`, which some issuers use instead. */
function scopesOf({ scope, scp }: JWTPayload): string[] {
  const claims = [scope, scp].flat().filter(entry => typeof entry === 'string');
  return claims.flatMap(entry => entry.split(' '));
}

/** Checks the type of `sub` (RFC 7519, section 4.1.2), because `jose` checks only its presence. */
const isSubject = (sub: unknown): sub is string => typeof sub === 'string' && sub !== '';

/** The subject, or its hash if logs must not show the subject, such as a phone number. */
const nameOf = (subject: string): string =>
  /^[\x21-\x7e]{1,128}$/.test(subject) && !/^\+?\d[\d.()-]{6,}$/.test(subject)
    ? subject
    : `subject-${createHash('sha256').update(subject).digest('hex').slice(0, 8)}`;

const outsideItsTime = () =>
  new SwitchboardError('UNAUTHENTICATED', 'This token has expired, or is not valid yet.', {
    retryable: false,
  });

const invalidClaims = () =>
  new SwitchboardError('UNAUTHENTICATED', 'This token is signed, but its claims are not accepted.', {
    retryable: false,
  });

const forbidden = () =>
  new SwitchboardError('FORBIDDEN', 'The token does not allow this.', { retryable: false });
