import { z } from 'zod';
import type { AccessOptions, ApiKey, TokenRules } from '../domain/caller.ts';
import { isLoopback } from '../domain/loopback.ts';
import { envVar, flag, onOff, secretVar, toList, wholeNumber } from './env-var.ts';

const visible = z.string().regex(/^[\x21-\x7e]{1,512}$/);
/** API key with an optional name. A key alone has no colon, because `name:short` would pass as a key otherwise. */
const apiKeyPattern = /^(?:([A-Za-z0-9._-]{1,64}):([\x21-\x7e]{16,4096})|([\x21-\x39\x3b-\x7e]{16,4096}))$/;

/** Headers of a connection, a message, or a browser's session, which the gateway must not forward. */
const unforwardable =
  /^(host|cookie|connection|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|content-.*|accept|accept-encoding|expect|range|if-.*|x-request-id)$/;

const listOf = <T extends z.ZodType<unknown, string>>(item: T, maxItems: number) =>
  z.string().transform(toList).pipe(z.array(item).max(maxItems));

const tokenText = 'visible ASCII characters, as the tokens spell it';

export const accessSettings = {
  API_KEYS: secretVar(
    'API_KEYS',
    'keys of at least 16 visible ASCII characters, each alone or as name:key, separated by commas',
    listOf(z.string().regex(apiKeyPattern).transform(toApiKey), 1_000),
  ),
  JWT_JWKS_URL: envVar(
    'JWT_JWKS_URL',
    'an https address, or an http one on this machine, without user or fragment',
    z
      .url({ protocol: /^https?$/ })
      .refine(hasNoUserOrFragment)
      .refine(isConfidential),
  ),
  JWT_ISSUER: envVar('JWT_ISSUER', tokenText, visible),
  JWT_AUDIENCE: envVar('JWT_AUDIENCE', tokenText, visible),
  JWT_SCOPE: envVar(
    'JWT_SCOPE',
    'scopes such as calls:read, separated by spaces',
    z.string().regex(/^[\x21-\x7e]+( [\x21-\x7e]+)*$/),
  ),
  OPEN_ACCESS: envVar('OPEN_ACCESS', onOff, flag),
  RATE_LIMIT_PER_MINUTE: envVar(
    'RATE_LIMIT_PER_MINUTE',
    'a whole number of requests from 1 to 1000000, or off',
    z.union([wholeNumber(1, 1_000_000), z.literal('off').transform(() => null)]),
  ),
  UPSTREAM_PER_MINUTE: envVar(
    'UPSTREAM_PER_MINUTE',
    'a whole number of requests from 1 to 1000000, or off',
    z.union([wholeNumber(1, 1_000_000), z.literal('off').transform(() => null)]),
  ),
  TRUST_PROXY: envVar('TRUST_PROXY', onOff, flag),
  FORWARD_HEADERS: envVar(
    'FORWARD_HEADERS',
    'names of headers in lower case, separated by commas; not host, cookie, or what else is of one connection only',
    listOf(
      z
        .string()
        .regex(/^[a-z0-9_-]{1,64}$/)
        .refine(isForwardable),
      20,
    ),
  ),
};

const settingsObject = z.object(accessSettings);
type AccessSettings = z.infer<typeof settingsObject>;

export function accessOf(settings: AccessSettings, host: string): AccessOptions {
  const { API_KEYS: apiKeys = [], RATE_LIMIT_PER_MINUTE: limit } = settings;
  const tokens = tokensOf(settings);
  const isPrivate = apiKeys.length === 0 && !tokens && isLoopback(host);
  return {
    apiKeys,
    tokens,
    requestsPerMinute: limit === undefined ? (isPrivate ? null : 600) : limit,
    upstreamPerMinute: settings.UPSTREAM_PER_MINUTE ?? null,
    trustProxy: settings.TRUST_PROXY ?? false,
  };
}

function tokensOf({ JWT_JWKS_URL, JWT_ISSUER, JWT_AUDIENCE, JWT_SCOPE }: AccessSettings): TokenRules | null {
  if (!JWT_JWKS_URL || !JWT_ISSUER || !JWT_AUDIENCE) return null;
  return {
    jwksUrl: JWT_JWKS_URL,
    issuer: JWT_ISSUER,
    audience: JWT_AUDIENCE,
    scopes: JWT_SCOPE?.split(' ') ?? [],
  };
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Conflicts between well-formed settings, by the name of the setting to change. */
export function accessProblems(env: Environment): ReadonlyMap<string, string> {
  const problems = new Map<string, string>();
  const tokenNames = ['JWT_JWKS_URL', 'JWT_ISSUER', 'JWT_AUDIENCE'];
  const tokenSetting = [...tokenNames, 'JWT_SCOPE'].find(name => env[name]);
  for (const name of tokenNames)
    if (tokenSetting && !env[name]) problems.set(name, `${name}: expected, because ${tokenSetting} is set`);
  const authSetting = ['API_KEYS', ...tokenNames].find(name => env[name]);
  const open = flag.safeParse(env['OPEN_ACCESS']).data ?? false;
  if (open && authSetting)
    problems.set('OPEN_ACCESS', `OPEN_ACCESS: expected off, because ${authSetting} is set`);
  const { HOST } = env;
  if (HOST && !authSetting && !open && !isLoopback(HOST)) problems.set('HOST', publicBindProblem);
  return problems;
}

interface Openness {
  readonly access: AccessOptions;
  readonly openAccess: boolean;
}

/** Whether requests need no credentials, so that the gateway accepts them from this machine only. */
export const isForThisMachine = ({ access, openAccess }: Openness): boolean =>
  access.apiKeys.length === 0 && access.tokens === null && !openAccess;

/** Throws if other machines could reach a gateway without authentication, unless OPEN_ACCESS allows that. */
export function refuseToExpose(config: Openness & { readonly host: string }): void {
  if (isForThisMachine(config) && !isLoopback(config.host)) throw new Error(publicBindProblem);
}

const publicBindProblem =
  'HOST: expected a loopback address such as 127.0.0.1, because anyone may ask: set API_KEYS, or JWT_JWKS_URL with ' +
  'JWT_ISSUER and JWT_AUDIENCE, to say who may, or OPEN_ACCESS=on to let in everyone who can reach it';

function toApiKey(text: string): ApiKey {
  const [, name = null, key, nameless = ''] = apiKeyPattern.exec(text) ?? [];
  return { name, key: key ?? nameless };
}

function hasNoUserOrFragment(text: string): boolean {
  // zod runs this check even if the one before it has failed.
  if (!URL.canParse(text)) return false;
  const { username, password, hash } = new URL(text);
  return username === '' && password === '' && hash === '';
}

/** Requires https or loopback, because an attacker who replaces the keys in transit can sign any token. */
function isConfidential(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || isLoopback(hostname);
}

/** Excludes `__proto__` too, because an object does not treat that name as an ordinary key. */
function isForwardable(name: string): boolean {
  return !unforwardable.test(name) && name !== '__proto__';
}
