import fc from 'fast-check';
import { expect, test } from 'vitest';
import { settingNames } from '../src/config/env-var.ts';
import { readConfig } from '../src/config/index.ts';
import { runMain } from './run-main.ts';
import { type Service, serviceLinks } from './service-links.ts';
import { configOf, type Environment, problemsOf } from './settings.ts';

/** The words of a setting from its first, as a name of a service or port that is close to it. */
const partOfSetting = fc.tuple(fc.constantFrom(...settingNames()), fc.nat()).map(([setting, count]) => {
  const words = setting.toLowerCase().split('_');
  return words.slice(0, 1 + (count % words.length)).join('-');
});

const label = fc.oneof(partOfSetting, fc.stringMatching(/^[a-z]([a-z0-9-]{0,20}[a-z0-9])?$/));

const services: fc.Arbitrary<Service> = fc.record({
  name: label,
  address: fc.oneof(fc.ipV4(), fc.ipV6()),
  ports: fc.array(
    fc.record({
      name: fc.option(label, { nil: undefined }),
      protocol: fc.constantFrom('TCP', 'UDP', 'SCTP'),
      port: fc.integer({ min: 1, max: 65_535 }),
    }),
    { minLength: 1, maxLength: 3 },
  ),
});

const settings = { BUTTER_API_KEY: 'hush-hush', API_KEYS: 'web:hush-hush-hush-hush', HOST: '0.0.0.0' };

test('a service of any name beside a pod changes no setting, and stops no start', () => {
  fc.assert(
    fc.property(services, service => {
      expect(readConfig({ ...serviceLinks(service), ...settings })).toEqual(readConfig(settings));
    }),
    { numRuns: 300 },
  );
});

const portsOf = (port: number): Service['ports'] => [{ name: 'http', protocol: 'TCP', port }];

/** Services that have the names of sources and of settings. */
const neighbours: readonly Service[] = [
  ...['butter', 'burki', 'burki-api', 'metrics', 'metric', 'index', 'redis', 'switchboard'],
].map((name, index) => ({ name, address: `10.0.0.${index}`, ports: portsOf(8_000 + index) }));

const environment = Object.assign({}, ...neighbours.map(serviceLinks)) as Environment;

test('a service called metrics gives METRICS_PORT an address, which counts as absent', () => {
  expect(environment['METRICS_PORT']).toBe('tcp://10.0.0.3:8003');
  expect(configOf({ ...environment, ...settings }).observability.metricsPort).toBeNull();
});

test('only an address is what a service gives METRICS_PORT, and any other value is checked', () => {
  const expected = ['METRICS_PORT: expected a whole number from 0 to 65535'];
  expect(problemsOf({ METRICS_PORT: '10.0.0.3:9464' })).toEqual(expected);
  expect(problemsOf({ METRICS_PORT: 'http://10.0.0.3:9464' })).toEqual(expected);
  expect(configOf({ ...environment, METRICS_PORT: '9464' }).observability.metricsPort).toBe(9464);
});

test('a misspelled port is no variable of a service, unless its value is an address', () => {
  const meant = 'METRIC_PORT: there is no such setting; did you mean METRICS_PORT?';
  expect(problemsOf({ METRIC_PORT: '9464' })).toEqual([meant]);
  expect(problemsOf({ METRIC_PORT: 'tcp://10.0.0.3:9464' })).toEqual([]);
});

test('a pod beside services that are called like its sources and settings starts, and answers', async () => {
  const { says, printed } = await runMain(
    { ...(environment as Record<string, string>), PORT: '0' },
    'METRICS_PORT=0\n',
  );
  const url = await says(/listening: .* at (http:\S+)/);
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', connection: 'close' },
    body: '{"query":"{ callByDatabaseId(databaseId: 101) { status } }"}',
  });
  expect(await response.json()).toEqual({ data: { callByDatabaseId: { status: 'COMPLETED' } } });
  expect(printed.err).toBe('');
  const metrics = await says(/Metrics are at (http:\S+)/);
  const scrape = await fetch(metrics, { headers: { connection: 'close' } });
  expect(await scrape.text()).toContain('switchboard_requests_total');
});
