import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { readText } from '../docs/pages.ts';
import { dashboard, type Panel, panelQueries, shownPanels } from './dashboard.ts';
import { resultLabelsOf, selectorsOf } from './promql.ts';

const provisioning = (path: string) => parse(readText(`deploy/grafana/provisioning/${path}`));

test('the dashboard has a stable uid, a version of its schema, and no id of one Grafana', () => {
  expect(dashboard).toMatchObject({ uid: 'switchboard', id: null, schemaVersion: 39 });
});

test('each panel has an id of its own', () => {
  const ids = dashboard.panels.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

const overlaps = ({ gridPos: a }: Panel, { gridPos: b }: Panel): boolean =>
  a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

test('panels stand side by side in the 24 columns of Grafana', () => {
  const { panels } = dashboard;
  expect(panels.filter(({ gridPos: { x, w } }) => x < 0 || w < 1 || x + w > 24)).toEqual([]);
  expect(
    panels.flatMap((one, at) =>
      panels.slice(at + 1).flatMap(other => (overlaps(one, other) ? [[one.title, other.title]] : [])),
    ),
  ).toEqual([]);
});

test('each panel has a title of its own, a description, a unit, thresholds and queries', () => {
  expect(shownPanels.length).toBeGreaterThan(40);
  expect(new Set(shownPanels.map(({ title }) => title)).size).toBe(shownPanels.length);
  for (const { title, description, fieldConfig, targets } of shownPanels) {
    expect([title, description]).toEqual([title, expect.stringMatching(/^[A-Za-z0-9].*\.$/)]);
    expect([title, fieldConfig?.defaults.unit]).toEqual([title, expect.stringMatching(/^\w+$/)]);
    expect([title, fieldConfig?.defaults.thresholds.steps[0]?.value]).toEqual([title, null]);
    const ids = targets?.map(({ refId }) => refId) ?? [];
    expect([title, ids.length]).toEqual([title, Math.max(1, new Set(ids).size)]);
  }
});

test('each panel and query takes the data source from the variable', () => {
  const source = { type: 'prometheus', uid: `\${datasource}` };
  expect(dashboard.templating.list[0]).toMatchObject({
    name: 'datasource',
    type: 'datasource',
    query: 'prometheus',
  });
  for (const { datasource } of [...shownPanels, ...panelQueries]) expect(datasource).toEqual(source);
});

test('each query is about the jobs, instances and sources that the variables select', () => {
  const variables = dashboard.templating.list.map(({ name }) => name);
  expect(variables).toEqual(['datasource', 'job', 'instance', 'source']);
  for (const { panel, expr } of panelQueries)
    for (const { matchers, grouping } of selectorsOf(expr)) {
      const selected = matchers.filter(({ value }) => value.startsWith('$'));
      const expected = ['job', 'instance', ...(grouping.includes('source') ? ['source'] : [])];
      expect([panel, selected]).toEqual([
        panel,
        expected.map(label => ({ label, operator: '=~', value: `$${label}` })),
      ]);
    }
});

test('legends name labels that the results of their queries have', () => {
  for (const { panel, expr, legendFormat } of panelQueries) {
    const named = [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, label = '']) => label);
    const labels = resultLabelsOf(expr);
    labels.delete('le');
    expect([panel, named.sort()]).toEqual([panel, [...labels].sort()]);
  }
});

test('Grafana finds the Prometheus of the compose file by itself', () => {
  const { datasources } = provisioning('datasources/prometheus.yaml');
  const { global } = parse(readText('deploy/prometheus/prometheus.yml'));
  expect(datasources).toMatchObject([
    { type: 'prometheus', isDefault: true, jsonData: { timeInterval: global.scrape_interval } },
  ]);
  expect(provisioning('dashboards/switchboard.yaml').providers).toMatchObject([
    { type: 'file', options: { path: '/var/lib/grafana/dashboards' } },
  ]);
});
