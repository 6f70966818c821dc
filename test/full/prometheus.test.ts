import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { request } from 'undici';
import { expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { readCompose } from '../deploy/compose-file.ts';
import { dashboard, panelQueries } from '../deploy/dashboard.ts';
import { alertRules, configFile, rulesFile, withoutPrometheus } from '../deploy/prometheus-files.ts';
import { locate, readText } from '../docs/pages.ts';
import { freePort } from '../listen.ts';
import { startRedis, withoutRedis } from '../redis/redis-server.ts';
import { openFolder, runMain } from '../run-main.ts';

interface Prometheus {
  /** Data of an endpoint of its API. Throws its message if it refuses the request. */
  // biome-ignore lint/suspicious/noExplicitAny: the data depend on the endpoint.
  get(path: string, query?: string): Promise<any>;
}

/** Options of the Prometheus of Compose that are not about its files. */
const features: readonly string[] = readCompose()['services'].prometheus.command.filter((option: string) =>
  option.startsWith('--enable-feature='),
);

/** Starts a Prometheus by the project's configuration, which scrapes one target, and itself as another job, every second. */
async function startPrometheus(target: string): Promise<Prometheus> {
  const folder = await openFolder();
  const { scrape_configs, ...config } = parse(readText(configFile));
  const [{ dns_sd_configs, ...job }] = scrape_configs;
  expect(dns_sd_configs).toHaveLength(1);
  const port = await freePort();
  const file = join(folder, 'prometheus.yml');
  const changed = {
    ...config,
    global: { scrape_interval: '1s', evaluation_interval: '1s' },
    rule_files: [fileURLToPath(locate(rulesFile))],
    scrape_configs: [
      { ...job, static_configs: [{ targets: [target] }] },
      { job_name: 'prometheus', static_configs: [{ targets: [`127.0.0.1:${port}`] }] },
    ],
  };
  await writeFile(file, JSON.stringify(changed));
  const options = {
    'config.file': file,
    'storage.tsdb.path': folder,
    'web.listen-address': `127.0.0.1:${port}`,
  };
  const args = Object.entries(options).map(([name, value]) => `--${name}=${value}`);
  const server = spawn('prometheus', [...args, ...features, '--log.level=error'], {
    cwd: folder,
    stdio: 'ignore',
  });
  const ended = once(server, 'exit');
  onTestFinished(async () => {
    server.kill('SIGKILL');
    await ended;
  });
  const origin = `http://127.0.0.1:${port}/api/v1`;
  await expect
    .poll(() =>
      request(`${origin}/status/config`).then(
        ({ statusCode }) => statusCode,
        () => 0,
      ),
    )
    .toBe(200);
  return {
    async get(path, query) {
      const parameters = query === undefined ? '' : `?${new URLSearchParams({ query })}`;
      const { body } = await request(`${origin}/${path}${parameters}`);
      const { status, error, data } = (await body.json()) as Record<string, unknown>;
      if (status !== 'success') throw new Error(`${query}: ${error}`);
      return data;
    },
  };
}

const queries = [
  '{ calls(first: 2) { nodes { id } } }',
  '{ calls(first: 2, orderBy: { field: DURATION }) { nodes { id } } }',
  '{ callStats { total { callCount } } }',
  '{ callByDatabaseId(databaseId: 101) { turnCount } }',
  '{ callBySid(sid: "fault500") { status } }',
  '{',
];

/** A call of Butter that fails until the breaker opens, unlike that of Burki above, which is tried again each time. */
const failing = '{ callBySid(sid: "call_fault503") { status } }';

/** Starts a gateway over the sandboxes with an index, and with Redis where there is one. */
async function startGateway() {
  const redis = withoutRedis ? {} : { REDIS_URL: (await startRedis()).url };
  const { says } = await runMain({ PORT: '0', METRICS_PORT: '0', INDEX: 'on', ...redis });
  const url = await says(/listening: .* at (http:\S+)/);
  const metrics = await says(/Metrics are at (http:\S+)/);
  const post = (query: string) =>
    request(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
      },
      body: JSON.stringify({ query }),
    }).then(({ body }) => body.dump());
  return {
    target: new URL(metrics).host,
    async serve() {
      const { body } = await request(url, { headers: { host: 'switchboard.example' } });
      await Promise.all([body.dump(), ...queries.map(post)]);
      for (let asked = 0; asked < 3; asked += 1) await post(failing);
    },
  };
}

/** A query with the variables as Grafana sends them for all jobs, instances and sources, where the only job is the gateway's. */
const forAll = (query: string): string =>
  dashboard.templating.list.reduce(
    (text, { name, allValue = 'switchboard' }) => text.replaceAll(`"$${name}"`, `"${allValue}"`),
    query,
  );

/** Panels that show only what goes wrong, and does not in this test. */
const maybeEmpty = ['Failed commands of Redis', 'Connections closed to keep bounds'];

test.skipIf(withoutPrometheus)(
  'a Prometheus scrapes the gateway beside another job, evaluates every alert rule, and has data for every panel of the dashboard',
  async () => {
    const { target, serve } = await startGateway();
    const { get } = await startPrometheus(target);
    const panelsWithoutData = async (): Promise<string[]> => {
      await serve();
      const results = await Promise.all(panelQueries.map(({ expr }) => get('query', forAll(expr))));
      return panelQueries
        .filter(({ panel }, at) => results[at].result.length === 0 && !maybeEmpty.includes(panel))
        .map(({ panel }) => panel);
    };
    await expect.poll(panelsWithoutData, { interval: 500 }).toEqual([]);
    const { activeTargets } = await get('targets');
    expect(activeTargets).toHaveLength(2);
    for (const scraped of activeTargets) expect(scraped).toMatchObject({ health: 'up', lastError: '' });
    const processes = panelQueries.find(({ panel }) => panel === 'Processes')?.expr ?? '';
    expect((await get('query', forAll(processes))).result).toMatchObject([
      { value: [expect.anything(), '1'] },
    ]);
    const exemplars = await get('query_exemplars', 'switchboard_request_duration_seconds_bucket');
    expect(JSON.stringify(exemplars)).toContain('"trace_id":"aaaa');
    const { groups } = await get('rules');
    const states = new Map(
      groups.flatMap(({ rules }: { rules: { name: string; health: string }[] }) =>
        rules.map(({ name, health }) => [name, health] as const),
      ),
    );
    expect(states).toEqual(new Map(alertRules.map(({ alert }) => [alert, 'ok'])));
  },
  120_000,
);
