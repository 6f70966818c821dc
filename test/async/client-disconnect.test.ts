import { expect, test, vi } from 'vitest';
import { clientDisconnectOf } from '../../src/async/client-disconnect.ts';

const reason = new Error('Gone.');
const headWith = (signal: AbortSignal) => ({ headers: new Headers(), signal });

test('a follower of a client is called once when the client disconnects, with the reason', () => {
  const client = new AbortController();
  const leave = vi.fn();
  const { disconnected, onDisconnect } = clientDisconnectOf(headWith(client.signal));
  onDisconnect(leave);
  expect(disconnected()).toBe(false);
  client.abort(reason);
  expect(disconnected()).toBe(true);
  expect(leave.mock.calls).toEqual([[reason]]);
});

test('a follower of a disconnected client is called at once, with an error whatever the reason of the signal', () => {
  const leave = vi.fn();
  clientDisconnectOf(headWith(AbortSignal.abort('enough'))).onDisconnect(leave);
  expect(leave.mock.calls).toEqual([[expect.any(Error)]]);
});

test('a follower that unsubscribes removes its listener from the signal', () => {
  const { signal } = new AbortController();
  const [added, removed] = [vi.spyOn(signal, 'addEventListener'), vi.spyOn(signal, 'removeEventListener')];
  clientDisconnectOf(headWith(signal)).onDisconnect(() => {})();
  expect(removed.mock.calls[0]?.slice(0, 2)).toEqual(added.mock.calls[0]?.slice(0, 2));
});
