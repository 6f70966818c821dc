import { describe, expect, test } from 'vitest';
import { problemsOf } from './settings.ts';

const url = 'expected an http or https address without user, query or fragment';
const pages = 'expected a whole number of requests from 1 to 100';
const milliseconds = 'expected a whole number of milliseconds from 1 to 600000';
const key = 'expected a key of visible ASCII characters';
const origins = 'expected origins such as https://app.example.com, separated by commas';

describe('an invalid setting is refused by name, with the accepted values:', () => {
  test.each([
    ['HOST', 'a host', 'expected a host name or address'],
    ['HOST', 'a/b', 'expected a host name or address'],
    ['PORT', '65536', 'expected a whole number from 0 to 65535'],
    ['PORT', '-1', 'expected a whole number from 0 to 65535'],
    ['PORT', '4e3', 'expected a whole number from 0 to 65535'],
    ['PORT', '0x10', 'expected a whole number from 0 to 65535'],
    ['PORT', ' 4000', 'expected a whole number from 0 to 65535'],
    ['PORT', '４０００', 'expected a whole number from 0 to 65535'],
    ['BUTTER_URL', 'api.getbutter.ai', url],
    ['BUTTER_URL', 'garbage', url],
    ['BUTTER_URL', 'ftp://butter.example.com', url],
    ['BUTTER_URL', 'https://user:pass@butter.example.com', url],
    ['BUTTER_URL', 'https://butter.example.com/?a=b', url],
    ['BUTTER_URL', 'https://butter.example.com/#a', url],
    ['BURKI_URL', 'https://', url],
    ['BURKI_URL', 'javascript:alert(1)', url],
    ['BUTTER_API_KEY', 'two words', key],
    ['BUTTER_API_KEY', 'a\r\nx-admin: 1', key],
    ['BURKI_API_KEY', 'schlüssel', key],
    ['BURKI_API_KEY', 'x'.repeat(4_097), key],
    ['BUTTER_ORGANIZATION_ID', 'org 1', 'expected an id of visible ASCII characters'],
    ['BUTTER_SCAN_PAGES', '0', pages],
    ['BUTTER_SCAN_PAGES', '101', pages],
    ['BURKI_SCAN_PAGES', '1.5', pages],
    ['SANDBOX', 'margarine', 'expected names of sources, separated by commas, from butter, burki'],
    ['SANDBOX', 'butter,', 'expected names of sources, separated by commas, from butter, burki'],
    ['SANDBOX', 'on', 'expected names of sources, separated by commas, from butter, burki'],
    ['GRAPHIQL', 'maybe', 'expected on or off'],
    ['INTROSPECTION', '2', 'expected on or off'],
    ['CORS_ORIGINS', '*', origins],
    ['CORS_ORIGINS', 'null', origins],
    ['CORS_ORIGINS', 'https://app.example.com/', origins],
    ['CORS_ORIGINS', 'https://app.example.com,,', origins],
    ['CORS_ORIGINS', 'app.example.com', origins],
    ['REQUEST_DEADLINE_MS', '0', milliseconds],
    ['UPSTREAM_TIMEOUT_MS', '600001', milliseconds],
    ['UPSTREAM_CONNECT_TIMEOUT_MS', '1s', milliseconds],
    ['UPSTREAM_MAX_CONNECTIONS', '0', 'expected a whole number of connections from 1 to 1000'],
    ['MAX_UNSENT_BYTES', '999999', 'expected a whole number of bytes from 1000000 to 999999999'],
    ['MAX_CONNECTIONS_PER_ADDRESS', '0', 'expected a whole number of connections from 1 to 100000, or off'],
    ['UPSTREAM_MAX_QUEUE', 'off', 'expected a whole number of requests from 1 to 10000'],
  ])('%s=%s', (name, value, expected) => {
    expect(problemsOf({ [name]: value })).toEqual([`${name}: ${expected}`]);
  });
});

describe('timeouts that contradict each other are refused:', () => {
  const timeout = 'UPSTREAM_TIMEOUT_MS: expected less than REQUEST_DEADLINE_MS';
  const connect = 'UPSTREAM_CONNECT_TIMEOUT_MS: expected at most UPSTREAM_TIMEOUT_MS';
  test.each<[Record<string, string>, string[]]>([
    [{ REQUEST_DEADLINE_MS: '2000' }, [`${timeout}; it is 2500 unless set, so set it too`]],
    [{ REQUEST_DEADLINE_MS: '2500' }, [`${timeout}; it is 2500 unless set, so set it too`]],
    [{ UPSTREAM_TIMEOUT_MS: '10000' }, [`${timeout}, which is 10000 unless set`]],
    [{ REQUEST_DEADLINE_MS: '3000', UPSTREAM_TIMEOUT_MS: '3000' }, [timeout]],
    [{ UPSTREAM_TIMEOUT_MS: '999' }, [`${connect}; it is 1000 unless set, so set it too`]],
    [{ UPSTREAM_CONNECT_TIMEOUT_MS: '2501' }, [`${connect}, which is 2500 unless set`]],
    [
      { REQUEST_DEADLINE_MS: '400', UPSTREAM_TIMEOUT_MS: '500', UPSTREAM_CONNECT_TIMEOUT_MS: '600' },
      [timeout, connect],
    ],
    [
      { PORT: 'x', REQUEST_DEADLINE_MS: '2000' },
      ['PORT: expected a whole number from 0 to 65535', `${timeout}; it is 2500 unless set, so set it too`],
    ],
    [{ REQUEST_DEADLINE_MS: '1e3' }, [`REQUEST_DEADLINE_MS: ${milliseconds}`]],
  ])('%o', (environment, problems) => {
    expect(problemsOf(environment)).toEqual(problems);
  });

  test.each<Record<string, string>>([
    { REQUEST_DEADLINE_MS: '2501' },
    { UPSTREAM_TIMEOUT_MS: '9999' },
    { UPSTREAM_TIMEOUT_MS: '1000' },
    { UPSTREAM_CONNECT_TIMEOUT_MS: '2500' },
  ])('%o is accepted', environment => {
    expect(problemsOf(environment)).toEqual([]);
  });
});

test('all problems are reported at once, each setting once', () => {
  const problems = problemsOf({
    PORT: 'x',
    BUTTER_URL: 'x',
    SANDBOX: 'x,y,z',
    CORS_ORIGINS: 'x,y,z',
    UPSTREAM_TIMEOUT_MS: 'x',
    HOST: 'localhost',
  });
  expect(problems.map(problem => problem.split(':')[0])).toEqual([
    'PORT',
    'SANDBOX',
    'CORS_ORIGINS',
    'UPSTREAM_TIMEOUT_MS',
    'BUTTER_URL',
  ]);
});

test('no problem repeats a value, because it may be a secret', () => {
  const names = [
    'HOST',
    'PORT',
    'BUTTER_URL',
    'BUTTER_API_KEY',
    'BUTTER_ORGANIZATION_ID',
    'BUTTER_CREDIT_PRICE',
    'COST_CURRENCY',
    'COST_RATES',
    'BUTTER_SCAN_PAGES',
    'BURKI_URL',
    'BURKI_API_KEY',
    'BURKI_SCAN_PAGES',
    'SANDBOX',
    'GRAPHIQL',
    'INTROSPECTION',
    'CORS_ORIGINS',
    'API_KEYS',
    'JWT_JWKS_URL',
    'JWT_ISSUER',
    'JWT_AUDIENCE',
    'OPEN_ACCESS',
    'RATE_LIMIT_PER_MINUTE',
    'TRUST_PROXY',
    'FORWARD_HEADERS',
    'REQUEST_DEADLINE_MS',
    'UPSTREAM_TIMEOUT_MS',
    'UPSTREAM_CONNECT_TIMEOUT_MS',
  ];
  const problems = problemsOf(Object.fromEntries(names.map(name => [name, 'hush hush'])));
  expect(problems).toHaveLength(names.length);
  expect(problems.join('\n')).not.toContain('hush');
});
