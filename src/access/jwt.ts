import { createHash } from 'node:crypto';
import { type JWTPayload, jwtVerify } from 'jose';
import type { Caller, TokenRules } from '../domain/caller.ts';
import { SwitchboardError } from '../domain/errors.ts';
import type { ProxySettings } from '../domain/proxy-settings.ts';
import { createJwks, type JwksTimes, jwksTimes } from './jwks.ts';

/** Whose token this is; null for one that is not good. */
export type VerifyJwt = (presented: string) => Promise<Caller | null>;

export interface JwtVerifierOptions extends TokenRules {
  readonly proxy: ProxySettings;
  /** The time of day in milliseconds. */
  readonly now: () => number;
  readonly times?: JwksTimes;
}

/** Public-key signatures only: with `none` or a shared secret, whoever knows the public key could sign. */
const algorithms = ['RS', 'PS', 'ES'].flatMap(family => ['256', '384', '512'].map(size => family + size));

/** Judges JSON Web Tokens by signature, issuer, audience and time; FORBIDDEN for a good one of too small a scope. */
export function createJwtVerifier(options: JwtVerifierOptions): VerifyJwt {
  const { jwksUrl, issuer, audience, scopes, proxy, now, times = jwksTimes } = options;
  const keys = createJwks({ url: jwksUrl, times, proxy, now });
  return async presented => {
    // Because anything else would make `jose` ask for keys in vain.
    if (!/^[\w-]{1,4096}\.[\w-]{1,8192}\.[\w-]{1,4096}$/.test(presented)) return null;
    const payload = await jwtVerify(presented, keys, {
      issuer,
      audience,
      algorithms: [...algorithms, 'EdDSA', 'Ed25519'],
      clockTolerance: 5,
      requiredClaims: ['exp', 'sub'],
      currentDate: new Date(now()),
    }).then(verified => verified.payload, nullForBadToken);
    if (!payload || !isSubject(payload.sub)) return null;
    const granted = scopesOf(payload);
    if (!scopes.every(scope => granted.includes(scope))) throw forbidden();
    return { name: nameOf(payload.sub), authMethod: 'JWT' };
  };
}

/** Whatever else goes wrong, in `jose` or in the cryptography below it, is the token's fault. */
function nullForBadToken(error: unknown): null {
  if (error instanceof SwitchboardError) throw error;
  return null;
}

/** As the standard has it, or as some issuers do. */
function scopesOf({ scope, scp }: JWTPayload): string[] {
  const given = [scope, scp].flat().filter(entry => typeof entry === 'string');
  return given.flatMap(entry => entry.split(' '));
}

/** A "StringOrURI" (RFC 7519, 2); `jose` checks only that the claim is present. */
const isSubject = (sub: unknown): sub is string => typeof sub === 'string' && sub !== '';

/** The subject, unless it is nothing to write into a log, such as a phone number. */
const nameOf = (subject: string): string =>
  /^[\x21-\x7e]{1,128}$/.test(subject) && !/^\+?\d[\d.()-]{6,}$/.test(subject)
    ? subject
    : `subject-${createHash('sha256').update(subject).digest('hex').slice(0, 8)}`;

const forbidden = () =>
  new SwitchboardError('FORBIDDEN', 'The token does not allow this.', { retryable: false });
