import { readdirSync, readFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createCancellation } from '../../src/async/cancellation.ts';
import { newSyncState } from '../../src/call-index/store/index-store.ts';
import { IndexStorageError } from '../../src/call-index/store/storage-error.ts';
import { createService } from '../../src/call-index/worker/handlers.ts';
import { createIndexWorker, maxWaitingQueries } from '../../src/call-index/worker/index-worker.ts';
import type { Handler } from '../../src/call-index/worker/serve.ts';
import { startThread } from '../../src/call-index/worker/start-thread.ts';
import { createWorkerStore } from '../../src/call-index/worker/worker-store.ts';
import { SwitchboardError } from '../../src/domain/errors.ts';
import { callOf } from '../domain/call-of.ts';
import { type InProcessWorker, startInProcess } from './in-process-worker.ts';
import { libsqlIn, pageOf } from './open-store.ts';
import { scratchFolder } from './scratch-folder.ts';

/** Opens a worker in this thread, whose further handlers a test gives. */
function open(more: Readonly<Record<string, Handler>> = {}) {
  const folder = scratchFolder();
  const notices: string[] = [];
  const threads: InProcessWorker[] = [];
  const worker = createIndexWorker({
    settings: { path: join(folder, 'index.db') },
    onNotice: notice => notices.push(notice),
    start() {
      const service = createService(libsqlIn(folder));
      const thread = startInProcess({ ...service, handlers: { ...service.handlers, ...more } });
      threads.push(thread);
      return thread;
    },
  });
  onTestFinished(worker.close);
  const query = worker.query as (
    kind: string,
    args: readonly unknown[],
    cancellation?: object,
  ) => Promise<unknown>;
  return { worker, store: createWorkerStore(worker), query, notices, threads };
}

/** Niceness of each thread of this process, as proc(5) has it: the 19th field of its status. */
const nicenessOfThreads = (): number[] =>
  readdirSync('/proc/self/task').map(thread => {
    const [, fields = ''] = readFileSync(`/proc/self/task/${thread}/stat`, 'utf8').split(') ');
    return Number(fields.split(' ')[16]);
  });

test('the store of the worker is that of its database', async () => {
  const { store } = open();
  expect(await store.openAccount('BURKI', 'ours')).toEqual({ state: newSyncState, callCount: 0 });
  const state = { ...newSyncState, asOf: 1 };
  const rechecks = [{ kind: 'CALL', target: '7', dueAt: 1, step: 0, countedFrom: 0 }] as const;
  const page = pageOf([callOf({ databaseId: '1' }), callOf({ databaseId: '2' })], {
    state,
    walk: 1,
    rechecks,
  });
  expect(await store.writePage('BURKI', page)).toMatchObject({ added: 2, callCount: 2 });
  expect(await store.unseenKeys('BURKI', 2, null, 1)).toEqual({ total: 2, keys: ['1'] });
  expect(await store.sampleKeys('BURKI', 9)).toEqual(['1', '2']);
  expect(await store.dueRechecks('BURKI', 1, 9)).toEqual(rechecks);
  await store.addRechecks('BURKI', [{ ...rechecks[0], target: '8' }]);
  expect(await store.removeOlder('BURKI', 1, 9)).toEqual({ removed: 0, callCount: 2 });
  expect(await store.removeCalls('BURKI', ['1'], state)).toBe(1);
  await store.writeState('BURKI', newSyncState);
  expect(await store.openAccount('BURKI', 'ours')).toEqual({ state: newSyncState, callCount: 1 });
  expect(await store.resetAccount('BURKI')).toEqual({ state: newSyncState, callCount: 0 });
});

test('requests of the store are carried out in their order, and the last before the end', async () => {
  const { worker, store } = open();
  await store.openAccount('BURKI', 'ours');
  const pages = Array.from({ length: 20 }, (_, at) => pageOf([callOf({ databaseId: String(at) })]));
  const outcomes = Promise.all(pages.map(page => store.writePage('BURKI', page)));
  const closed = worker.close();
  expect((await outcomes).map(({ callCount }) => callCount)).toEqual(pages.map((_, at) => at + 1));
  await closed;
  await expect(store.openAccount('BURKI', 'ours')).rejects.toMatchObject({ kind: 'NOT_OPEN' });
});

test('failures keep their kind, code and details between threads', async () => {
  const refusal = new SwitchboardError('OVERLOADED', 'Too much.', { retryable: true, retryAfter: 3 });
  const { store, query } = open({
    refuse: () => Promise.reject(refusal),
    fail: () => Promise.reject(new RangeError('A bug.')),
    reject: () => Promise.reject('no error'),
  });
  await store.openAccount('BURKI', 'ours');
  await expect(store.writeState('BUTTER', newSyncState)).rejects.toMatchObject({
    ...{ name: 'IndexStorageError', kind: 'NOT_OPEN', message: 'The index of this source is not open.' },
  });
  await expect(query('refuse', [])).rejects.toMatchObject({
    ...{ code: 'OVERLOADED', message: 'Too much.', extensions: refusal.extensions },
  });
  await expect(query('fail', [])).rejects.toMatchObject({
    message: 'A bug.',
    stack: expect.stringMatching(/RangeError/),
  });
  await expect(query('reject', [])).rejects.toThrow('no error');
  await expect(query('unknown', [])).rejects.toThrow('knows no request "unknown"');
});

test('a request that is cancelled ends at once, and tells the worker', async () => {
  let reason = '';
  const handler: Handler = (_, cancellation) =>
    new Promise((_, reject) => {
      cancellation.onCancel(error => {
        reason = error.message;
        reject(error);
      });
    });
  const { store, query } = open({ wait: handler });
  await store.openAccount('BURKI', 'ours');
  const cancellation = createCancellation();
  const request = query('wait', [], cancellation);
  await store.dueRechecks('BURKI', 0, 1);
  cancellation.cancel(new Error('The client has left.'));
  await expect(request).rejects.toThrow('The client has left.');
  await expect.poll(() => reason).toBe('The request was cancelled.');
  await expect(query('wait', [], cancellation)).rejects.toThrow('The client has left.');
});

test('a client whose request the store cannot carry out is told to come back, in no words of the store', async () => {
  const fail: Handler = () => Promise.reject(new IndexStorageError('UNAVAILABLE', 'The disk at /x is full.'));
  const { worker, store, query } = open({ fail });
  const refusal = {
    ...{ code: 'OVERLOADED', message: 'The index of calls cannot be read just now.' },
    details: { retryable: true },
  };
  await expect(query('fail', [])).rejects.toMatchObject(refusal);
  await store.openAccount('BURKI', 'ours');
  await expect(query('fail', [])).rejects.toMatchObject(refusal);
  await worker.close();
  await expect(query('fail', [])).rejects.toMatchObject(refusal);
});

test('too many requests of clients are refused, while those of the sync go on', async () => {
  const ends: (() => void)[] = [];
  const wait: Handler = () => new Promise(resolve => ends.push(() => resolve('done')));
  const { store, query } = open({ wait });
  await store.openAccount('BURKI', 'ours');
  const waiting = Array.from({ length: maxWaitingQueries }, () => query('wait', []));
  await expect(query('wait', [])).rejects.toMatchObject({
    ...{ code: 'OVERLOADED', extensions: { retryable: true, retryAfter: 1 } },
  });
  expect(await store.writePage('BURKI', pageOf([callOf()]))).toMatchObject({ added: 1 });
  for (const end of ends) end();
  expect(await Promise.all(waiting)).toEqual(waiting.map(() => 'done'));
  const next = query('wait', []);
  await expect.poll(() => ends.length).toBe(maxWaitingQueries + 1);
  ends.at(-1)?.();
  expect(await next).toBe('done');
});

test('a worker that dies fails its requests, and starts again with the next account that is opened', async () => {
  const { worker, store, query, threads, notices } = open({ wait: () => new Promise(() => {}) });
  await expect(store.dueRechecks('BURKI', 0, 1)).rejects.toMatchObject({ kind: 'NOT_OPEN' });
  expect(threads.length).toBe(0);
  await store.openAccount('BURKI', 'ours');
  await store.writePage('BURKI', pageOf([callOf()]));
  await worker.request('closeStore', []);
  const waiting = query('wait', []);
  await store.dueRechecks('BURKI', 0, 1).catch(() => {});
  threads[0]?.die(new Error('Out of memory.'));
  await expect(waiting).rejects.toMatchObject({
    code: 'OVERLOADED',
    cause: { kind: 'NOT_OPEN', cause: new Error('Out of memory.') },
  });
  await expect(store.dueRechecks('BURKI', 0, 1)).rejects.toMatchObject({ kind: 'NOT_OPEN' });
  expect(notices).toEqual(['The worker of the index has died (Out of memory.); it is started again.']);
  expect(await store.openAccount('BURKI', 'ours')).toMatchObject({ callCount: 1 });
  expect(threads.length).toBe(2);
});

describe('a thread of its own', () => {
  function openThread(path: string) {
    const notices: string[] = [];
    const threads: ReturnType<typeof startThread>[] = [];
    const worker = createIndexWorker({
      settings: { path },
      onNotice: notice => notices.push(notice),
      start(settings) {
        const thread = startThread(settings);
        threads.push(thread);
        return thread;
      },
    });
    onTestFinished(worker.close);
    return { worker, store: createWorkerStore(worker), notices, threads };
  }

  test('keeps the calls in its file, and leaves no log when it closes', async () => {
    const folder = scratchFolder();
    const path = join(folder, 'index.db');
    const { worker, store } = openThread(path);
    await store.openAccount('BURKI', 'ours');
    expect(await store.writePage('BURKI', pageOf([callOf()]))).toMatchObject({ added: 1 });
    expect(readdirSync(folder)).toContain('index.db-wal');
    await worker.close();
    expect(readdirSync(folder)).toEqual(['index.db']);
    const again = openThread(path);
    expect(await again.store.openAccount('BURKI', 'ours')).toMatchObject({ callCount: 1 });
  });

  test.runIf(process.platform === 'linux')(
    'leaves a CPU that it shares with the main thread to that one first',
    async () => {
      const { worker, store } = openThread(join(scratchFolder(), 'index.db'));
      const before = nicenessOfThreads();
      await store.openAccount('BURKI', 'ours');
      expect(nicenessOfThreads().filter(nice => nice > 0)).toHaveLength(
        before.filter(nice => nice > 0).length + 1,
      );
      expect(getPriority()).toBe(before[0]);
      await worker.close();
    },
  );

  test('gives up its file when it is ended in the middle, so that the next one takes over', async () => {
    const { store, threads, notices } = openThread(join(scratchFolder(), 'index.db'));
    await store.openAccount('BURKI', 'ours');
    await store.writePage('BURKI', pageOf([callOf()]));
    const write = store.writePage('BURKI', pageOf([callOf({ databaseId: '2' })]));
    await threads[0]?.terminate();
    await write.catch(failure => expect(failure).toMatchObject({ kind: 'NOT_OPEN' }));
    const { callCount } = await store.openAccount('BURKI', 'ours');
    expect([1, 2]).toContain(callCount);
    expect(notices).toEqual([expect.stringContaining('has died')]);
  });

  test('tells why its file cannot be used', async () => {
    const { store } = openThread(join(scratchFolder(), 'missing', 'index.db'));
    await expect(store.openAccount('BURKI', 'ours')).rejects.toMatchObject({
      ...{ kind: 'UNAVAILABLE', message: 'The folder of the index does not exist.' },
    });
  });
});
