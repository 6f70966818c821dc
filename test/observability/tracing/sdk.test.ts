import { trace } from '@opentelemetry/api';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { isTracingOn } from '../../../src/observability/tracing/is-tracing-on.ts';
import { startTracing, stopTracing } from '../../../src/observability/tracing/sdk.ts';
import { freePort } from '../../listen.ts';
import { openWatched } from '../watched.ts';
import { type Collector, startCollector } from './collector.ts';

const query = '{ callByDatabaseId(databaseId: 101) { status } }';

/** The SDK as `--otel` starts it, which exports each span at once. */
async function startSdk(url: string, env: Readonly<Record<string, string>> = {}): Promise<readonly string[]> {
  const settings = { OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_BSP_SCHEDULE_DELAY: '1', ...env };
  for (const [name, value] of Object.entries(settings)) vi.stubEnv(name, value);
  onTestFinished(async () => {
    await stopTracing();
    trace.disable();
    vi.unstubAllEnvs();
  });
  return startTracing(process.env);
}

const makeSpans = (count: number): void => {
  const tracer = trace.getTracer('test');
  for (let made = 0; made < count; made += 1) tracer.startSpan(`span ${made}`).end();
};

const working = (collector: Collector) =>
  collector.answer(response => void response.setHeader('content-type', 'application/json').end('{}'));

test('the service is called switchboard', async () => {
  const collector = await startCollector();
  await startSdk(collector.url);
  makeSpans(1);
  await stopTracing();
  expect(collector.resource()).toMatchObject({ 'service.name': 'switchboard' });
});

test('OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES describe the service, and nothing else of the machine does', async () => {
  const collector = await startCollector();
  await startSdk(collector.url, {
    OTEL_SERVICE_NAME: 'calls',
    OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test',
  });
  makeSpans(1);
  await stopTracing();
  const {
    'service.name': name,
    'deployment.environment.name': environment,
    ...others
  } = collector.resource();
  expect([name, environment]).toEqual(['calls', 'test']);
  expect(Object.keys(others).filter(key => !key.startsWith('telemetry.sdk.'))).toEqual([]);
});

test('the headers of OTEL_EXPORTER_OTLP_HEADERS reach the collector', async () => {
  const collector = await startCollector();
  await startSdk(collector.url, { OTEL_EXPORTER_OTLP_HEADERS: 'x-team=calls' });
  makeSpans(1);
  await stopTracing();
  expect(collector.headers[0]).toMatchObject({ 'x-team': 'calls' });
});

test.each([{ OTEL_SDK_DISABLED: 'true' }, { OTEL_SDK_DISABLED: 'TRUE' }, { OTEL_TRACES_EXPORTER: 'none' }])(
  '%o starts nothing',
  async env => {
    await startSdk('http://127.0.0.1:1', env as Record<string, string>);
    expect(isTracingOn()).toBe(false);
  },
);

test.each([
  [{ OTEL_TRACES_SAMPLER: 'sometimes' }, 'OTEL_TRACES_SAMPLER value "sometimes" invalid'],
  [{ OTEL_EXPORTER_OTLP_TIMEOUT: 'soon' }, "Unknown value 'soon' for OTEL_EXPORTER_OTLP_TIMEOUT"],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: "http://user:a/b'c@d@host:99999" }, "export URL: 'host:99999'"],
])('%o is a warning, once and without a password', async (env, warning) => {
  const warnings = await startSdk('http://127.0.0.1:1', env as Record<string, string>);
  expect(warnings).toEqual([expect.stringMatching(/^OpenTelemetry: /)]);
  expect(warnings[0]).toContain(warning);
});

test('settings that the SDK accepts have no warning', async () => {
  expect(await startSdk('http://127.0.0.1:1', { OTEL_TRACES_SAMPLER: 'always_off' })).toEqual([]);
});

describe('a collector', () => {
  test('that answers 500 has one log line, and one more when it works again', async () => {
    const collector = await startCollector();
    collector.answer(response => void response.writeHead(500).end());
    await startSdk(collector.url);
    const { ask, written } = await openWatched();
    for (let count = 1; count <= 3; count += 1) {
      const received = collector.bodies.length;
      expect((await ask(query)).data.callByDatabaseId.status).toBe('COMPLETED');
      await expect.poll(() => collector.bodies.length).toBeGreaterThan(received);
    }
    const linesAbout = () =>
      written.filter(line => line.includes('"msg":"traces')).map(line => JSON.parse(line));
    const failing = { level: 'warn', msg: expect.stringContaining('traces cannot be exported') };
    await expect.poll(linesAbout).toMatchObject([failing]);
    working(collector);
    await ask(query);
    await expect
      .poll(linesAbout)
      .toMatchObject([failing, { level: 'info', msg: 'traces are exported again' }]);
  });

  test('that is down has one log line, and the gateway answers', async () => {
    await startSdk(`http://127.0.0.1:${await freePort()}`, { OTEL_EXPORTER_OTLP_TIMEOUT: '200' });
    const { ask, lines, written } = await openWatched();
    await ask(query);
    await expect
      .poll(() => written.filter(line => line.includes('traces cannot be exported')))
      .toHaveLength(1);
    await ask(query);
    expect(lines('request')).toMatchObject([{ outcome: 'ok' }, { outcome: 'ok' }]);
  });

  test('that does not answer delays no request', async () => {
    const collector = await startCollector();
    const held: (() => void)[] = [];
    collector.answer(response => void held.push(() => void response.end('{}')));
    await startSdk(collector.url);
    const { ask } = await openWatched();
    await ask('{ __typename }');
    await expect.poll(() => held.length).toBe(1);
    const { data } = await ask(query);
    expect(data.callByDatabaseId.status).toBe('COMPLETED');
    expect(held).toHaveLength(1);
    working(collector);
    for (const release of held) release();
  });

  test('that is too slow gets the spans that a queue of 2,048 holds, and one log line', async () => {
    const collector = await startCollector();
    const held: (() => void)[] = [];
    collector.answer(response => void held.push(() => void response.end('{}')));
    await startSdk(collector.url, { OTEL_BSP_EXPORT_TIMEOUT: '60000' });
    const { written } = await openWatched();
    makeSpans(512);
    await expect.poll(() => held.length).toBe(1);
    makeSpans(20_000);
    const linesAbout = () =>
      written.filter(line => line.includes('"msg":"traces')).map(line => JSON.parse(line).msg);
    expect(linesAbout()).toEqual([
      'traces are incomplete: the collector does not answer, or is slower than the spans come',
    ]);
    working(collector);
    for (const release of held) release();
    await expect.poll(linesAbout).toEqual([expect.any(String), 'traces are exported again']);
    await stopTracing();
    expect(collector.spans()).toHaveLength(512 + 2_048);
  });

  test('that does not answer holds up the end for two seconds at most', async () => {
    const collector = await startCollector();
    collector.answer(() => {});
    await startSdk(collector.url);
    makeSpans(1);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    let hasStopped = false;
    void stopTracing().then(() => {
      hasStopped = true;
    });
    await vi.advanceTimersByTimeAsync(1_999);
    expect(hasStopped).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(hasStopped).toBe(true);
  });
});
