import { expect, test } from 'vitest';
import { idOfCall, timeOf } from '../../src/domain/call.ts';
import { callOf } from './call-of.ts';

test('the id of a call names its source and the key that the source itself uses', () => {
  expect(idOfCall(callOf({ source: 'BURKI', sid: 'CA101', databaseId: '101' }))).toBe('Q2FsbDpCVVJLSToxMDE');
  expect(idOfCall(callOf({ source: 'BUTTER', sid: 'call_1', databaseId: null }))).toBe(
    'Q2FsbDpCVVRURVI6Y2FsbF8x',
  );
});

test('a call happened when it started', () => {
  const call = callOf({ startedAt: '1970-01-01T00:00:02Z', createdAt: '1970-01-01T00:00:01Z' });
  expect(timeOf(call)).toBe(2_000_000);
});

test('a call that has not started happened when it was created', () => {
  expect(timeOf(callOf({ createdAt: '1970-01-01T00:00:01.000001Z' }))).toBe(1_000_001);
});

test('a call with neither time is newer than any other', () => {
  expect(timeOf(callOf())).toBe(Number.POSITIVE_INFINITY);
});
