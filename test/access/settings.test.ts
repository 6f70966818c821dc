import { describe, expect, test } from 'vitest';
import { configOf, type Environment, problemsOf } from '../settings.ts';
import { goodKey, otherKey } from './asking.ts';

const tokens = {
  JWT_JWKS_URL: 'https://login.example.com/keys?policy=1',
  JWT_ISSUER: 'https://login.example.com/',
  JWT_AUDIENCE: 'switchboard',
};

test('API_KEYS lists keys with an optional name, which ends at the first colon', () => {
  const list = `web:${goodKey}, ${otherKey},batch:with:colons:in-the-key`;
  expect(configOf({ API_KEYS: list, SANDBOX: 'butter' }).access.apiKeys).toEqual([
    { name: 'web', key: goodKey },
    { name: null, key: otherKey },
    { name: 'batch', key: 'with:colons:in-the-key' },
  ]);
});

test.each([
  ['a key of 15 characters', 'x'.repeat(15)],
  ['a short key with a long name', `${'x'.repeat(40)}:short`],
  ['a key with a space', 'two words and some more'],
  ['an empty key', `${goodKey},`],
  ['a key that is not of ASCII', 'schlüsselschlüssel'],
])('API_KEYS refuses %s, without repeating it', (_, API_KEYS) => {
  expect(problemsOf({ API_KEYS })).toEqual([
    'API_KEYS: expected keys of at least 16 visible ASCII characters, each alone or as name:key, separated by commas',
  ]);
});

describe('tokens', () => {
  test('are configured by the URL of their keys, issuer, audience and scopes', () => {
    expect(
      configOf({ ...tokens, SANDBOX: 'butter', JWT_SCOPE: 'calls:read agents:read' }).access.tokens,
    ).toEqual({
      jwksUrl: 'https://login.example.com/keys?policy=1',
      issuer: 'https://login.example.com/',
      audience: 'switchboard',
      scopes: ['calls:read', 'agents:read'],
    });
  });

  test.each([
    ['JWT_JWKS_URL', ['JWT_ISSUER', 'JWT_AUDIENCE']],
    ['JWT_ISSUER', ['JWT_JWKS_URL', 'JWT_AUDIENCE']],
    ['JWT_AUDIENCE', ['JWT_JWKS_URL', 'JWT_ISSUER']],
  ] as const)('need the other settings beside %s', (name, missing) => {
    expect(problemsOf({ [name]: tokens[name] })).toEqual(
      missing.map(other => `${other}: expected, because ${name} is set`),
    );
  });

  test('are not enabled by a scope alone', () => {
    expect(problemsOf({ JWT_SCOPE: 'calls:read' })).toHaveLength(3);
  });

  test.each([
    'login.example.com/keys',
    'file:///keys',
    'https://user:pass@login.example.com',
    'https://login.example.com/#keys',
    'http://login.example.com/keys',
    'http://192.168.0.1/keys',
    'http://localhost.example.com/keys',
    'http://127.0.0.1@login.example.com/keys',
  ])('cannot have their keys at %s', JWT_JWKS_URL => {
    expect(problemsOf({ ...tokens, JWT_JWKS_URL })).toEqual([
      'JWT_JWKS_URL: expected an https address, or an http one on this machine, without user or fragment',
    ]);
  });

  test.each(['http://localhost:8080/keys', 'http://127.0.0.1/keys', 'http://[::1]:8080/keys'])(
    'can have their keys at %s, because the connection stays on the machine',
    JWT_JWKS_URL => {
      expect(configOf({ ...tokens, JWT_JWKS_URL, SANDBOX: 'butter' }).access.tokens?.jwksUrl).toBe(
        JWT_JWKS_URL,
      );
    },
  );
});

describe('the limit of a caller', () => {
  test.each<[string, Environment, number | null]>([
    ['is 600 a minute', { API_KEYS: goodKey }, 600],
    ['is none where this machine alone may ask', {}, null],
    ['can be set', { API_KEYS: goodKey, RATE_LIMIT_PER_MINUTE: '60' }, 60],
    ['can be set where this machine alone may ask', { RATE_LIMIT_PER_MINUTE: '60' }, 60],
    ['can be off', { API_KEYS: goodKey, RATE_LIMIT_PER_MINUTE: 'off' }, null],
  ])('%s', (_, environment, limit) => {
    expect(configOf({ SANDBOX: 'butter', ...environment }).access.requestsPerMinute).toBe(limit);
  });

  test.each([
    [{}, null],
    [{ UPSTREAM_PER_MINUTE: '300' }, 300],
    [{ UPSTREAM_PER_MINUTE: 'off' }, null],
  ])('is by upstream requests with %o', (environment, limit) => {
    expect(configOf(environment).access.upstreamPerMinute).toBe(limit);
    expect(problemsOf({ UPSTREAM_PER_MINUTE: '0' })).toEqual([
      'UPSTREAM_PER_MINUTE: expected a whole number of requests from 1 to 1000000, or off',
    ]);
  });

  test.each(['0', '1000001', '1.5', '-1', 'none'])('cannot be %s', RATE_LIMIT_PER_MINUTE => {
    expect(problemsOf({ RATE_LIMIT_PER_MINUTE })).toEqual([
      'RATE_LIMIT_PER_MINUTE: expected a whole number of requests from 1 to 1000000, or off',
    ]);
  });
});

test('a proxy is trusted only if a setting says so', () => {
  expect(configOf({}).access.trustProxy).toBe(false);
  expect(configOf({ TRUST_PROXY: 'on', SANDBOX: 'butter' }).access.trustProxy).toBe(true);
});
