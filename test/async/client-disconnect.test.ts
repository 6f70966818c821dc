import { expect, test, vi } from 'vitest';
import { clientDisconnectOf } from '../../src/async/client-disconnect.ts';

const reason = new Error('Gone.');
const headWith = (signal: AbortSignal) => ({ headers: new Headers(), signal });

test('who follows a client hears once that it leaves, and why', () => {
  const client = new AbortController();
  const leave = vi.fn();
  const { disconnected, onDisconnect } = clientDisconnectOf(headWith(client.signal));
  onDisconnect(leave);
  expect(disconnected()).toBe(false);
  client.abort(reason);
  expect(disconnected()).toBe(true);
  expect(leave.mock.calls).toEqual([[reason]]);
});

test('who comes after it has left hears at once, of an error whatever the signal gives', () => {
  const leave = vi.fn();
  clientDisconnectOf(headWith(AbortSignal.abort('enough'))).onDisconnect(leave);
  expect(leave.mock.calls).toEqual([[expect.any(Error)]]);
});

test('who lets go leaves nothing behind at the signal', () => {
  const { signal } = new AbortController();
  const [added, removed] = [vi.spyOn(signal, 'addEventListener'), vi.spyOn(signal, 'removeEventListener')];
  clientDisconnectOf(headWith(signal)).onDisconnect(() => {})();
  expect(removed.mock.calls[0]?.slice(0, 2)).toEqual(added.mock.calls[0]?.slice(0, 2));
});
