import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fileBytes } from '../../src/call-index/store/file-bytes.ts';
import { SwitchboardError } from '../../src/domain/errors.ts';
import { currentCoverage, inMemoryIndex, unreadCoverage } from '../call-index/in-memory-index.ts';
import { scratchFolder } from '../call-index/scratch-folder.ts';
import { measured } from './measured-index.ts';
import { openWatched, samplesOf } from './watched.ts';

const stats = '{ callStats { total { callCount } } }';

test('the index is measured by source: its state, its calls, and how old its knowledge is', async () => {
  const memory = inMemoryIndex(() => []);
  const ago = (seconds: number) => new Date(Date.now() - seconds * 1_000).toISOString();
  const { value } = await openWatched({ gateway: { createIndex: () => measured(memory.index) } });
  memory.coverage.BUTTER = {
    ...currentCoverage,
    callCount: 7,
    damaged: 3,
    asOf: ago(60),
    provenAt: ago(7_200),
  };
  memory.coverage.BURKI = unreadCoverage;
  expect(await value('switchboard_index_state', { source: 'BUTTER' })).toBe(1);
  expect(await value('switchboard_index_calls', { source: 'BUTTER' })).toBe(7);
  expect(await value('switchboard_index_unreadable_rows', { source: 'BUTTER' })).toBe(3);
  expect(await value('switchboard_index_lag_seconds', { source: 'BUTTER' })).toBeGreaterThanOrEqual(60);
  expect(await value('switchboard_index_walk_age_seconds', { source: 'BUTTER' })).toBeGreaterThanOrEqual(
    7_200,
  );
  expect(await value('switchboard_index_state', { source: 'BURKI' })).toBe(0);
  expect(await value('switchboard_index_lag_seconds', { source: 'BURKI' })).toBeUndefined();
  expect(await value('switchboard_index_walk_age_seconds', { source: 'BURKI' })).toBeUndefined();
  expect(await value('switchboard_index_disk_bytes')).toBe(4_096);
  memory.coverage.BUTTER = null;
  expect(await value('switchboard_index_calls', { source: 'BUTTER' })).toBeUndefined();
});

test('the process that reads the sources for an index is told from those that share it', async () => {
  const { index } = inMemoryIndex(() => []);
  let leads = false;
  const operations = { ...measured(index).operations, isLeading: () => leads };
  const { value } = await openWatched({ gateway: { createIndex: () => ({ ...index, operations }) } });
  expect(await value('switchboard_index_is_leader')).toBe(0);
  leads = true;
  expect(await value('switchboard_index_is_leader')).toBe(1);
});

test('requests to the index are timed by kind and outcome', async () => {
  const { index } = inMemoryIndex(() => []);
  const overloaded = new SwitchboardError('OVERLOADED', 'Too many requests wait for the index already.');
  const list = () => Promise.reject(overloaded);
  const { ask, value } = await openWatched({ gateway: { createIndex: () => ({ ...index, list }) } });
  await ask(stats);
  await ask(stats);
  await ask('{ calls(first: 1, orderBy: { field: DURATION }) { nodes { id } } }');
  const count = (kind: string, outcome: string) =>
    value('switchboard_index_read_duration_seconds_count', { kind, outcome });
  expect(await count('statistics', 'ok')).toBe(2);
  expect(await count('list', 'OVERLOADED')).toBe(1);
});

test('without an index there are no samples of one', async () => {
  const { ask, metrics } = await openWatched();
  await ask(stats);
  const names = samplesOf(await metrics.text()).map(({ name }) => name);
  expect(names.filter(name => name.startsWith('switchboard_index'))).toEqual([]);
});

test('the file of the index is measured with its log', async () => {
  const path = join(scratchFolder(), 'calls.db');
  expect(await fileBytes(path)).toBeNull();
  writeFileSync(path, 'x'.repeat(4_096));
  expect(await fileBytes(path)).toBe(4_096);
  writeFileSync(`${path}-wal`, 'x'.repeat(100));
  expect(await fileBytes(path)).toBe(4_196);
});
