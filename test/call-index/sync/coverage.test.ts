import { expect, test } from 'vitest';
import { newSyncState, type SyncState } from '../../../src/call-index/store/index-store.ts';
import { coverageOf } from '../../../src/call-index/sync/coverage.ts';
import { defaultSyncOptions } from '../../../src/call-index/sync/sync-options.ts';

const now = Date.parse('2026-03-09T10:00:00Z');
const day = 86_400_000;

const proof = {
  number: 1,
  startedAt: now - 60_000,
  finishedAt: now - 30_000,
  oldest: (now - 9 * day) * 1000,
  damaged: 0,
};

const current: SyncState = { ...newSyncState, asOf: now - 5_000, proof };

const failure = { kind: 'STORAGE', message: 'The store fails.', since: now } as const;

test.each([
  { state: 'BUILDING', of: newSyncState, name: 'is new' },
  { state: 'BUILDING', of: { ...current, proof: null }, name: 'has no finished walk' },
  { state: 'CURRENT', of: current, name: 'was read just now' },
  { state: 'BEHIND', of: { ...current, asOf: now - 61_000 }, name: 'was read more than a minute ago' },
  {
    state: 'CURRENT',
    of: { ...current, proof: { ...proof, finishedAt: now - 2 * day } },
    name: 'is due for a walk',
  },
  {
    state: 'BEHIND',
    of: { ...current, proof: { ...proof, finishedAt: now - 2 * day - 1 } },
    name: 'has missed a walk',
  },
  { state: 'FAILED', of: { ...current, failure }, name: 'cannot be kept' },
  { state: 'FAILED', of: { ...newSyncState, failure }, name: 'could never be kept' },
])('an index that $name is $state', ({ state, of }) => {
  expect(coverageOf(of, 3, now, defaultSyncOptions).state).toBe(state);
});

test('an index that is read rarely is not behind between two readings', () => {
  const options = { ...defaultSyncOptions, headIntervalMs: 300_000 };
  expect(coverageOf({ ...current, asOf: now - 600_000 }, 3, now, options).state).toBe('CURRENT');
});

test('calls are complete back to the oldest one of the last walk', () => {
  expect(coverageOf(current, 3, now, defaultSyncOptions)).toMatchObject({
    completeBackTo: '2026-02-28T10:00:00Z',
    provenAt: '2026-03-09T09:59:30Z',
    asOf: '2026-03-09T09:59:55Z',
    reachedBackTo: null,
    callCount: 3,
  });
});

test('calls are complete back to the retention, which moves on', () => {
  const options = { ...defaultSyncOptions, keepMs: 2 * day };
  expect(coverageOf(current, 3, now, options).completeBackTo).toBe('2026-03-07T10:00:00Z');
  expect(coverageOf(current, 3, now + day, options).completeBackTo).toBe('2026-03-08T10:00:00Z');
});

test('a list without times is complete since ever', () => {
  const of = { ...current, proof: { ...proof, oldest: null } };
  expect(coverageOf(of, 3, now, defaultSyncOptions).completeBackTo).toBe('2000-01-01T00:00:00Z');
});
