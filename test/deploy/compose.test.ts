import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname } from 'node:path/posix';
import { execPath } from 'node:process';
import { describe, expect, test } from 'vitest';
import { settingNames } from '../../src/config/env-var.ts';
import { startPostgres, withoutPostgres } from '../call-index/postgres-server.ts';
import { blocks, locate } from '../docs/pages.ts';
import { image } from '../full/image/dockerfile.ts';
import { freePort } from '../listen.ts';
import { withoutRedis } from '../redis/redis-server.ts';
import { main, openFolder, run } from '../run-main.ts';
import { configOf, longestStopMs } from '../settings.ts';
import { composePath, composeProblems, readCompose, serviceOf } from './compose-file.ts';
import { expectRedis, startContainer, startRedisContainer } from './containers.ts';
import { panelQueries } from './dashboard.ts';
import { type Fields, manifestsOf, readYaml } from './kustomize.ts';
import { podOf } from './pods.ts';
import { page } from './secrets.ts';

const file = readCompose();
const services: Readonly<Record<string, Fields>> = file['services'];

/** The names of the variables that the first command of the page writes. */
const [, names = ''] = /for name in ([A-Z_ ]+); do/.exec(blocks(page, 'sh')[0] ?? '') ?? [];
const variables = Object.fromEntries(names.split(' ').map(name => [name, '0123456789abcdef0123']));
const { environment, ...gateway } = serviceOf('gateway', variables);
const config = configOf(environment);

const bindsOf = ({ volumes = [] }: Fields): string[][] => volumes.map((each: string) => each.split(':'));
const isPath = (source = ''): boolean => source.startsWith('.');

test('the file fits the schema of Compose', () => {
  expect(composeProblems(file)).toEqual([]);
  expect(composeProblems({ ...file, services: { gateway: { imag: 'switchboard' } } })).toEqual([
    'services/gateway: Unrecognized key: "imag"',
  ]);
});

test.each(Object.entries(services))(
  'the container of %s may do little, and no other machine reaches it',
  (_, service) => {
    expect(service).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
    });
    expect(Object.keys(service)).not.toContain('cap_add');
    for (const port of service['ports'] ?? []) expect(port).toMatch(/^127\.0\.0\.1:(\d+):\1$/);
  },
);

test('the file names each password and key of deploy/.env, and holds none but those of the sandboxes', () => {
  const secret = /PASSWORD$|_KEYS?$|_URL$/;
  const given = Object.values(services)
    .flatMap(({ environment = {} }) => Object.entries<string>(environment))
    .filter(([name]) => secret.test(name));
  const written = given.filter(([, value]) => !value.includes('${'));
  expect(written).toEqual([
    ['BUTTER_URL', 'http://sandboxes:4001'],
    ['BUTTER_API_KEY', 'sandbox-butter-key'],
    ['BURKI_URL', 'http://sandboxes:4002'],
    ['BURKI_API_KEY', 'sandbox-burki-key'],
  ]);
  const used = given.flatMap(([, value]) => [...value.matchAll(/\$\{(\w+):\?/g)].map(([, name]) => name));
  expect([...new Set(used)].sort()).toEqual(Object.keys(variables).sort());
});

test('one service builds the image of the gateway, and the other one uses it, because two builds of one name fail', () => {
  const isOurs = ({ image }: Fields): boolean => image.startsWith('switchboard:');
  const ours = Object.values(services).filter(isOurs);
  expect(ours).toHaveLength(2);
  const [builder, user] = ours;
  expect(builder).toMatchObject({ build: '..' });
  expect(user).toMatchObject({ image: builder?.['image'], pull_policy: 'never' });
  expect(user).not.toHaveProperty('build');
});

test('the gateway gets settings that exist, and listens on the port that is published', () => {
  expect(Object.keys(environment).filter(name => !settingNames().includes(name))).toEqual([]);
  expect(config.host).toBe('0.0.0.0');
  expect(gateway['ports']).toEqual([`127.0.0.1:${config.port}:${config.port}`]);
});

test('the gateway has time to drain', () => {
  const graceMs = Number.parseInt(gateway['stop_grace_period'], 10) * 1_000;
  expect(graceMs).toBeGreaterThan(longestStopMs(config));
});

test('the health check of the gateway is that of its image', () => {
  const [, ...command] = serviceOf('gateway', variables)['healthcheck'].test;
  expect(command).toEqual(image.healthcheck);
});

test('services wait for those that have a health check', () => {
  for (const { depends_on: needed = {} } of Object.values(services))
    for (const [name, { condition }] of Object.entries<Fields>(needed)) {
      expect(condition).toBe('service_healthy');
      expect(services[name], name).toHaveProperty('healthcheck');
    }
});

test('every volume is declared, and every file exists', () => {
  const sources = Object.values(services)
    .flatMap(bindsOf)
    .map(([source = '']) => source);
  expect(sources.filter(source => !isPath(source)).sort()).toEqual(Object.keys(file['volumes']).sort());
  for (const source of sources.filter(isPath))
    expect(existsSync(new URL(source, locate(composePath))), source).toBe(true);
});

test('Redis and PostgreSQL are those of Kubernetes', () => {
  const manifests = manifestsOf('overlays/redis-postgres');
  for (const name of ['redis', 'postgres']) {
    const { container, spec } = podOf(manifests, `switchboard-${name}`);
    const { image, user, command } = serviceOf(name, variables);
    const { runAsUser, runAsGroup } = spec['securityContext'];
    expect([image, user]).toEqual([container['image'], `${runAsUser}:${runAsGroup}`]);
    expect(command).toEqual(container['command'] ?? []);
  }
});

test('Prometheus scrapes the gateway on its port of metrics', () => {
  const [prometheus] = readYaml('deploy/prometheus/prometheus.yml');
  const [job] = prometheus?.['scrape_configs'] ?? [];
  const [target] = job.dns_sd_configs;
  expect(target.names.every((name: string) => name in services)).toBe(true);
  expect(target.port).toBe(config.observability.metricsPort);
});

test('Prometheus keeps the exemplars that the dashboard shows, beside the options of its image', () => {
  expect(panelQueries.some(({ exemplar }) => exemplar)).toBe(true);
  expect(services['prometheus']?.['command']).toEqual([
    '--config.file=/etc/prometheus/prometheus.yml',
    '--storage.tsdb.path=/prometheus',
    '--enable-feature=exemplar-storage',
  ]);
});

test('Grafana reads Prometheus, and the folder of the dashboard', () => {
  const [{ datasources = [] } = {}] = readYaml('deploy/grafana/provisioning/datasources/prometheus.yaml');
  expect(services).toHaveProperty(new URL(datasources[0].url).hostname);
  const [{ providers = [] } = {}] = readYaml('deploy/grafana/provisioning/dashboards/switchboard.yaml');
  const mounted = bindsOf(services['grafana'] ?? {}).map(([, target = '']) => dirname(target));
  expect(mounted).toContain(providers[0].options.path);
});

/** Runs the sandboxes by their command, on free ports. */
async function startSandboxes() {
  const { command } = serviceOf('sandboxes', variables);
  const ports = { butter: String(await freePort()), burki: String(await freePort()) };
  const options = ['--butter-port', ports.butter, '--burki-port', ports.burki];
  const program = run([main, ...command, ...options], await openFolder());
  await program.says(/Burki sandbox: +(\S+)/);
  return ports;
}

function healthOfSandboxes({ butter, burki }: { readonly butter: string; readonly burki: string }) {
  const [, program = '', ...args] = serviceOf('sandboxes', variables)['healthcheck'].test as string[];
  expect(program).toBe('node');
  const script = args.map(word => word.replaceAll('$$', '$').replace('4001', butter).replace('4002', burki));
  return spawnSync(execPath, script).status;
}

describe.skipIf(withoutRedis || withoutPostgres)('the containers', () => {
  test('of the gateway, Redis, PostgreSQL and the sandboxes answer a query together', async () => {
    const sandboxes = await startSandboxes();
    expect(healthOfSandboxes(sandboxes)).toBe(0);
    expect(healthOfSandboxes({ ...sandboxes, burki: String(await freePort()) })).toBe(1);
    const redis = serviceOf('redis', variables);
    const redisPort = await startRedisContainer(redis.command, redis.environment);
    const { host, pathname } = new URL((await startPostgres()).url());
    const container = await startContainer(environment, {
      'sandboxes:4001': `localhost:${sandboxes.butter}`,
      'sandboxes:4002': `localhost:${sandboxes.burki}`,
      '@redis:6379': `@127.0.0.1:${redisPort}`,
      '@postgres:5432/switchboard': `@${host}${pathname}`,
      'postgres://switchboard:': 'postgres://postgres:',
    });
    await expectRedis(container);
    const state = () => container.ask('{ callSources { index { coverage { state } } } }');
    await expect
      .poll(async () => JSON.stringify(await state()))
      .toMatch(/^\{"data":\{"callSources":(.*"CURRENT".*){2}/);
    const { data } = await container.ask('{ callStats { total { callCount } } }');
    expect(data.callStats.total.callCount).toBeGreaterThanOrEqual(4_000);
  }, 120_000);
});
