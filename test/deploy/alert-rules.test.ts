import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readText } from '../docs/pages.ts';
import {
  alertRules,
  alertTests,
  configFile,
  promtool,
  rulesFile,
  testFiles,
  withoutPrometheus,
} from './prometheus-files.ts';
import { selectorsOf } from './promql.ts';

describe.skipIf(withoutPrometheus)('promtool', () => {
  test.each([
    ['check rules', rulesFile],
    ['check config', configFile],
    ...testFiles.map(path => ['test rules', path] as const),
  ] as const)('succeeds with %s of %s', (command, path) => {
    const { status, output } = promtool(command, path);
    expect([status, output]).toEqual([0, expect.stringContaining('SUCCESS')]);
  });

  test('refuses a file that holds no rules', () => {
    expect(promtool('check rules', configFile).status).toBe(1);
  });
});

test('each alert is tested on series on which it fires, and on series on which it does not', () => {
  const firing = (fires: boolean) =>
    new Set(
      alertTests.filter(tested => tested.exp_alerts.length > 0 === fires).map(tested => tested.alertname),
    );
  const names = alertRules.map(({ alert }) => alert);
  expect(names.filter(name => !firing(true).has(name))).toEqual([]);
  expect(names.filter(name => !firing(false).has(name))).toEqual([]);
});

test('each alert has a severity and a summary', () => {
  for (const { alert, labels, annotations } of alertRules) {
    expect([alert, labels['severity']]).toEqual([alert, expect.stringMatching(/^(?:critical|warning)$/)]);
    expect([alert, annotations['summary']]).toEqual([alert, expect.stringMatching(/\.$/)]);
  }
});

test('alerts keep jobs apart, by a label of their results or by the job that Prometheus scrapes', () => {
  const [{ job_name }] = parse(readText(configFile)).scrape_configs;
  for (const { alert, expr } of alertRules)
    for (const { matchers, grouping } of selectorsOf(expr)) {
      const job = matchers.find(({ label }) => label === 'job')?.value;
      expect([alert, job ?? grouping.includes('job')]).toEqual([alert, job === undefined ? true : job_name]);
    }
});
