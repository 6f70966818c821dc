import { expect, test } from 'vitest';
import { samplesOf } from '../observability/watched.ts';
import { scrapeEverything } from '../observability/scrape-everything.ts';
import { dashboardQueries, panelQueries } from './dashboard.ts';
import { alertRules } from './prometheus-files.ts';
import { type Matcher, selectorsOf } from './promql.ts';

type Labels = ReadonlyMap<string, ReadonlySet<string>>;

interface Scraped {
  /** The type of each metric. */
  readonly types: ReadonlyMap<string, string>;
  /** Labels of the series of a name, and their values; undefined if there is no such series. */
  labelsOf(name: string): Labels | undefined;
}

/** Series that Prometheus makes itself. */
const madeByPrometheus: ReadonlyMap<string, Labels> = new Map([
  ['up', new Map()],
  [
    'ALERTS',
    new Map([
      ['alertname', new Set(alertRules.map(({ alert }) => alert))],
      ['alertstate', new Set(['firing'])],
    ]),
  ],
]);

async function scrape(): Promise<Scraped> {
  const { own, ofProcess } = await scrapeEverything();
  const text = `${own}\n${ofProcess}`;
  const series = new Map<string, Map<string, Set<string>>>();
  for (const { name, labels } of samplesOf(text)) {
    const known = series.get(name) ?? new Map<string, Set<string>>();
    series.set(name, known);
    for (const [label, value] of Object.entries(labels))
      known.set(label, (known.get(label) ?? new Set()).add(value));
  }
  const types = new Map(
    [...text.matchAll(/^# TYPE (\w+) (\w+)$/gm)].map(([, name = '', type = '']) => [name, type]),
  );
  return {
    types,
    // No garbage may have been collected yet.
    labelsOf: name =>
      madeByPrometheus.get(name) ??
      series.get(name) ??
      (name === 'nodejs_gc_duration_seconds_sum' && types.has('nodejs_gc_duration_seconds')
        ? new Map()
        : undefined),
  };
}

/** Labels of a target, which Prometheus adds to each series. */
const targetLabels = ['job', 'instance'];

/** Whether one of the values that a matcher names, if it names any, does not exist. */
function namesUnknownValue({ operator, value }: Matcher, known: ReadonlySet<string>): boolean {
  if (value.startsWith('$')) return false;
  const patterns = operator.endsWith('~') ? value.split('|').map(part => new RegExp(`^(?:${part})$`)) : [];
  return patterns.length > 0
    ? patterns.some(pattern => ![...known].some(other => pattern.test(other)))
    : !known.has(value);
}

/** The metrics, labels and values in a query that do not exist. */
const unknownIn = (query: string, { labelsOf }: Scraped): string[] =>
  selectorsOf(query).flatMap(({ name, matchers, grouping }) => {
    const labels = labelsOf(name);
    if (!labels) return [name];
    const own = matchers.filter(({ label }) => !targetLabels.includes(label));
    const named = [...own.map(({ label }) => label), ...grouping].filter(
      label => !targetLabels.includes(label),
    );
    return [
      ...named.filter(label => !labels.has(label)).map(label => `${name}{${label}}`),
      ...own
        .filter(matcher => namesUnknownValue(matcher, labels.get(matcher.label) ?? new Set()))
        .map(({ label, value }) => `${name}{${label}="${value}"}`),
    ];
  });

const queries = [...alertRules.map(({ expr }) => expr), ...dashboardQueries];

test('every metric, label and value in the alert rules and the dashboard exists', async () => {
  const scraped = await scrape();
  expect(queries.length).toBeGreaterThan(80);
  expect(queries.flatMap(query => unknownIn(query, scraped))).toEqual([]);
});

test('a metric, label or value that does not exist is found in a query', async () => {
  const scraped = await scrape();
  const unknown = [
    ['sum(rate(switchboard_request_total[1m]))', 'switchboard_request_total'],
    ['sum by (route) (rate(switchboard_requests_total[1m]))', 'switchboard_requests_total{route}'],
    ['switchboard_requests_total{result!="ok"}', 'switchboard_requests_total{result}'],
    ['switchboard_requests_total{outcome="fine"}', 'switchboard_requests_total{outcome="fine"}'],
    ['switchboard_requests_total{outcome=~"ok|fine"}', 'switchboard_requests_total{outcome="ok|fine"}'],
  ] as const;
  for (const [query, found] of unknown) expect(unknownIn(query, scraped)).toContain(found);
});

test('a query that is no PromQL is refused', () => {
  expect(() => selectorsOf('sum by (source) rate(switchboard_requests_total[1m])')).toThrow('Not PromQL');
});

test('the dashboard shows every metric of the gateway', async () => {
  const { types } = await scrape();
  const shown = new Set(panelQueries.flatMap(({ expr }) => selectorsOf(expr).map(({ name }) => name)));
  const isShown = (name: string) =>
    ['', '_bucket', '_sum', '_count'].some(suffix => shown.has(name + suffix));
  const own = [...types.keys()].filter(name => name.startsWith('switchboard_'));
  expect(own.length).toBeGreaterThan(25);
  expect(own.filter(name => !isShown(name))).toEqual([]);
});

test('counters are shown as rates or increases, which survive a restart, and gauges as they are', async () => {
  const { types } = await scrape();
  // A rate would miss the first event of each kind, because a series without events has no sample.
  const shownAsTotals = ['switchboard_index_events_total'];
  for (const { expr } of panelQueries)
    for (const { name, functions } of selectorsOf(expr)) {
      const type = types.get(name) ?? types.get(name.replace(/_(?:bucket|sum|count)$/, '')) ?? 'gauge';
      const isRate = functions.some(called => ['rate', 'increase'].includes(called));
      expect([expr, isRate]).toEqual([expr, type !== 'gauge' && !shownAsTotals.includes(name)]);
    }
});
