import { expect, test } from 'vitest';
import { microsecondsOf } from '../../src/domain/instant.ts';
import { effectiveTimes } from '../../src/domain/row-times.ts';
import { itemOf, openFrontDoor } from '../front-door.ts';
import { type ListedCall, ofSource, sidsOf, walk } from './paging.ts';

const everyCall = { butter: { calls: 320 }, burki: { calls: 320 } };

/** The times at which calls enter the merge, by the order of each source's own list. */
function timesInOrder(calls: readonly ListedCall[]): (number | undefined)[] {
  const times = new Map<string, number | undefined>();
  for (const source of ['BUTTER', 'BURKI'] as const) {
    const own = ofSource(calls, source);
    const effective = effectiveTimes({ times: own.map(timeOf), ends: true, watermark: Number.MAX_VALUE });
    for (const [index, { id }] of own.entries()) times.set(id, effective[index]);
  }
  return calls.filter(call => timeOf(call) !== Number.POSITIVE_INFINITY).map(({ id }) => times.get(id));
}

function timeOf({ startedAt, createdAt }: ListedCall): number {
  const at = startedAt ?? createdAt;
  return at === null ? Number.POSITIVE_INFINITY : microsecondsOf(at);
}

test('pages of 7 list every call of both sources once', async () => {
  const door = await openFrontDoor();
  const calls = await walk(door);
  const expected = [...door.butter.calls, ...door.burki.calls].map(call => call.call_sid);
  expect(calls).toHaveLength(240);
  expect(sidsOf(calls).sort()).toEqual(expected.sort());
});

test('the newest call of either source comes first, all the way down', async () => {
  const door = await openFrontDoor(everyCall);
  const times = timesInOrder(await walk(door, { first: 20 }));
  expect(times).toHaveLength(634);
  expect(times).toEqual(times.toSorted((a, b) => Number(b) - Number(a)));
});

test('the calls of Butter keep the order of Butter, even if that is not by time', async () => {
  const door = await openFrontDoor(everyCall);
  const calls = ofSource(await walk(door, { first: 20 }), 'BUTTER');
  expect(sidsOf(calls)).toEqual(door.butter.calls.map(call => call.call_sid));
});

test('Burki calls of one microsecond are ordered by id, newest first, in whatever order Burki lists them', async () => {
  const door = await openFrontDoor(everyCall);
  const calls = ofSource(await walk(door, { first: 9 }), 'BURKI');
  const tied = door.burki.calls.filter(call => call.id >= 1255 && call.id <= 1259);
  const place = calls.findIndex(call => call.sid === tied[0]?.call_sid);
  expect(sidsOf(calls).slice(place, place + 5)).toEqual(tied.map(call => call.call_sid));
});

test('calls that have not started come first', async () => {
  const door = await openFrontDoor({ butter: { calls: 120 }, burki: { calls: 200 } });
  const calls = await walk(door, { first: 2 });
  const unstarted = calls.filter(call => call.startedAt === null && call.createdAt === null);
  expect(unstarted).toHaveLength(6);
  expect(calls.slice(0, 6)).toEqual(unstarted);
});

test('a page continues from the cursor of any edge as well as from its end cursor', async () => {
  const door = await openFrontDoor();
  expect(sidsOf(await walk(door, { byEdge: true }))).toEqual(sidsOf(await walk(door)));
});

test('pages of any size have the same order of started calls', async () => {
  const door = await openFrontDoor({ butter: { calls: 60 }, burki: { calls: 60 } });
  const started = async (first: number) => {
    const calls = await walk(door, { first });
    return sidsOf(calls.filter(call => call.startedAt !== null || call.createdAt !== null));
  };
  const whole = await started(100);
  expect(await started(1)).toEqual(whole);
  expect(await started(13)).toEqual(whole);
});

test('a run of one timestamp longer than a page keeps its order, each call once', async () => {
  const door = await openFrontDoor({ off: ['BUTTER'], burki: { calls: 10 } });
  const at = '2000-01-01T00:00:00.010';
  const tied = Array.from({ length: 40 }, () => door.burki.arrive({ started_at: at, status: 'completed' }));
  const expected = tied.map(call => call.call_sid).reverse();
  const calls = await walk(door, { first: 3 });
  const place = calls.findIndex(call => call.sid === expected[0]);
  expect(calls.slice(place, place + 40).map(call => call.sid)).toEqual(expected);
});

test('a run of one timestamp longer than a page of Burki does not stop the list, which is marked as incomplete', async () => {
  const door = await openFrontDoor({ off: ['BUTTER'], burki: { calls: 3 } });
  for (let each = 0; each < 1_100; each += 1)
    door.burki.arrive({ started_at: '2026-01-01T00:00:00', status: 'completed' });
  const states = new Set<string>();
  const calls = await walk(door, {
    first: 100,
    onPage: ({ coverage }) =>
      states.add(`${itemOf(coverage, 'BURKI').state} ${itemOf(coverage, 'BURKI').code}`),
  });
  expect(sidsOf(calls)).toContain('CAxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx');
  expect(new Set(sidsOf(calls)).size).toBe(calls.length);
  expect(states).toContain('PARTIAL UPSTREAM_INVALID_RESPONSE');
});
