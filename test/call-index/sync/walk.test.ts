import { expect, test } from 'vitest';
import { endedCall, settledCalls } from './simulated-source.ts';
import { openSimulation } from './simulation.ts';

const hour = 3_600_000;

const sidsOf = (calls: readonly { readonly sid: string }[]): string[] => calls.map(({ sid }) => sid).sort();

const hourly = { options: { walkIntervalMs: hour } };

test('a walk goes on at its place after the process was killed', async () => {
  const { clock, source, store, start } = openSimulation({ pageSize: 2 });
  source.put(...settledCalls(10));
  const first = await start();
  await clock.advance(340);
  first.kill();
  source.requests();
  await start();
  await clock.advance(4_000);
  // The page after c5 had been asked for, and its answer was lost.
  expect(source.requests()).toEqual(['0.3 first page', '0.4 page after c5', '0.5 page after c3']);
  expect(sidsOf(store.calls())).toEqual(sidsOf(source.calls()));
});

test('a walk whose place is refused starts over, and only the whole one proves anything', async () => {
  const { clock, source, store, notices, start } = openSimulation({ pageSize: 2, placeLifeMs: 60_000 });
  source.put(...settledCalls(10));
  const first = await start();
  await clock.advance(350);
  first.kill();
  await clock.advance(hour);
  const second = await start();
  await clock.advance(1_000);
  expect(second.coverageOf('BUTTER')).toMatchObject({
    state: 'BUILDING',
    provenAt: null,
    completeBackTo: null,
  });
  await clock.advance(10_000);
  expect(sidsOf(store.calls())).toEqual(sidsOf(source.calls()));
  expect(second.coverageOf('BUTTER')?.state).toBe('CURRENT');
  expect(notices.map(({ type }) => type)).toEqual(['STARTED_OVER', 'WALKED']);
});

test('a list that refuses each place again and again is asked ever more rarely', async () => {
  const { clock, source, start } = openSimulation({ pageSize: 2, placeLifeMs: 1 });
  source.put(...settledCalls(10));
  const sync = await start();
  await clock.advance(hour);
  const pages = source.requests().filter(request => !request.endsWith('first page'));
  expect(pages.length).toBeLessThan(15);
  expect(sync.coverageOf('BUTTER')?.state).toBe('BUILDING');
});

test('a list that repeats its pages is not read for ever', async () => {
  const { clock, source, start } = openSimulation({ pageSize: 1, latencyMs: 1 });
  source.put(...settledCalls(3));
  const { readPage } = source.access.rows;
  const first = JSON.stringify({ after: null, offset: 0, issuedAt: 0 });
  const access = {
    ...source.access,
    rows: {
      readPage: async (place: string | null, scope: Parameters<typeof readPage>[1]) => {
        const page = await readPage(place, scope);
        return page && { ...page, next: page.next ?? first };
      },
    },
  };
  const sync = await start({ access });
  for (let minute = 0; minute < 5; minute += 1) await clock.advance(60_000);
  expect(sync.coverageOf('BUTTER')?.state).toBe('BUILDING');
  const before = source.requests().length;
  await clock.advance(60_000);
  expect(source.requests().length).toBeLessThan(before);
});

test('a row that changes long after its call ended is corrected by the next walk', async () => {
  const { clock, source, store, start } = openSimulation({ pageSize: 2, ...hourly });
  source.put(...settledCalls(6));
  await start();
  await clock.advance(10_000);
  source.change('c2', { cost: { unit: 'CREDITS', currency: null, total: '12.35' } });
  await clock.advance(hour - 60_000);
  expect(store.calls()).not.toEqual(expect.arrayContaining([...source.calls()]));
  await clock.advance(60_000);
  expect(store.calls()).toEqual(expect.arrayContaining([...source.calls()]));
});

test('the proof of a walk tells how far back the calls are complete, and when that was known', async () => {
  const { clock, source, start } = openSimulation({ pageSize: 2 });
  source.put(...settledCalls(5));
  const sync = await start();
  expect(sync.coverageOf('BUTTER')).toMatchObject({
    state: 'BUILDING',
    callCount: 0,
    completeBackTo: null,
    reachedBackTo: null,
    asOf: null,
    provenAt: null,
  });
  await clock.advance(150);
  expect(sync.coverageOf('BUTTER')).toMatchObject({
    state: 'BUILDING',
    callCount: 2,
    reachedBackTo: '2026-03-06T10:00:03Z',
    asOf: '2026-03-09T10:00:00Z',
  });
  await clock.advance(850);
  expect(sync.coverageOf('BUTTER')).toMatchObject({
    state: 'CURRENT',
    callCount: 5,
    completeBackTo: '2026-03-06T10:00:00Z',
    reachedBackTo: null,
    asOf: '2026-03-09T10:00:00Z',
    provenAt: '2026-03-09T10:00:00.300000Z',
  });
});

test('calls that are older than the retention are neither kept nor read, and the coverage says so', async () => {
  const { clock, source, store, start } = openSimulation({
    pageSize: 2,
    options: { keepMs: 72 * hour - 4_500, walkIntervalMs: hour },
  });
  source.put(...settledCalls(10));
  const sync = await start();
  await clock.advance(2_000);
  expect(sidsOf(store.calls())).toEqual(['c10', 'c6', 'c7', 'c8', 'c9']);
  expect(source.requests()).toEqual([
    '0.0 first page',
    '0.1 page after c9',
    '0.2 page after c7',
    '0.3 page after c5',
  ]);
  expect(sync.coverageOf('BUTTER')).toMatchObject({
    completeBackTo: '2026-03-06T10:00:06.500000Z',
    callCount: 5,
  });
  source.put(endedCall('new', clock.now()));
  await clock.advance(3 * hour);
  expect(sidsOf(store.calls())).toEqual(['new']);
});

test('the time that a walk still takes is known after the first one', async () => {
  const { clock, source, start } = openSimulation({ pageSize: 2, latencyMs: 1_000, ...hourly });
  source.put(...settledCalls(20));
  const sync = await start();
  await clock.advance(5_000);
  expect(sync.statusOf('BUTTER')).toMatchObject({ remaining: null, requestsPerSecond: 0.6 });
  await clock.advance(hour + 1_500);
  const remaining = sync.statusOf('BUTTER')?.remaining ?? 0;
  await clock.advance(2_000);
  expect(sync.statusOf('BUTTER')?.remaining).toBeLessThan(remaining);
  await clock.advance(60_000);
  expect(sync.statusOf('BUTTER')?.remaining).toBeNull();
});

test('rows that cannot be read are counted, and do not end the walk', async () => {
  const { clock, source, store, start } = openSimulation({ pageSize: 2 });
  source.put(...settledCalls(7));
  source.damage('c4', 'c1');
  const sync = await start();
  await clock.advance(2_000);
  expect(sidsOf(store.calls())).toEqual(['c2', 'c3', 'c5', 'c6', 'c7']);
  expect(sync.coverageOf('BUTTER')).toMatchObject({ state: 'CURRENT', damaged: 2 });
});
