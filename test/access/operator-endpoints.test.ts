import { request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createLogger } from '../../src/observability/logger.ts';
import { start } from '../../src/server/start.ts';
import { configOf, type Environment, processes } from '../settings.ts';
import { bearer, goodKey } from './asking.ts';

const tokens = {
  JWT_JWKS_URL: 'https://login.example.com/keys',
  JWT_ISSUER: 'https://login.example.com/',
  JWT_AUDIENCE: 'switchboard',
};
/** Settings with which other people may send requests. */
const opened: readonly Environment[] = [{ API_KEYS: goodKey }, tokens, { OPEN_ACCESS: 'on' }];

interface Sent {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A started gateway, and a sender to each of its ports; null for a port that it has not opened. */
async function open(environment: Environment) {
  const printed: string[] = [];
  const written: string[] = [];
  const logger = createLogger('info', { write: line => void written.push(line) });
  const config = configOf({ PORT: '0', SANDBOX: 'butter,burki', INDEX: 'off', ...environment });
  const { url, stop } = await start(config, { logger, print: line => void printed.push(line), processes });
  onTestFinished(stop);
  const [, metricsUrl] = /Metrics are at (\S+)\/metrics/.exec(printed.join('\n')) ?? [];
  const refusals = () =>
    written.map(line => JSON.parse(line)).filter(({ msg }) => msg === 'request not read');
  return {
    printed,
    refusals,
    graph: senderTo(url),
    operators: metricsUrl ? senderTo(metricsUrl) : null,
    metricsUrl,
  };
}

const senderTo =
  (url: string) =>
  (path: string, { method = 'GET', headers = {} }: Sent = {}) =>
    new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
      request(new URL(url), { path, method, headers, agent: false }, async response =>
        resolve({ status: response.statusCode, body: await text(response) }),
      )
        .on('error', reject)
        .end();
    });

const asOperator: readonly [string, Sent][] = [
  ['/metrics', {}],
  ['/metrics?name=all', {}],
  ['/cache', { method: 'DELETE' }],
  ['/cache/101', { method: 'DELETE' }],
  ['/pauses/butter', { method: 'DELETE' }],
  ['/index/101', { method: 'DELETE' }],
  ['/index/101', { method: 'POST' }],
  ['/index/deletions/butter', { method: 'POST' }],
];

/** As a proxy passes requests on that adds no header: to an address of this machine, with any `Host`. */
const passedOn = ['127.0.0.1', 'localhost', 'switchboard.example.com'];

describe.each(opened)('with %o', environment => {
  test('the port of the graph serves neither metrics nor purges, whatever passes a request on', async () => {
    const { graph, printed } = await open(environment);
    for (const [path, sent] of asOperator)
      for (const host of passedOn)
        for (const credentials of [{}, bearer(goodKey)]) {
          const { status, body } = await graph(path, { ...sent, headers: { host, ...credentials } });
          expect([status, JSON.parse(body).errors[0].message]).toEqual([
            403,
            expect.stringContaining('the operator sets METRICS_PORT'),
          ]);
        }
    expect(printed).toContain(
      'Metrics and purges are off: set METRICS_PORT to serve them on a port of their own.',
    );
    expect((await graph('/health')).status).toBe(200);
  });

  test('METRICS_PORT serves both', async () => {
    const { graph, operators, printed } = await open({ ...environment, METRICS_PORT: '0' });
    expect((await operators?.('/metrics'))?.body).toContain('switchboard_requests_total');
    const purged = await operators?.('/cache', { method: 'DELETE' });
    expect(purged).toEqual({ status: 200, body: '{"purged":"everywhere"}' });
    for (const [path, sent] of asOperator) expect((await graph(path, sent)).status).toBe(403);
    expect(printed.join()).not.toContain('Metrics and purges are off');
  });
});

test.each(opened)('with %o each refused request has one log line and is counted', async environment => {
  const { graph, refusals, operators } = await open({ ...environment, METRICS_PORT: '0' });
  for (const [path, sent] of asOperator) await graph(path, { ...sent, headers: bearer(goodKey) });
  await graph('/health');
  expect(refusals()).toEqual(
    asOperator.map(() => expect.objectContaining({ status: 403, reason: 'operator' })),
  );
  const metrics = (await operators?.('/metrics'))?.body;
  expect(metrics).toContain(`switchboard_client_errors_total{reason="operator"} ${asOperator.length}\n`);
});

test('without credentials the port of the graph serves both to this machine', async () => {
  const { graph, printed } = await open({});
  expect((await graph('/metrics')).body).toContain('switchboard_requests_total');
  expect((await graph('/cache', { method: 'DELETE' })).status).toBe(200);
  expect(printed.join()).not.toContain('METRICS_PORT');
});

describe('METRICS_PORT', () => {
  const environment = {
    API_KEYS: goodKey,
    METRICS_PORT: '0',
    METRICS_HOST: 'LocalHost',
    METRICS_HOSTS: 'Metrics.example.com, switchboard',
  };
  const accepted = [
    '127.0.0.1',
    '192.0.2.7:9464',
    '[::1]',
    '[2001:db8::1]:9464',
    'localhost',
    'LOCALHOST:80',
    'metrics.example.com:9464',
    'SWITCHBOARD',
  ];
  const refused = [
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    'example.com',
    'metrics.example.com.',
    'a.switchboard',
    '1',
    '0x7f.1',
    '[::1',
  ];

  test.each(accepted)('answers to the host %s', async host => {
    const { operators } = await open(environment);
    for (const path of ['/metrics', '/ready'])
      expect((await operators?.(path, { headers: { host } }))?.status).toBe(200);
  });

  test.each(refused)('refuses the host "%s"', async host => {
    const { operators } = await open(environment);
    for (const [path, sent] of asOperator)
      expect((await operators?.(path, { ...sent, headers: { host } }))?.status).toBe(403);
  });

  test('refuses any name that is neither an address nor configured', async () => {
    const { operators } = await open(environment);
    const label = fc.stringMatching(/^[a-z][a-z0-9-]{0,10}$/);
    const name = fc.array(label, { minLength: 1, maxLength: 3 }).map(labels => labels.join('.'));
    const known = ['localhost', 'metrics.example.com', 'switchboard'];
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(name, fc.constantFrom(...known)),
        fc.option(fc.nat(65_535)),
        async (host, port) => {
          const headers = { host: port === null ? host : `${host}:${port}` };
          expect((await operators?.('/metrics', { headers }))?.status).toBe(known.includes(host) ? 200 : 403);
        },
      ),
      { numRuns: 50 },
    );
  });

  test('refuses another name in a second Host, and in a target in absolute form', async () => {
    const { metricsUrl = '' } = await open(environment);
    const heads = [
      'GET http://evil.example/metrics HTTP/1.1\r\nHost: localhost\r\n',
      'GET /metrics HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n',
      'GET /metrics HTTP/1.0\r\nHost: evil.example\r\n',
    ];
    for (const head of heads) expect(await firstLineOf(metricsUrl, head)).not.toMatch(/ 200 /);
    expect(await firstLineOf(metricsUrl, 'GET /metrics HTTP/1.0\r\n')).toMatch(/ 200 /);
  });
});

async function firstLineOf(url: string, head: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.write(`${head}Connection: close\r\n\r\n`);
  return (await text(socket)).split('\r\n', 1)[0] ?? '';
}
