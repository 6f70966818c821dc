import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startBurkiSandbox, startButterSandbox } from '../../src/sandbox/index.ts';
import { startPostgres, withoutPostgres } from '../call-index/postgres-server.ts';
import { openStandIn } from '../quota/stand-in.ts';
import { withoutRedis } from '../redis/redis-server.ts';
import { openFolder } from '../run-main.ts';
import { onceWithRedis, startContainer, startRedisContainer } from './containers.ts';
import { manifestsOf, type Overlay } from './kustomize.ts';
import { environmentOf, podOf } from './pods.ts';
import { secretsFor } from './secrets.ts';

function containerOf(overlay: Overlay, name = 'switchboard') {
  const manifests = manifestsOf(overlay);
  const pod = podOf(manifests, name);
  return { pod, environment: environmentOf(pod, manifests, secretsFor(overlay)) };
}

/** Both sandboxes, in place of the vendors' APIs. */
async function openVendors() {
  const [butter, burki] = await Promise.all([
    startButterSandbox({ calls: 50 }),
    startBurkiSandbox({ calls: 50 }),
  ]);
  onTestFinished(async () => void (await Promise.all([butter.close(), burki.close()])));
  return { BUTTER_URL: butter.url, BURKI_URL: burki.url };
}

const both = `{
  butter: callBySid(sid: "call_abc123def456") { status }
  burki: callByDatabaseId(databaseId: 101) { status }
}`;
const documented = { data: { butter: { status: 'COMPLETED' }, burki: { status: 'COMPLETED' } } };

describe.each(['base', 'overlays/index-file'] as const)('a pod of %s', overlay => {
  test('starts, answers its probes and a query, and serves metrics to an address', async () => {
    const { pod, environment } = containerOf(overlay);
    const folder = await openFolder();
    const [mount = { mountPath: folder }] = pod.container['volumeMounts'].filter(
      ({ name }: { name: string }) => name === 'index',
    );
    const standIns = { [mount.mountPath]: folder };
    const { send, ask } = await startContainer({ ...environment, ...(await openVendors()) }, standIns);
    for (const probe of ['startupProbe', 'livenessProbe', 'readinessProbe'])
      expect((await send('http', pod.container[probe].httpGet.path)).status).toBe(200);
    expect(await ask(both)).toEqual(documented);
    expect(await (await send('metrics', '/metrics')).text()).toContain('switchboard_requests_total');
    expect((await send('http', '/metrics')).status).toBe(403);
    const index = environment['INDEX_PATH'];
    expect(index?.replace(mount.mountPath, folder)).toBe(index && join(folder, 'calls.db'));
    const state = () => ask('{ callSources { index { coverage { state } } } }');
    const expected = index ? { coverage: { state: 'CURRENT' } } : null;
    await expect.poll(state).toEqual({ data: { callSources: [{ index: expected }, { index: expected }] } });
  });
});

describe.skipIf(withoutRedis || withoutPostgres)('two pods of overlays/redis-postgres', () => {
  test('start with the command of its Redis, and share the quota and the index', async () => {
    const redis = containerOf('overlays/redis-postgres', 'switchboard-redis');
    const redisPort = await startRedisContainer(redis.pod.container['command'], redis.environment);
    const { url } = await startPostgres();
    const { environment } = containerOf('overlays/redis-postgres');
    const [butter, burki] = [await openStandIn(), await openStandIn()];
    const given = { ...environment, BUTTER_URL: butter.url, BURKI_URL: burki.url, BUTTER_RPS: '5' };
    const { host, pathname } = new URL(url());
    const standIns = {
      'switchboard-redis:6379': `127.0.0.1:${redisPort}`,
      'switchboard-postgres:5432/switchboard': host + pathname,
      'postgres://switchboard:': 'postgres://postgres:',
    };
    const pods = await Promise.all([startContainer(given, standIns), startContainer(given, standIns)]);
    await onceWithRedis(pods, async () => {
      butter.arrivals.splice(0);
      const calls = Array.from({ length: 16 }, () => `{ callBySid(sid: "call_${randomUUID()}") { status } }`);
      const answers = await Promise.all(calls.map((query, index) => pods[index % 2]?.ask(query)));
      expect(answers).toEqual(calls.map(() => ({ data: { callBySid: null } })));
    });
    expect(butter.arrivals.length).toBeGreaterThanOrEqual(16);
    const { gapMs, stallMs } = butter.closest(5);
    expect(gapMs + stallMs).toBeGreaterThan(1_000);
    for (const { ask } of pods)
      expect(await ask('{ callSources { index { coverage { state } } } }')).toHaveProperty(
        'data.callSources.0.index.coverage.state',
      );
  }, 120_000);
});
