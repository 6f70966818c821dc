import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { configOf, type Environment } from './settings.ts';
import { sourceFiles } from './source-files.ts';

const modesOf = (environment: Environment) => {
  const { BUTTER, BURKI } = configOf(environment).sources;
  return [BUTTER.mode, BURKI.mode];
};

const live = { BUTTER_API_KEY: 'butter-key', BURKI_API_KEY: 'burki-key' };

test('without settings the gateway uses both sandboxes, with GraphiQL, on this machine only', () => {
  const source = {
    mode: 'SANDBOX',
    url: null,
    apiKey: '',
    organizationId: null,
    account: null,
    scanPages: 5,
    requestsPerSecond: null,
  };
  expect(configOf({})).toEqual({
    host: '127.0.0.1',
    port: 4000,
    sources: { BUTTER: source, BURKI: source },
    costConversion: { currency: 'USD', rates: { CREDITS: '0.01', EUR: '1.08' }, isInvented: true },
    graphiql: true,
    introspection: true,
    federation: { service: true, traces: true },
    corsOrigins: [],
    compression: true,
    access: {
      apiKeys: [],
      tokens: null,
      requestsPerMinute: null,
      upstreamPerMinute: null,
      trustProxy: false,
    },
    openAccess: false,
    observability: {
      logLevel: 'info',
      metricsHost: '127.0.0.1',
      metricsHosts: ['127.0.0.1'],
      metricsPort: null,
      drainDelayMs: 0,
      drainTimeoutMs: 10_000,
      warmUp: true,
      traceUpstream: false,
    },
    forwardHeaders: [],
    documents: { manifest: null, only: false },
    deadlineMs: 10_000,
    proxy: { httpProxy: '', httpsProxy: '', noProxy: '' },
    limits: expect.objectContaining({
      connectTimeoutMs: 1_000,
      attemptTimeoutMs: 2_500,
      maxBodyBytes: 4_000_000,
      maxTranscriptBytes: 24_000_000,
      connections: 64,
    }),
    cache: { memoryBytes: 64_000_000, settledAfterMs: 900_000, shareConversations: false },
    redisUrl: null,
    index: { path: null, share: 0.5, walkEveryMs: 86_400_000, keepDays: null, numbersKey: null },
    explain: true,
    connections: { maxUnsentBytes: 256_000_000, maxConnectionsPerAddress: 1_000 },
    maxAnswerBytes: 16_000_000,
    maxUpstreamRequests: null,
  });
});

test('behind a proxy no address has a limit of connections, even if one is set', () => {
  for (const limit of ['', '200'])
    expect(
      configOf({ TRUST_PROXY: 'on', SANDBOX: 'butter', MAX_CONNECTIONS_PER_ADDRESS: limit }).connections
        .maxConnectionsPerAddress,
    ).toBe(null);
  expect(configOf({ MAX_CONNECTIONS_PER_ADDRESS: 'off' }).connections.maxConnectionsPerAddress).toBe(null);
});

test('every setting is read', () => {
  const config = configOf({
    HOST: '::1',
    PORT: '0',
    BUTTER_URL: 'https://butter.example.com/prefix',
    BUTTER_API_KEY: 'butter-key',
    BUTTER_ORGANIZATION_ID: 'org_1',
    BUTTER_ACCOUNT: 'sales',
    BUTTER_SCAN_PAGES: '7',
    BURKI_URL: 'http://localhost:4002',
    BURKI_API_KEY: 'burki-key',
    BURKI_SCAN_PAGES: '9',
    COST_CURRENCY: 'GBP',
    COST_RATES: 'CREDITS=0.013 GBP, EUR = 0.85 GBP,USD=0.75  GBP',
    GRAPHIQL: 'on',
    INTROSPECTION: 'on',
    CORS_ORIGINS: 'https://app.example.com, http://localhost:3000',
    REQUEST_DEADLINE_MS: '5000',
    UPSTREAM_TIMEOUT_MS: '1500',
    UPSTREAM_CONNECT_TIMEOUT_MS: '250',
    UPSTREAM_MAX_BODY_BYTES: '2000000',
    UPSTREAM_MAX_TRANSCRIPT_BYTES: '50000000',
    UPSTREAM_MAX_CONNECTIONS: '100',
    UPSTREAM_MAX_QUEUE: '2000',
    MAX_UPSTREAM_REQUESTS: '120',
    MAX_ANSWER_BYTES: '5000000',
    MAX_UNSENT_BYTES: '300000000',
    MAX_CONNECTIONS_PER_ADDRESS: '200',
  });
  expect(config).toMatchObject({
    host: '::1',
    port: 0,
    graphiql: true,
    introspection: true,
    corsOrigins: ['https://app.example.com', 'http://localhost:3000'],
    costConversion: {
      currency: 'GBP',
      rates: { CREDITS: '0.013', EUR: '0.85', USD: '0.75' },
      isInvented: false,
    },
    deadlineMs: 5_000,
    limits: {
      connectTimeoutMs: 250,
      attemptTimeoutMs: 1_500,
      maxBodyBytes: 2_000_000,
      maxTranscriptBytes: 50_000_000,
      connections: 100,
      queue: 2_000,
    },
    maxUpstreamRequests: 120,
    maxAnswerBytes: 5_000_000,
    connections: { maxUnsentBytes: 300_000_000, maxConnectionsPerAddress: 200 },
  });
  expect(config.sources).toEqual({
    BUTTER: {
      mode: 'LIVE',
      url: 'https://butter.example.com/prefix',
      apiKey: 'butter-key',
      organizationId: 'org_1',
      account: 'sales',
      scanPages: 7,
      requestsPerSecond: null,
    },
    BURKI: {
      mode: 'LIVE',
      url: 'http://localhost:4002',
      apiKey: 'burki-key',
      organizationId: null,
      account: null,
      scanPages: 9,
      requestsPerSecond: null,
    },
  });
});

test('an empty setting counts as absent', () => {
  const empty = Object.fromEntries(
    ['HOST', 'PORT', 'BUTTER_API_KEY', 'BURKI_URL', 'SANDBOX', 'GRAPHIQL', 'CORS_ORIGINS'].map(name => [
      name,
      '',
    ]),
  );
  expect(configOf(empty)).toEqual(configOf({}));
});

test('an unknown variable is ignored', () => {
  expect(configOf({ PATH: '/bin', BUTTER: 'x', NODE_ENV: 'test' })).toEqual(configOf({}));
});

describe('a source', () => {
  test.each<[string, Environment, string[]]>([
    ['is a sandbox when nothing is said of either', {}, ['SANDBOX', 'SANDBOX']],
    ['is real by its key', live, ['LIVE', 'LIVE']],
    ['is off when only the other one is real', { BURKI_API_KEY: 'k' }, ['NOT_CONFIGURED', 'LIVE']],
    [
      'is off, and no sandbox, by an address without a key',
      { BUTTER_URL: 'https://a.example' },
      ['NOT_CONFIGURED', 'NOT_CONFIGURED'],
    ],
    [
      'is off by an organization without a key',
      { BUTTER_ORGANIZATION_ID: 'org' },
      ['NOT_CONFIGURED', 'NOT_CONFIGURED'],
    ],
    ['is a sandbox by name', { SANDBOX: 'burki' }, ['NOT_CONFIGURED', 'SANDBOX']],
    ['is a sandbox by name in any case', { SANDBOX: ' Butter , BURKI ' }, ['SANDBOX', 'SANDBOX']],
    ['may be a sandbox beside a real one', { SANDBOX: 'butter', BURKI_API_KEY: 'k' }, ['SANDBOX', 'LIVE']],
    ['is a sandbox by name even with a key', { ...live, SANDBOX: 'butter' }, ['SANDBOX', 'LIVE']],
    ['stays a sandbox when only a rate is set', { COST_RATES: 'CREDITS=1 USD' }, ['SANDBOX', 'SANDBOX']],
  ])('%s', (_, environment, modes) => {
    expect(modesOf(environment)).toEqual(modes);
  });
});

describe('GraphiQL, introspection and the schema for routers', () => {
  const doorsOf = (environment: Environment) => {
    const { graphiql, introspection, federation } = configOf(environment);
    expect(federation.traces).toBe(federation.service);
    return [graphiql, introspection, federation.service];
  };

  test.each<[string, Environment, boolean[]]>([
    ['are open over sandboxes', { SANDBOX: 'butter' }, [true, true, true]],
    [
      'are shut as soon as one source is real',
      { SANDBOX: 'butter', BURKI_API_KEY: 'k' },
      [false, false, false],
    ],
    [
      'can be opened over real sources',
      { ...live, GRAPHIQL: 'on', INTROSPECTION: 'TRUE', FEDERATION: 'on' },
      [true, true, true],
    ],
    [
      'can be shut over sandboxes',
      { GRAPHIQL: 'off', INTROSPECTION: '0', FEDERATION: 'off' },
      [false, false, false],
    ],
    ['are set one by one', { ...live, INTROSPECTION: 'yes' }, [false, true, false]],
  ])('%s', (_, environment, doors) => {
    expect(doorsOf(environment)).toEqual(doors);
  });
});

test('every page of the docs that the source names exists', () => {
  const named = sourceFiles.flatMap(({ text }) => text.match(/\bdocs\/[\w-]+\.md\b/g) ?? []);
  expect(named).not.toEqual([]);
  expect(named.filter(page => !existsSync(new URL(`../${page}`, import.meta.url)))).toEqual([]);
});
