import { expect, test } from 'vitest';
import { createCancellation } from '../../src/async/cancellation.ts';
import { untilFirstTimeout } from '../../src/cache/first-timeout.ts';
import { SwitchboardError } from '../../src/domain/errors.ts';
import { requestScope } from '../request-scope.ts';

function openReader() {
  const ending = createCancellation();
  const reader = requestScope({ cancellation: () => ending });
  return { cancellation: ending, until: () => untilFirstTimeout(reader) };
}

test('the scope of a cancelled reader is cancelled from the start, so that no request is sent for it', () => {
  const { cancellation, until } = openReader();
  const left = new Error('The client has left.');
  cancellation.cancel(left);
  expect(until().scope.cancellation().reason).toBe(left);
});

test('the scope ends with its reader, until it is disposed of', () => {
  const { cancellation, until } = openReader();
  const [kept, disposed] = [until(), until()];
  disposed.dispose();
  cancellation.cancel(new Error('The client has left.'));
  expect([kept.scope.cancellation().reason, disposed.scope.cancellation().reason]).toEqual([
    expect.any(Error),
    null,
  ]);
});

test('the scope ends at the first timeout, and at no other failure', () => {
  const { until } = openReader();
  const { scope, failure } = until();
  scope.attemptFailed?.(new SwitchboardError('UPSTREAM_ERROR', 'It failed.', { status: 500 }));
  expect([scope.cancellation().reason, failure()]).toEqual([null, null]);
  const timeout = new SwitchboardError('UPSTREAM_TIMEOUT', 'It took long.');
  scope.attemptFailed?.(timeout);
  expect([scope.cancellation().reason, failure()]).toEqual([timeout, timeout]);
});
