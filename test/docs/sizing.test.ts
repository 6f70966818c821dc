import { describe, expect, test } from 'vitest';
import { arithmeticOf } from '../figures/sizing/arithmetic.ts';
import { redisCountsOf } from '../figures/sizing/counters.ts';
import { sectionIn, tablesIn, withTables } from '../figures/sizing/page.ts';
import { connections, manifests, megabytesOf, statisticsMs, worker } from '../figures/sizing/settings.ts';
import { figureIn, readTable, rounded, writeTable } from '../figures/sizing/tables.ts';
import { readText } from './pages.ts';

const page = readText('docs/sizing.md');
const tables = tablesIn(page);

test('the arithmetic of docs/sizing.md follows from its tables', () => {
  const arithmetic = arithmeticOf(tables);
  expect(Object.keys(arithmetic)).toHaveLength(5);
  for (const [name, table] of Object.entries(arithmetic))
    expect(sectionIn(page, name), name).toBe(writeTable(table));
});

test('the sums of docs/sizing.md are those of 10,000 requests in a second', () => {
  expect(figureIn(tables, 'mix', 'all', 'requests/s')).toBe(10_000);
});

/** The number in a file of the source after some text. */
const numberIn = (path: string, before: string): number =>
  Number(
    readText(path)
      .split(before)[1]
      ?.match(/^[\d_]+/)?.[0]
      .replaceAll('_', ''),
  );

test('the bounds by which docs/sizing.md computes are those of the gateway', () => {
  expect(numberIn('src/call-index/statistics/statistics.ts', 'maxMilliseconds = ')).toBe(statisticsMs);
  expect(numberIn('src/call-index/worker/start-thread.ts', 'maxOldGenerationSizeMb: ')).toBe(worker.heapMb);
  // The leader has one besides.
  expect(numberIn('src/call-index/store/postgres/postgres-database.ts', 'maxConnections = ') + 1).toBe(
    connections.postgres,
  );
});

test.each([
  ['components/replicas/horizontal-pod-autoscaler.yaml', `averageValue: ${manifests.plannedCores * 1_000}m`],
  ['base/deployment.yaml', `limits:\n              memory: ${manifests.memoryGi}Gi\n`],
  ['overlays/redis-postgres/postgres.yaml', `storage: ${manifests.postgresGi}Gi\n`],
  ['overlays/redis-postgres/redis.yaml', `maxmemory ${manifests.redisMi}mb\n`],
])('the sizes by which docs/sizing.md computes are those of %s', (path, size) => {
  expect(readText(`deploy/kubernetes/${path}`)).toContain(size);
});

test('a replica with a million calls and a full cache has a third of the memory of the manifests left', () => {
  const { rows } = tables['containers'] ?? { rows: [] };
  const left = Number(rows.find(([name]) => /leaves it/.test(String(name)))?.[2]);
  expect(left).toBeGreaterThan(megabytesOf(manifests.memoryGi) / 3);
});

describe('figures:sizing', () => {
  const table = {
    head: ['Request', 'CPU µs', 'kept'],
    rows: [
      ['a call', 1234.5, '–'],
      ['a page', 0.012345, 7],
    ],
  };

  test('reads a table as it has written it, to three digits', () => {
    const written = writeTable(table);
    expect(written).toBe(
      '| Request | CPU µs | kept |\n| --- | ---: | ---: |\n| a call | 1,230 | – |\n| a page | 0.0123 | 7 |',
    );
    expect(figureIn({ costs: readTable(written) }, 'costs', 'a call', 'CPU µs')).toBe(rounded(1234.5));
    expect(() => figureIn({ costs: table }, 'costs', 'a call', 'kept')).toThrow('has no figure');
    expect(() => figureIn({ costs: table }, 'costs', 'a list', 'kept')).toThrow('has no figure');
  });

  test('replaces the sections of a page that it names, and leaves the others', () => {
    const text = ['one', 'two']
      .map(name => `<!-- figures: ${name} -->\nold\n<!-- end of figures -->\n`)
      .join('');
    const replaced = withTables(text, { two: table });
    expect(sectionIn(replaced, 'one')).toBe('old');
    expect(sectionIn(replaced, 'two')).toBe(writeTable(table));
    expect(() => withTables(text, { three: table })).toThrow('no section "three"');
  });

  test('reads the counts of Redis from its own words', () => {
    const info =
      '# Stats\r\ntotal_commands_processed:12\r\ntotal_net_input_bytes:345\r\ntotal_net_output_bytes:678\r\n' +
      '# CPU\r\nused_cpu_sys:0.25\r\nused_cpu_user:0.5\r\nused_cpu_sys_children:9\r\n# Memory\r\nused_memory:910\r\nused_memory_human:1K\r\n';
    expect(redisCountsOf(info)).toEqual({
      commands: 12,
      bytesIn: 345,
      bytesOut: 678,
      cpu: 750_000,
      memory: 910,
    });
  });
});
