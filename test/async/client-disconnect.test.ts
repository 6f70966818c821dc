import { expect, test, vi } from 'vitest';
import { leavingOf } from '../../src/async/client-disconnect.ts';

const reason = new Error('Gone.');
const headWith = (signal: AbortSignal) => ({ headers: new Headers(), signal });

test('who follows a client hears once that it leaves, and why', () => {
  const client = new AbortController();
  const leave = vi.fn();
  const { hasLeft, follow } = leavingOf(headWith(client.signal));
  follow(leave);
  expect(hasLeft()).toBe(false);
  client.abort(reason);
  expect(hasLeft()).toBe(true);
  expect(leave.mock.calls).toEqual([[reason]]);
});

test('who comes after it has left hears at once, of an error whatever the signal gives', () => {
  const leave = vi.fn();
  leavingOf(headWith(AbortSignal.abort('enough'))).follow(leave);
  expect(leave.mock.calls).toEqual([[expect.any(Error)]]);
});

test('who lets go leaves nothing behind at the signal', () => {
  const { signal } = new AbortController();
  const [added, removed] = [vi.spyOn(signal, 'addEventListener'), vi.spyOn(signal, 'removeEventListener')];
  leavingOf(headWith(signal)).follow(() => {})();
  expect(removed.mock.calls[0]?.slice(0, 2)).toEqual(added.mock.calls[0]?.slice(0, 2));
});
