import { describe, expect, test } from 'vitest';
import { freshnessOf, freshnessOfRecordings } from '../../src/cache/freshness.ts';
import type { Call } from '../../src/domain/call.ts';
import { callOf } from '../domain/call-of.ts';

const now = Date.parse('2026-03-09T12:00:00Z');
const window = 15 * 60_000;
const cost = { currency: 'USD', total: '0.05', money: null };
const settled: Partial<Call> = { status: 'COMPLETED', endedAt: '2026-03-09T11:40:00Z', cost };
const second = 1_000;
const day = 86_400 * second;

describe('a call is fresh', () => {
  test.each<[string, Partial<Call>, number]>([
    ['for a day once it is settled', settled, day],
    [
      'for a minute when its end was a moment ago',
      { ...settled, endedAt: '2026-03-09T11:50:00Z' },
      60 * second,
    ],
    ['for a minute while its cost is not known', { ...settled, cost: { ...cost, total: null } }, 60 * second],
    ['for a minute when it has no cost at all', { ...settled, cost: null }, 60 * second],
    ['for a minute when nothing says when it was', { ...settled, endedAt: null }, 60 * second],
    [
      'by its last change where no end is known',
      { ...settled, endedAt: null, updatedAt: '2026-03-09T11:00:00Z' },
      day,
    ],
    [
      'by its start where nothing else is known',
      { ...settled, endedAt: null, startedAt: '2026-03-09T11:00:00Z' },
      day,
    ],
    ['by its end before its last change', { ...settled, updatedAt: '2026-03-09T11:59:00Z' }, day],
    ['for two seconds while it goes on', { ...settled, status: 'IN_PROGRESS' }, 2 * second],
    ['for two seconds in a state we do not know', { ...settled, status: 'UNKNOWN' }, 2 * second],
    ['for a day when it failed for good', { ...settled, status: 'FAILED' }, day],
  ])('%s', (_, change, fresh) => {
    expect(freshnessOf(callOf(change), now, window)).toBe(fresh);
  });
});

test('an address that may be signed is not kept beyond a minute', () => {
  const recording = {
    databaseId: null,
    sid: null,
    uri: null,
    filePath: null,
    duration: null,
    format: null,
    type: null,
    origin: null,
    status: null,
    createdAt: null,
  };
  const at = (url: string | null) => freshnessOfRecordings([{ ...recording, url }]);
  expect(at('https://files.example.com/a.mp3?X-Amz-Signature=abc')).toBe(60 * second);
  expect(at('https://files.example.com/a.mp3')).toBe(day);
  expect(at(null)).toBe(day);
});
