import { expect, test } from 'vitest';
import { endBy, nextLook, nextLookAtOngoing } from '../../../src/call-index/sync/recheck-times.ts';
import { endedCall, ongoingCall } from './simulated-source.ts';

const hour = 3_600_000;
const day = 24 * hour;

function looks(next: typeof nextLook, from: number, until: number): number[] {
  const times: number[] = [];
  for (let look = next(from, from); look && look.dueAt <= until; look = next(from, look.dueAt)) {
    expect(look.step).toBe(times.length);
    times.push((look.dueAt - from) / 1000);
  }
  return times;
}

test('an ended call is looked at seven times, for the last time after a day', () => {
  expect(looks(nextLook, 1_000_000, 100 * day)).toEqual([10, 60, 300, 900, 3_600, 21_600, 86_400]);
});

test('a call that goes on is looked at with the same pauses, then daily, for thirty days', () => {
  const times = looks(nextLookAtOngoing, 1_000_000, 100 * day);
  expect(times.slice(0, 9)).toEqual([10, 60, 300, 900, 3_600, 21_600, 86_400, 172_800, 259_200]);
  expect(times.at(-1)).toBe((30 * day) / 1000);
});

test('looks that were missed are not made up for', () => {
  expect(nextLook(0, 2 * hour)).toEqual({ dueAt: 6 * hour, step: 5 });
  expect(nextLook(0, day)).toBeNull();
});

const started = Date.parse('2026-03-09T10:00:00Z');

test.each([
  { name: 'an end', call: endedCall('a', started), end: started + 60_000 },
  { name: 'an end in the future', call: endedCall('a', started + 2 * day), end: started + day },
  {
    name: 'a final status without an end, when it was first seen',
    call: endedCall('a', started, { endedAt: null, duration: null, status: 'BUSY' }),
    end: started + 1_000,
  },
  {
    name: 'a final status without an end, at most a day after the start',
    call: endedCall('a', started - 9 * day, { endedAt: null, duration: null, status: 'BUSY' }),
    end: started - 8 * day,
  },
  {
    name: 'an unknown status with a duration',
    call: endedCall('a', started, { endedAt: null, status: 'UNKNOWN' }),
    end: started + 60_000,
  },
  { name: 'no end while it goes on', call: ongoingCall('a', started), end: null },
  { name: 'no end by a duration so far', call: ongoingCall('a', started, { duration: 9 }), end: null },
])('a call has $name', ({ call, end }) => {
  expect(endBy(call, started + day, started + 1_000)).toBe(end);
});
