import { expect, test } from 'vitest';
import { computeStats } from '../../../src/call-index/statistics/compute-stats.ts';
import { createIndexStats } from '../../../src/call-index/statistics/index-stats.ts';
import type { SourceCount } from '../../../src/call-index/store/index-store.ts';
import type { SourceName } from '../../../src/domain/source-name.ts';
import { callOf } from '../../domain/call-of.ts';
import { columnsOf } from '../columns-of.ts';
import { currentCoverage } from '../in-memory-index.ts';
import { everything } from './stats-of.ts';

const columns = columnsOf([callOf({ source: 'BURKI' }), callOf({ source: 'BURKI' })]);

const statsWith = (counts: Partial<Record<SourceName, SourceCount>>) =>
  createIndexStats({
    compute: request => computeStats(columns, Int32Array.of(0, 1), request, async () => {}),
    coverageOf: source => (source === 'BURKI' ? currentCoverage : null),
    sourceCountOf: source => counts[source] ?? null,
  })(everything);

test('each source that the index holds has its total and its coverage', async () => {
  const { total, sources } = await statsWith({});
  expect(total.callCount).toBe(2);
  expect(sources).toEqual([{ source: 'BURKI', total: 2, coverage: currentCoverage }]);
});

test('a source that counts is verified, whether or not it gave a number', async () => {
  const at = Date.UTC(2026, 2, 9, 10);
  expect((await statsWith({})).verifications).toEqual([]);
  expect((await statsWith({ BURKI: { sourceCalls: 123, indexCalls: 120, at } })).verifications).toEqual([
    { source: 'BURKI', callCount: 120, sourceCallCount: 123, asOf: '2026-03-09T10:00:00Z' },
  ]);
  const { verifications } = await statsWith({ BURKI: { sourceCalls: null, indexCalls: 120, at } });
  expect(verifications).toMatchObject([{ source: 'BURKI', sourceCallCount: null }]);
});
