import { describe, expect, onTestFinished, test } from 'vitest';
import { type HealthCheckOptions, notFound, withHealthChecks } from '../../src/server/health-checks.ts';
import { listen } from '../../src/server/http-server.ts';
import { type Phase, readinessOf } from '../../src/server/readiness.ts';
import { plainLimits } from '../front-door.ts';
import { openWatched, type Watched } from './watched.ts';

async function openProbes(
  watched: Watched,
  options: Partial<HealthCheckOptions> & { readonly phase?: Phase } = {},
) {
  const readiness = () => readinessOf(options.phase ?? 'serving', watched.gateway.stats());
  const probes = { readiness, metrics: watched.metrics, directly: true, ...options };
  const { url, close } = await listen(withHealthChecks(probes, notFound), '127.0.0.1', 0);
  onTestFinished(close);
  return async (path: string, init: RequestInit = {}) => {
    const response = await fetch(url + path, init);
    return { status: response.status, body: await response.text(), headers: response.headers };
  };
}

const bodyOf = ({ body }: { readonly body: string }) => JSON.parse(body);
const cutOff = { ...plainLimits, breaker: { ...plainLimits.breaker, failures: 1, openMs: 60_000 } };

async function fail({ ask, butter, burki }: Watched, which: readonly ('butter' | 'burki')[]): Promise<void> {
  for (const sandbox of which.map(name => ({ butter, burki })[name]))
    sandbox.play({ fault: { kind: 'status', status: 503 } });
  await ask('{ calls { edges { node { id } } } }');
  await ask('{ callByDatabaseId(databaseId: 101) { sid } callBySid(sid: "call_abc123def456") { sid } }');
}

describe('/health', () => {
  test.each<Phase>(['starting', 'serving', 'draining'])('is 200 while it is %s', async phase => {
    const get = await openProbes(await openWatched(), { phase });
    const { status, body } = await get('/health');
    expect([status, body]).toEqual([200, '{"status":"alive"}']);
  });
});

describe('/ready', () => {
  test('is 200 and names each source', async () => {
    const get = await openProbes(await openWatched({ off: ['BUTTER'] }));
    const answer = await get('/ready?from=balancer');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const sources = [
      { name: 'BUTTER', state: 'NOT_CONFIGURED' },
      { name: 'BURKI', state: 'OK' },
    ];
    expect(bodyOf(answer)).toEqual({ status: 'ready', sources });
  });

  test.each<Phase>(['starting', 'draining'])('is 503 while it is %s', async phase => {
    const answer = await (await openProbes(await openWatched(), { phase }))('/ready');
    expect([answer.status, bodyOf(answer).status]).toEqual([503, phase]);
  });

  test('is 200 while one source is still available', async () => {
    const watched = await openWatched({ gateway: { limits: cutOff } });
    await fail(watched, ['burki']);
    const answer = await (await openProbes(watched))('/ready');
    const sources = [
      { name: 'BUTTER', state: 'OK' },
      { name: 'BURKI', state: 'OPEN' },
    ];
    expect([answer.status, bodyOf(answer)]).toEqual([200, { status: 'ready', sources }]);
  });

  test('is 503 when the breaker of every configured source is open, and reveals no address', async () => {
    const watched = await openWatched({ off: ['BUTTER'], gateway: { limits: cutOff } });
    await fail(watched, ['burki']);
    const answer = await (await openProbes(watched))('/ready');
    expect([answer.status, bodyOf(answer).status]).toEqual([503, 'unavailable']);
    expect(answer.body).not.toMatch(/http|127/);
  });

  test('is 503 when no upstream can be reached at all', async () => {
    const watched = await openWatched({ off: ['BUTTER'], gateway: { limits: cutOff } });
    await watched.burki.close();
    await watched.ask('{ callByDatabaseId(databaseId: 101) { sid } }');
    expect((await (await openProbes(watched))('/ready')).status).toBe(503);
  });

  test('is 200 again once a breaker admits a probe, because only a request can be the probe', async () => {
    const limits = { ...cutOff, breaker: { ...cutOff.breaker, openMs: 1 } };
    const watched = await openWatched({ gateway: { limits } });
    await fail(watched, ['butter', 'burki']);
    const get = await openProbes(watched);
    await expect
      .poll(async () => bodyOf(await get('/ready')))
      .toMatchObject({
        status: 'ready',
        sources: [{ state: 'DEGRADED' }, { state: 'DEGRADED' }],
      });
  });

  test('is 200 if no source is configured', async () => {
    const get = await openProbes(await openWatched({ off: ['BUTTER', 'BURKI'] }));
    expect((await get('/ready')).status).toBe(200);
  });
});

describe('/metrics', () => {
  test('is in the format of Prometheus', async () => {
    const { status, headers, body } = await (await openProbes(await openWatched()))('/metrics');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(body).toContain('switchboard_drift_total{source="BURKI"} 0');
  });

  test.each(['x-forwarded-for', 'x-forwarded-host', 'forwarded', 'via', 'x-real-ip', 'cf-connecting-ip'])(
    'is 404 for a request that a proxy forwarded with %s',
    async name => {
      const init = { headers: { [name]: '192.0.2.1' } };
      const watched = await openWatched();
      expect((await (await openProbes(watched))('/metrics', init)).status).toBe(404);
      expect((await (await openProbes(watched, { directly: false }))('/metrics', init)).status).toBe(200);
    },
  );

  test('is 404 where metrics are off', async () => {
    const get = await openProbes(await openWatched(), { metrics: null });
    expect((await get('/metrics')).status).toBe(404);
  });
});

test('probes answer GET and HEAD only, at exactly their paths', async () => {
  const get = await openProbes(await openWatched());
  const post = await get('/ready', { method: 'POST' });
  expect([post.status, post.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  const head = await get('/ready', { method: 'HEAD' });
  expect([head.status, head.body]).toEqual([200, '']);
  expect((await get('/ready/')).status).toBe(404);
});
