import { expect, test } from 'vitest';
import { readConfig } from '../../src/config/index.ts';
import { observabilitySettings } from '../../src/config/observability.ts';
import { alertRules } from '../deploy/prometheus-files.ts';
import { codeSpans, readText, section } from '../docs/pages.ts';
import { scrapeEverything } from './scrape-everything.ts';
import { openWatched, samplesOf } from './watched.ts';

const page = 'docs/operating.md';

/** The rows of tables whose first cell is code alone: that code, and the other cells. */
const rowsIn = (text: string): [name: string, cells: string[]][] =>
  [...text.matchAll(/^\| `(\w+)` \|(.*)\|$/gm)].map(([, name = '', rest = '']) => [
    name,
    rest.split('|').map(cell => cell.trim()),
  ]);

interface Described {
  readonly type: string;
  readonly labels: readonly string[];
}

const documented = (): Map<string, Described> =>
  new Map(
    rowsIn(section(page, 'Metrics')).map(([name, [type = '', labels = '']]) => [
      name,
      { type, labels: codeSpans(labels).sort() },
    ]),
  );

/** What a reading gives: of a metric without a sample no labels are known. */
function exposed(text: string): Map<string, { type: string; labels: readonly string[] | null }> {
  const samples = samplesOf(text);
  const types = [...text.matchAll(/^# TYPE (\w+) (\w+)$/gm)];
  return new Map(
    types.map(([, name = '', type = '']) => {
      const own = samples.filter(
        sample => sample.name.replace(/_(bucket|sum|count)$/, '') === name || sample.name === name,
      );
      const labels = new Set(
        own.flatMap(sample => Object.keys(sample.labels)).filter(label => label !== 'le'),
      );
      return [name, { type, labels: own.length > 0 ? [...labels].sort() : null }];
    }),
  );
}

test('the page has every metric with its type and labels, and no other', async () => {
  const scrape = await scrapeEverything();
  const own = exposed(scrape.own);
  expect([...own.values()].filter(({ labels }) => labels === null)).toEqual([]);
  const all = new Map([...exposed(scrape.ofProcess), ...own]);
  const described = documented();
  expect([...all.keys()].sort()).toEqual([...described.keys()].sort());
  for (const [name, { type, labels }] of all)
    expect([name, { type, labels: labels ?? described.get(name)?.labels }]).toEqual([
      name,
      described.get(name),
    ]);
});

test('the page has every field of a log line, and no other', async () => {
  const watched = await openWatched({ gateway: { forwardHeaders: [] } });
  watched.burki.play({ fault: { kind: 'status', status: 503 } });
  await watched.ask('{ callByDatabaseId(databaseId: 101) { sid } }');
  const everyLine = ['level', 'time', 'msg'];
  const fieldsOf = (msg: string) =>
    Object.keys(watched.lines(msg)[0] ?? {}).filter(field => !everyLine.includes(field));
  const onPage = (msg: string) =>
    rowsIn(readText(page).split(`### \`msg: "${msg}"\``)[1]?.split('###')[0] ?? '').map(([name]) => name);
  const ofTrace = ['trace_id', 'span_id'];
  expect(onPage('request').sort()).toEqual([...fieldsOf('request'), ...ofTrace, 'fault'].sort());
  expect(onPage('upstream failure').sort()).toEqual(
    [...fieldsOf('upstream failure'), ...ofTrace, 'background'].sort(),
  );
  watched.observer.clientError({ status: 400, reason: 'malformed' });
  expect(onPage('request not read').sort()).toEqual(fieldsOf('request not read').sort());
  watched.observer.connectionClosed('unread');
  expect(onPage('connection closed')).toEqual(fieldsOf('connection closed'));
  watched.observer.index({ source: null, type: 'FAILED', message: 'The disk is full.' });
  expect(onPage('index')).toEqual(fieldsOf('index'));
  watched.observer.redisFailure('OOM');
  expect(onPage('redis command failed')).toEqual(fieldsOf('redis command failed'));
  watched.observer.unexpectedError('TypeError');
  expect(onPage('fault')).toEqual(fieldsOf('fault'));
});

test('the page has every setting for operation, and no other', () => {
  const named = rowsIn(section(page, 'Settings')).map(([name]) => name);
  expect(named.sort()).toEqual(Object.keys(observabilitySettings).sort());
  for (const name of named) expect(readConfig({ [name]: '\0' })).toHaveProperty('problems');
});

test('the page has every alert, and no other', () => {
  const named = rowsIn(section(page, 'Alerts')).map(([name]) => name);
  expect(named).toEqual(alertRules.map(({ alert }) => alert));
});
