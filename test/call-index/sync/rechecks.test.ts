import { expect, test } from 'vitest';
import type { Call } from '../../../src/domain/call.ts';
import { endedCall, ongoingCall, settledCalls } from './simulated-source.ts';
import { openSimulation } from './simulation.ts';
import { startOfTest } from './virtual-clock.ts';

const minute = 60_000;
const hour = 60 * minute;

/** Seconds of the requests other than those for the first page. */
const timesOf = (requests: readonly string[], request: string): number[] =>
  requests.filter(made => made.endsWith(` ${request}`)).map(made => Math.round(Number.parseFloat(made)));

test('a page is read again while its newest call is unsettled, at growing pauses from the end of that call', async () => {
  const { clock, source, store, start } = openSimulation({ pageSize: 2 });
  const newest = startOfTest - 60_000;
  source.put(
    ...settledCalls(2),
    endedCall('x1', newest),
    endedCall('x2', newest + 1),
    endedCall('x3', newest + 2),
  );
  await start();
  await clock.advance(hour + minute);
  // The call ended as the test began.
  expect(timesOf(source.requests(), 'page after x2')).toEqual([0, 10, 60, 300, 900, 3600]);
  expect(store.rechecks()).toMatchObject([{ kind: 'PAGE', step: 5, dueAt: startOfTest + 6 * hour }]);
});

test('a cost that comes late to a call behind the first page is found by the next look at its page', async () => {
  const { clock, source, store, start } = openSimulation({ pageSize: 2 });
  const newest = startOfTest - 60_000;
  source.put(
    ...settledCalls(2),
    endedCall('x1', newest),
    endedCall('x2', newest + 1),
    endedCall('x3', newest + 2),
  );
  await start();
  await clock.advance(20_000);
  source.change('x1', { cost: { unit: 'CREDITS', currency: null, total: '1.5' } });
  await clock.advance(30_000);
  expect(store.calls()).not.toEqual(expect.arrayContaining([source.calls()[2]]));
  await clock.advance(11_000);
  expect(store.calls()).toEqual(expect.arrayContaining([...source.calls()]));
});

test('a settled page is left to the walk', async () => {
  const { clock, source, store, start } = openSimulation({ pageSize: 2 });
  source.put(...settledCalls(8));
  await start();
  await clock.advance(hour);
  expect(source.requests().filter(request => !request.endsWith('first page'))).toHaveLength(3);
  expect(store.rechecks()).toEqual([]);
});

test('a call without an end is asked for by key at growing pauses from its start', async () => {
  const { clock, source, store, start } = openSimulation({ pageSize: 1 });
  source.put(ongoingCall('going', startOfTest), endedCall('newer', startOfTest + 1));
  await start();
  await clock.advance(hour + minute);
  const looks = timesOf(source.requests(), 'call going').map(at => Math.round(at / 10) * 10);
  expect(looks).toEqual([10, 60, 300, 900, 3_600]);
  expect(store.rechecks()).toContainEqual(
    expect.objectContaining({ kind: 'CALL', target: 'going', dueAt: startOfTest + 6 * hour }),
  );
});

test('a call on the first page is not asked for by key, because it is read all the time', async () => {
  const { clock, source, store, start } = openSimulation();
  source.put(ongoingCall('going', startOfTest));
  await start();
  await clock.advance(10 * minute);
  expect(source.requests().filter(request => !request.endsWith('first page'))).toEqual([]);
  source.change('going', { status: 'COMPLETED', endedAt: '2026-03-09T10:10:00Z' });
  await clock.advance(5_000);
  expect(store.calls()).toEqual(source.calls());
  expect(store.rechecks()).toEqual([]);
});

test('a call that has ended is not asked for by key any more', async () => {
  const { clock, source, store, start } = openSimulation({ pageSize: 1 });
  source.put(ongoingCall('going', startOfTest), ...settledCalls(1), endedCall('newer', startOfTest + 1));
  await start();
  await clock.advance(30_000);
  source.change('going', { status: 'COMPLETED', endedAt: '2026-03-09T10:00:20Z' });
  await clock.advance(2 * minute);
  expect(store.calls()).toEqual(expect.arrayContaining([...source.calls()]));
  source.requests();
  await clock.advance(hour);
  expect(timesOf(source.requests(), 'call going')).toEqual([]);
});

test('a call found by key keeps what only its row has', async () => {
  const { clock, source, store, start } = openSimulation({
    pageSize: 1,
    detail: call => ({ ...call, billingStatus: null }),
  });
  source.put(
    ongoingCall('going', startOfTest, { billingStatus: 'pending' }),
    endedCall('newer', startOfTest + 1),
  );
  await start();
  await clock.advance(30_000);
  source.change('going', { status: 'COMPLETED', endedAt: '2026-03-09T10:00:20Z' });
  await clock.advance(2 * minute);
  const kept = store.calls().find(({ sid }) => sid === 'going');
  expect(kept).toMatchObject({ status: 'COMPLETED', billingStatus: 'pending' });
});

test('a call that is gone when it is asked for by key is removed', async () => {
  const { clock, source, store, start } = openSimulation({ pageSize: 1 });
  source.put(ongoingCall('going', startOfTest), endedCall('newer', startOfTest + 1));
  await start();
  await clock.advance(20_000);
  source.remove('going');
  await clock.advance(minute);
  expect(store.calls().map(({ sid }) => sid)).toEqual(['newer']);
  expect(store.rechecks()).toEqual([]);
});

test('a recheck that fails does not hold up the others, and is repeated later', async () => {
  const { clock, source, store, start } = openSimulation({ pageSize: 1 });
  source.put(
    ongoingCall('bad', startOfTest),
    ongoingCall('good', startOfTest + 1),
    endedCall('newer', startOfTest + 2),
  );
  source.fail(request => (request === 'call bad' ? new Error('A faulty record.') : null));
  await start();
  await clock.advance(30_000);
  source.remove('good');
  await clock.advance(minute);
  expect(store.calls().map(({ sid }) => sid)).not.toContain('good');
  source.fail(null);
  source.remove('bad');
  await clock.advance(5 * minute);
  expect(store.calls().map(({ sid }) => sid)).toEqual(['newer']);
});

test('calls that new ones push off the first page are looked at again behind it', async () => {
  const { clock, source, store, start } = openSimulation({ pageSize: 4 });
  source.put(...settledCalls(12));
  await start();
  const added: string[] = [];
  for (let second = 0; second < 60; second += 1) {
    if (second % 6 === 0) {
      source.put(endedCall(`n${second}`, startOfTest + second * 1000 - minute));
      added.push(`n${second}`);
    }
    await clock.advance(1_000);
  }
  for (const key of added) source.change(key, { endReason: `late for ${key}` });
  await clock.advance(5 * minute);
  const late = (calls: readonly Call[]) =>
    calls.map(({ endReason }) => endReason).filter(reason => reason !== null);
  expect(late(store.calls()).sort()).toEqual(late(source.calls()).sort());
});

test('a call can be marked to be asked for soon, also one that the index does not hold', async () => {
  const { clock, source, store, start } = openSimulation({ pageSize: 1 });
  source.put(...settledCalls(3));
  const sync = await start();
  await clock.advance(2_000);
  source.change('c1', { endReason: 'changed' });
  source.requests();
  await sync.recheck('BUTTER', 'c1');
  await sync.recheck('BUTTER', 'absent');
  await clock.advance(1_000);
  expect(source.requests()).toEqual(['2.0 call c1', '2.1 call absent']);
  expect(store.calls()).toEqual(
    expect.arrayContaining([expect.objectContaining({ sid: 'c1', endReason: 'changed' })]),
  );
  expect(store.rechecks()).toEqual([]);
});

test('rechecks leave the walk its turn', async () => {
  const { clock, source, store, start } = openSimulation({ pageSize: 40, latencyMs: 1_000 });
  source.put(...settledCalls(400));
  source.put(
    ...Array.from({ length: 40 }, (_, index) => ongoingCall(`going${index}`, startOfTest - 30_000 + index)),
  );
  source.put(...Array.from({ length: 40 }, (_, index) => endedCall(`newer${index}`, startOfTest + index)));
  await start();
  await clock.advance(70_000);
  expect(store.state().proof).not.toBeNull();
});

test('a call that is still listed, but was not found by key once, comes back', async () => {
  const { clock, source, store, start } = openSimulation();
  source.put(...settledCalls(3));
  const sync = await start({ access: { ...source.access, findCall: async () => null } });
  await clock.advance(6_000);
  await sync.recheck('BUTTER', 'c2');
  await clock.advance(1_000);
  expect(store.calls()).toHaveLength(2);
  await clock.advance(5_000);
  expect(store.calls()).toHaveLength(3);
});

test('of calls that are all gone by key, a hundred are removed, and the others are left to the walk', async () => {
  const { clock, source, store, start } = openSimulation({ pageSize: 2, latencyMs: 10 });
  source.put(...Array.from({ length: 300 }, (_, index) => ongoingCall(`c${index}`, startOfTest + index)));
  await start({ access: { ...source.access, findCall: async () => null } });
  await clock.advance(hour);
  expect(store.calls().length).toBeGreaterThanOrEqual(200);
});
