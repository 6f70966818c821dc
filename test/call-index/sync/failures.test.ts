import { expect, test } from 'vitest';
import type { IndexStore } from '../../../src/call-index/store/index-store.ts';
import { IndexStorageError } from '../../../src/call-index/store/storage-error.ts';
import { endedCall, failureOf, ongoingCall, settledCalls } from './simulated-source.ts';
import { openSimulation, type Simulation } from './simulation.ts';

const minute = 60_000;

const sidsOf = (calls: readonly { readonly sid: string }[]): string[] => calls.map(({ sid }) => sid).sort();

const diskFull = () => new IndexStorageError('UNAVAILABLE', 'The disk of the index is full.');

/** The store of a simulation, which fails while `isDown` says so. */
const failingStore = ({ store }: Simulation, isDown: () => boolean): IndexStore => ({
  ...store,
  openAccount: async (...given) =>
    isDown() ? Promise.reject(new Error('No disk.')) : store.openAccount(...given),
  writePage: async (...given) => (isDown() ? Promise.reject(diskFull()) : store.writePage(...given)),
  writeState: async (...given) => (isDown() ? Promise.reject(diskFull()) : store.writeState(...given)),
});

test('a source that is down is asked ever more rarely, at most once a minute', async () => {
  const { clock, source, start } = openSimulation({ pageSize: 2 });
  source.put(...settledCalls(6));
  const sync = await start();
  await clock.advance(4_000);
  source.fail(() => failureOf('UPSTREAM_UNAVAILABLE'));
  await clock.advance(5 * minute);
  source.requests();
  expect(sync.coverageOf('BUTTER')?.state).toBe('BEHIND');
  await clock.advance(10 * minute);
  expect(source.requests().length).toBeLessThanOrEqual(10);
  source.fail(null);
  await clock.advance(minute);
  expect(sync.coverageOf('BUTTER')?.state).toBe('CURRENT');
});

test('the pause that a source asks for is kept', async () => {
  const { clock, source, start } = openSimulation();
  source.put(...settledCalls(3));
  source.fail(() => failureOf('UPSTREAM_RATE_LIMITED', { retryAfter: 120 }));
  await start();
  await clock.advance(4 * minute);
  expect(source.requests()).toEqual(['0.0 first page', '120.1 first page']);
});

test('a page of the walk that fails delays neither the newest end nor the other sources', async () => {
  const { clock, source, store, start } = openSimulation({ pageSize: 2 });
  source.put(...settledCalls(6));
  source.fail(request => (request.includes('c3') ? failureOf('UPSTREAM_ERROR') : null));
  await start();
  await clock.advance(10 * minute);
  const requests = source.requests();
  expect(requests.filter(request => request.includes('first')).length).toBeGreaterThanOrEqual(119);
  expect(requests.filter(request => request.includes('c3')).length).toBeLessThan(12);
  source.fail(null);
  await clock.advance(15 * minute);
  expect(sidsOf(store.calls())).toEqual(sidsOf(source.calls()));
});

test('a page behind the first one that fails for long holds up no rechecks', async () => {
  const { clock, source, store, start } = openSimulation({ pageSize: 2 });
  source.put(...settledCalls(6));
  await start();
  await clock.advance(10 * minute);
  source.put(...[1, 2, 3].map(number => ongoingCall(`n${number}`, clock.now() + number)));
  source.fail(request => (request.startsWith('page after n') ? failureOf('UPSTREAM_ERROR') : null));
  await clock.advance(30_000);
  source.remove('n3');
  await clock.advance(minute);
  expect(source.requests()).toContainEqual(expect.stringMatching(/call n3$/));
  expect(sidsOf(store.calls())).not.toContain('n3');
});

test('a store that fails is tried again, and its index counts as failed until it works', async () => {
  const simulation = openSimulation({ pageSize: 2 });
  const { clock, source, store, notices, start } = simulation;
  source.put(...settledCalls(6));
  let isDown = false;
  const sync = await start({ store: failingStore(simulation, () => isDown) });
  await clock.advance(150);
  isDown = true;
  await clock.advance(10 * minute);
  expect(sync.coverageOf('BUTTER')?.state).toBe('FAILED');
  expect(sync.statusOf('BUTTER')?.state.failure).toMatchObject({
    kind: 'STORAGE',
    message: 'The disk of the index is full. The sync tries it again.',
  });
  expect(source.requests().length).toBeLessThan(15);
  isDown = false;
  await clock.advance(6 * minute);
  expect(sync.coverageOf('BUTTER')?.state).toBe('CURRENT');
  expect(sidsOf(store.calls())).toEqual(sidsOf(source.calls()));
  expect(notices.map(({ type }) => type)).toEqual(['FAILED', 'RECOVERED', 'WALKED']);
});

test('a store that cannot be opened lets the process start', async () => {
  const simulation = openSimulation();
  simulation.source.put(...settledCalls(2));
  let isDown = true;
  const sync = await simulation.start({ store: failingStore(simulation, () => isDown) });
  await simulation.clock.advance(1_000);
  expect(simulation.source.requests()).toEqual([]);
  expect(sync.coverageOf('BUTTER')?.state).toBe('FAILED');
  isDown = false;
  await simulation.clock.advance(minute);
  expect(sync.coverageOf('BUTTER')?.state).toBe('CURRENT');
});

test('a stop cancels the request under way', async () => {
  const { clock, source, start } = openSimulation({ latencyMs: 100_000 });
  source.put(...settledCalls(2));
  const sync = await start();
  await clock.advance(1_000);
  await sync.stop();
  await clock.advance(10 * minute);
  expect(source.requests()).toEqual(['0.0 first page']);
});

test('a stop waits for the write in progress, and nothing follows it', async () => {
  const { clock, source, store, start } = openSimulation();
  source.put(...settledCalls(2));
  let finishWrite = (): void => {};
  const sync = await start({
    store: {
      ...store,
      async writePage(...given) {
        await new Promise<void>(resolve => {
          finishWrite = resolve;
        });
        return store.writePage(...given);
      },
    },
  });
  await clock.advance(1_000);
  const events: string[] = [];
  const stopped = sync.stop().then(() => events.push('stopped'));
  await clock.advance(1_000);
  events.push('written');
  finishWrite();
  await stopped;
  expect(events).toEqual(['written', 'stopped']);
  expect(store.calls()).toHaveLength(2);
  await clock.advance(minute);
  expect(source.requests()).toEqual(['0.0 first page']);
});

test('a request that takes longer than five minutes is given up', async () => {
  const { clock, source, start } = openSimulation({ latencyMs: 10 * minute });
  source.put(...settledCalls(2));
  await start();
  await clock.advance(6 * minute);
  expect(source.requests()).toEqual(['0.0 first page', '305.0 first page']);
});

test('a clock that is set back delays nothing but rechecks', async () => {
  const { clock, source, store, start } = openSimulation({
    pageSize: 2,
    options: { walkIntervalMs: 60 * minute },
  });
  source.put(...settledCalls(4));
  const sync = await start();
  await clock.advance(10_000);
  clock.setWallClock(clock.now() - 48 * 60 * minute);
  source.put(endedCall('new', clock.now()));
  await clock.advance(10_000);
  expect(store.calls()).toHaveLength(5);
  expect(store.state().proof?.number).toBe(2);
  expect(sync.coverageOf('BUTTER')?.state).toBe('CURRENT');
});

test('a listener of notices that throws does no harm', async () => {
  const { clock, source, store, notices, start } = openSimulation();
  source.put(...settledCalls(2));
  notices.push = () => {
    throw new Error('A faulty listener.');
  };
  await start();
  await clock.advance(1_000);
  expect(store.state().proof?.number).toBe(1);
});
