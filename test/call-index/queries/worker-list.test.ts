import { join } from 'node:path';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { createCancellation } from '../../../src/async/cancellation.ts';
import { createIndexList } from '../../../src/call-index/queries/index-list.ts';
import { createService } from '../../../src/call-index/worker/handlers.ts';
import { createIndexWorker } from '../../../src/call-index/worker/index-worker.ts';
import { createWorkerStore } from '../../../src/call-index/worker/worker-store.ts';
import type { Call } from '../../../src/domain/call.ts';
import { everyCall } from '../../../src/domain/call-filter.ts';
import { type SourceName, sourceNames } from '../../../src/domain/source-name.ts';
import { callOf } from '../../domain/call-of.ts';
import { firstPage } from '../first-page.ts';
import { currentCoverage } from '../in-memory-index.ts';
import { startInProcess } from '../in-process-worker.ts';
import { libsqlIn, pageOf } from '../open-store.ts';
import { scratchFolder } from '../scratch-folder.ts';
import { arbitraryCalls, arbitraryRequest, withKey } from './arbitrary-request.ts';
import { listByOracle } from './list-oracle.ts';
import { walk } from './memory-index.ts';

/** A worker over a file, and the list as the main thread has it. */
async function open() {
  const folder = scratchFolder();
  const worker = createIndexWorker({
    settings: { path: join(folder, 'index.db') },
    onNotice: () => {},
    start: () => startInProcess(createService(libsqlIn(folder))),
  });
  onTestFinished(worker.close);
  const store = createWorkerStore(worker);
  for (const source of sourceNames) await store.openAccount(source, 'ours');
  const list = createIndexList({
    query: (request, cancellation) => worker.query('list', [request], cancellation),
    coverageOf: () => currentCoverage,
  });
  const write = (source: SourceName, calls: readonly Call[]) =>
    store.writePage(source, pageOf(calls.filter(call => call.source === source)));
  return {
    store,
    list,
    write: async (calls: readonly Call[]) => {
      for (const source of sourceNames) await write(source, calls);
    },
  };
}

test('the worker lists the calls of its file, in any order and by any filter', async () => {
  const { store, list, write } = await open();
  await fc.assert(
    fc.asyncProperty(arbitraryCalls(20), arbitraryRequest, async (calls, given) => {
      for (const source of sourceNames) await store.resetAccount(source);
      await write(calls);
      const pages = await walk({ list }, given, { limit: 3, isBackward: false });
      const listed = pages.flatMap(({ rows }) => rows.map(({ call }) => call));
      expect(listed).toEqual(listByOracle(calls, given));
    }),
    { numRuns: 60 },
  );
});

test('a page is of one moment, whatever is written while it is read', async () => {
  const { list, write } = await open();
  const callsWith = (status: Call['status']) =>
    Array.from({ length: 50 }, (_, number) => withKey(callOf({ status }), number));
  await write(callsWith('COMPLETED'));
  const writing = (async () => {
    for (let times = 0; times < 20; times += 1)
      await write(callsWith(times % 2 === 0 ? 'BUSY' : 'COMPLETED'));
  })();
  const seen = new Set<number | null>();
  for (let times = 0; times < 60; times += 1) {
    const busy = { ...everyCall, statuses: ['BUSY' as const] };
    const page = await list({ ...firstPage, filter: busy, limit: 100 });
    expect(page.rows).toHaveLength(page.totalCount ?? 0);
    expect(page.rows.every(({ call }) => call.status === 'BUSY')).toBe(true);
    seen.add(page.totalCount);
  }
  await writing;
  expect([...seen].every(count => count === 0 || count === 50)).toBe(true);
});

test('a list whose client leaves ends at once', async () => {
  const { list, write } = await open();
  await write(
    Array.from({ length: 3_000 }, (_, number) => withKey(callOf({ metadata: { number } }), number)),
  );
  const cancellation = createCancellation();
  const filter = { ...everyCall, metadata: [{ key: 'number', value: 'none' }] };
  const page = list({ ...firstPage, filter }, cancellation);
  cancellation.cancel(new Error('The client has left.'));
  await expect(page).rejects.toThrow('The client has left.');
  expect(await list(firstPage)).toMatchObject({ totalCount: 3_000 });
});

test('a source whose calls are not open fails the list', async () => {
  const { list, store } = await open();
  await store.close();
  await expect(list(firstPage)).rejects.toMatchObject({ code: 'OVERLOADED', cause: { kind: 'NOT_OPEN' } });
});
