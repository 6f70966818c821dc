import { expect, test } from 'vitest';
import { compiled, main, openFolder, run } from '../../run-main.ts';
import { startCollector } from './collector.ts';

const address = /listening: .* at (http:[^\s"]+)/;
const quiet = { PORT: '0', WARM_UP: 'off', INDEX: 'off' };

const ask = (url: string) =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', connection: 'close' },
    body: JSON.stringify({ query: '{ callByDatabaseId(databaseId: 101) { status } }' }),
  });

/** Settings of OpenTelemetry, none of which is a misspelled setting of the gateway. */
const settings = (url: string) => ({
  OTEL_EXPORTER_OTLP_ENDPOINT: url,
  OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'x-team=calls',
  OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
  OTEL_RESOURCE_ATTRIBUTES: 'service.namespace=telephony',
  OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
  OTEL_TRACES_SAMPLER_ARG: '1',
  OTEL_LOG_LEVEL: 'info',
  OTEL_PROPAGATORS: 'tracecontext',
});

test('`switchboard --otel` exports the spans of clients when it stops, and complains about none of its settings', async () => {
  const collector = await startCollector();
  const env = { ...quiet, ...settings(collector.url), WARM_UP: 'on' };
  const program = run([main, '--otel'], await openFolder(), env);
  const url = await program.says(address);
  const isReady = async () => (await fetch(new URL('/ready', url), { headers: { connection: 'close' } })).ok;
  await expect.poll(isReady).toBe(true);
  await (await ask(url)).json();
  program.signal('SIGTERM');
  expect(await program.ended).toBe(0);
  expect(program.printed.err).toBe('');
  const spans = collector.spans();
  // Requests of the warm-up have none.
  expect(spans.map(({ name }) => name).sort()).toEqual([
    'BURKI call',
    'graphql.parse',
    'graphql.validate',
    'query',
  ]);
  const { traceId } = spans.find(({ name }) => name === 'query') ?? {};
  expect(program.printed.out).toContain(`"trace_id":"${traceId}"`);
});

test('a program that starts with switchboard/otel exports its spans when it has nothing left to do', async () => {
  const collector = await startCollector();
  const program = `
    import { createGateway, openAccess, startSandboxes } from '${compiled('src/index.ts')}';
    const sandboxes = await startSandboxes();
    const gateway = createGateway({ sources: sandboxes.sources, access: openAccess });
    const url = 'http://localhost/graphql?query=' + encodeURIComponent('{ callByDatabaseId(databaseId: 101) { status } }');
    await (await gateway.fetch(new Request(url))).text();
    await gateway.close();
    await sandboxes.close();`;
  const args = ['--import', compiled('src/otel.ts'), '--input-type=module', '--eval', program];
  const embedding = run(args, await openFolder(), settings(collector.url));
  expect(await embedding.ended).toBe(0);
  expect(embedding.printed).toEqual({ out: '', err: '' });
  expect(collector.spans().map(({ name }) => name)).toEqual(expect.arrayContaining(['query', 'BURKI call']));
});
