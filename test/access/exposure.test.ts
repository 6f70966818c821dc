import { describe, expect, test } from 'vitest';
import { openAccess } from '../../src/domain/caller.ts';
import { createLogger } from '../../src/observability/logger.ts';
import { start } from '../../src/server/start.ts';
import { configOf, problemsOf, processes } from '../settings.ts';
import { goodKey } from './asking.ts';

const silent = createLogger('silent');

const exposed =
  'HOST: expected a loopback address such as 127.0.0.1, because anyone may ask: set API_KEYS, or JWT_JWKS_URL with ' +
  'JWT_ISSUER and JWT_AUDIENCE, to say who may, or OPEN_ACCESS=on to let in everyone who can reach it';
const tokens = {
  JWT_JWKS_URL: 'https://login.example.com/keys?policy=1',
  JWT_ISSUER: 'https://login.example.com/',
  JWT_AUDIENCE: 'switchboard',
};

describe('with open access,', () => {
  test.each([
    '0.0.0.0',
    '::',
    '192.168.0.10',
    '128.0.0.1',
    'fe80::1',
    'calls.example.com',
    'localhost.example.com',
    '127.example.com',
  ])('HOST=%s is refused with a sentence that names the remedy', HOST => {
    expect(problemsOf({ HOST })).toEqual([exposed]);
    expect(problemsOf({ HOST, OPEN_ACCESS: 'off' })).toEqual([exposed]);
  });

  test.each(['127.0.0.1', '127.200.0.9', '::1', '0:0:0:0:0:0:0:1', 'localhost', 'LOCALHOST'])(
    'HOST=%s is accepted',
    HOST => {
      expect(configOf({ HOST })).toMatchObject({ host: HOST, access: openAccess });
    },
  );

  test('OPEN_ACCESS=on permits any HOST, with a rate limit by address', () => {
    const config = configOf({ HOST: '0.0.0.0', OPEN_ACCESS: 'on', SANDBOX: 'butter' });
    expect(config).toMatchObject({ openAccess: true, access: { ...openAccess, requestsPerMinute: 600 } });
  });
});

test.each([
  ['keys', { API_KEYS: goodKey }],
  ['tokens', tokens],
])('any HOST is accepted with %s', (_, environment) => {
  expect(configOf({ HOST: '0.0.0.0', SANDBOX: 'butter', ...environment }).host).toBe('0.0.0.0');
});

test.each([
  ['by a key', { API_KEYS: goodKey }],
  ['by a token', tokens],
])('OPEN_ACCESS=on is refused where callers are identified %s', (_, environment) => {
  expect(problemsOf({ OPEN_ACCESS: 'on', ...environment })).toEqual([
    `OPEN_ACCESS: expected off, because ${Object.keys(environment)[0]} is set`,
  ]);
});

test('a public HOST is reported together with all other problems', () => {
  expect(problemsOf({ PORT: 'x', HOST: '0.0.0.0' })).toEqual([expect.stringMatching(/^PORT/), exposed]);
  expect(problemsOf({ HOST: '0.0.0.0', API_KEYS: 'short' })).toEqual([expect.stringMatching(/^API_KEYS/)]);
});

test('start() refuses a public HOST without access control too, before it listens or starts a sandbox', async () => {
  const config = { ...configOf({ PORT: '0' }), host: '0.0.0.0' };
  const lines: string[] = [];
  await expect(
    start(config, { logger: silent, print: line => void lines.push(line), processes }),
  ).rejects.toThrow(exposed);
  expect(lines).toEqual([]);
});

test('start() logs a warning when OPEN_ACCESS=on opens the gateway', async () => {
  const lines: string[] = [];
  const config = configOf({ PORT: '0', OPEN_ACCESS: 'on', SANDBOX: 'butter' });
  const { stop } = await start(config, { logger: silent, print: line => void lines.push(line), processes });
  await stop();
  expect(lines).toContain('OPEN_ACCESS is on: WHOEVER CAN REACH THIS GATEWAY SEES EVERY CALL.');
});
