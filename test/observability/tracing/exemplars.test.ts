import { expect, onTestFinished, test } from 'vitest';
import { notFound, withHealthChecks } from '../../../src/server/health-checks.ts';
import { listen } from '../../../src/server/http-server.ts';
import type { Watched } from '../watched.ts';
import { onlyOf, openTraced } from './traced-door.ts';

const query = '{ callByDatabaseId(databaseId: 101) { status } }';

/** Header that Prometheus sends. */
const openMetrics =
  'application/openmetrics-text;version=1.0.0;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1';

async function scraper({ metrics }: Watched) {
  const readiness = () => ({ status: 'ready' as const, sources: [] });
  const { url, close } = await listen(
    withHealthChecks({ readiness, metrics, directly: false }, notFound),
    '127.0.0.1',
    0,
  );
  onTestFinished(close);
  return async (accept?: string) => {
    const response = await fetch(`${url}/metrics`, { headers: { ...(accept && { accept }) } });
    return { type: response.headers.get('content-type'), text: await response.text() };
  };
}

test('the histograms of requests and attempts have the trace of a sampled request, in OpenMetrics', async () => {
  const traced = await openTraced();
  await traced.ask(query);
  const { traceId, spanId } = onlyOf(await traced.spans(), 'server');
  const scrape = await scraper(traced);
  const { type, text } = await scrape(openMetrics);
  expect(type).toBe('application/openmetrics-text; version=1.0.0; charset=utf-8');
  expect(text.endsWith('# EOF\n')).toBe(true);
  const exemplars = text.split('\n').filter(line => line.includes(' # {'));
  expect(exemplars.map(line => line.split('{')[0])).toEqual([
    'switchboard_request_duration_seconds_bucket',
    'switchboard_upstream_attempt_duration_seconds_bucket',
  ]);
  for (const line of exemplars)
    expect(line).toMatch(new RegExp(` # \\{trace_id="${traceId}",span_id="${spanId}"\\} [\\d.]+ [\\d.]+$`));
});

test('a request that is not sampled, or has no trace, leaves no exemplar', async () => {
  const traced = await openTraced();
  await traced.askWith(query, { traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-00` });
  const { text } = await (await scraper(traced))(openMetrics);
  expect(text).toContain('switchboard_request_duration_seconds_bucket');
  expect(text).not.toContain(' # {');
});

test('the plain text has the same samples by the same names before and after a scrape of OpenMetrics', async () => {
  const traced = await openTraced();
  await traced.ask(query);
  const scrape = await scraper(traced);
  const before = await scrape();
  const { text } = await scrape(openMetrics);
  expect(await scrape('text/plain')).toEqual(before);
  expect(before.type).toBe('text/plain; version=0.0.4; charset=utf-8');
  const samplesOf = (all: string) =>
    all
      .split('\n')
      .filter(line => line !== '' && !line.startsWith('#'))
      .map(line => line.replace(/ # \{.*/, ''));
  expect(samplesOf(text)).toEqual(samplesOf(before.text));
  expect(before.text).not.toContain(' # {');
});
