import { expect, test } from 'vitest';
import { createEnding } from '../../src/async/cancellation.ts';
import { untilFirstTimeout } from '../../src/cache/first-timeout.ts';
import { SwitchboardError } from '../../src/domain/errors.ts';

function openReader() {
  const ending = createEnding();
  const reader = { id: 'a', headers: {}, ending: () => ending, remaining: () => 1_000, receive: () => {} };
  return { ending, until: () => untilFirstTimeout(reader) };
}

test('the scope of a reader that has left is over from the start, so that nothing is asked for it', () => {
  const { ending, until } = openReader();
  const left = new Error('The client has left.');
  ending.end(left);
  expect(until().scope.ending().over).toBe(left);
});

test('the scope ends with its reader, until it is disposed of', () => {
  const { ending, until } = openReader();
  const [kept, disposed] = [until(), until()];
  disposed.dispose();
  ending.end(new Error('The client has left.'));
  expect([kept.scope.ending().over, disposed.scope.ending().over]).toEqual([expect.any(Error), null]);
});

test('the scope ends with the first timeout, and with no other failure', () => {
  const { until } = openReader();
  const { scope, failure } = until();
  scope.attemptFailed?.(new SwitchboardError('UPSTREAM_ERROR', 'It failed.', { status: 500 }));
  expect([scope.ending().over, failure()]).toEqual([null, null]);
  const timeout = new SwitchboardError('UPSTREAM_TIMEOUT', 'It took long.');
  scope.attemptFailed?.(timeout);
  expect([scope.ending().over, failure()]).toEqual([timeout, timeout]);
});
