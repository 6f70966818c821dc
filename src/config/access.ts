import { z } from 'zod';
import type { AccessOptions, ApiKey, TokenRules } from '../domain/caller.ts';
import { isLoopback } from '../domain/loopback.ts';
import { envVar, flag, onOff, toList, wholeNumber } from './env-var.ts';

const visible = z.string().regex(/^[\x21-\x7e]{1,512}$/);
/** A key without a name has no colon, or `name:short` would pass for one. */
const named = /^(?:([A-Za-z0-9._-]{1,64}):([\x21-\x7e]{16,4096})|([\x21-\x39\x3b-\x7e]{16,4096}))$/;

/** What the sockets, HTTP, the exchange with an upstream, or a browser's session here are about. */
const hopHeaders =
  /^(host|cookie|connection|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|content-.*|accept|accept-encoding|expect|range|if-.*|x-request-id)$/;

const listOf = <T extends z.ZodType<unknown, string>>(item: T, most: number) =>
  z.string().transform(toList).pipe(z.array(item).max(most));

const tokenText = 'visible ASCII characters, as the tokens spell it';

/** The settings of who may ask, and of what they may send on. */
export const accessSettings = {
  API_KEYS: envVar(
    'API_KEYS',
    'keys of at least 16 visible ASCII characters, each alone or as name:key, separated by commas',
    listOf(z.string().regex(named).transform(toApiKey), 1_000),
  ),
  JWT_JWKS_URL: envVar(
    'JWT_JWKS_URL',
    'an https address, or an http one on this machine, without user or fragment',
    z
      .url({ protocol: /^https?$/ })
      .refine(hasNoUser)
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

type Given = Readonly<Record<string, string | undefined>>;

/** What is wrong between settings that are each well-formed, by the name of the one to change. */
export function accessProblems(given: Given): ReadonlyMap<string, string> {
  const problems = new Map<string, string>();
  const tokenNames = ['JWT_JWKS_URL', 'JWT_ISSUER', 'JWT_AUDIENCE'];
  const ofTokens = [...tokenNames, 'JWT_SCOPE'].find(name => given[name]);
  for (const name of tokenNames)
    if (ofTokens && !given[name]) problems.set(name, `${name}: expected, because ${ofTokens} is set`);
  const guard = ['API_KEYS', ...tokenNames].find(name => given[name]);
  const open = flag.safeParse(given['OPEN_ACCESS']).data ?? false;
  if (open && guard) problems.set('OPEN_ACCESS', `OPEN_ACCESS: expected off, because ${guard} is set`);
  const { HOST } = given;
  if (HOST && !guard && !open && !isLoopback(HOST)) problems.set('HOST', publicBindProblem);
  return problems;
}

interface Openness {
  readonly access: AccessOptions;
  readonly openAccess: boolean;
}

/** Whether nobody is asked who they are, and so only this machine may ask. */
export const isForThisMachine = ({ access, openAccess }: Openness): boolean =>
  access.apiKeys.length === 0 && access.tokens === null && !openAccess;

/** Refuses to let others than this machine reach a gateway that asks nobody who they are, unless told to. */
export function refuseToExpose(config: Openness & { readonly host: string }): void {
  if (isForThisMachine(config) && !isLoopback(config.host)) throw new Error(publicBindProblem);
}

const publicBindProblem =
  'HOST: expected a loopback address such as 127.0.0.1, because anyone may ask: set API_KEYS, or JWT_JWKS_URL with ' +
  'JWT_ISSUER and JWT_AUDIENCE, to say who may, or OPEN_ACCESS=on to let in everyone who can reach it';

function toApiKey(text: string): ApiKey {
  const [, name = null, key, nameless = ''] = named.exec(text) ?? [];
  return { name, key: key ?? nameless };
}

function hasNoUser(text: string): boolean {
  // Because zod goes on to this check where the one before it has failed.
  if (!URL.canParse(text)) return false;
  const { username, password, hash } = new URL(text);
  return username === '' && password === '' && hash === '';
}

/** Because whoever can change the keys on their way can sign any token. */
function isConfidential(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || isLoopback(hostname);
}

/** Neither one of those, nor a name that objects treat apart. */
function isForwardable(name: string): boolean {
  return !hopHeaders.test(name) && name !== '__proto__';
}
