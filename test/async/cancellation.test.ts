import { describe, expect, test, vi } from 'vitest';
import { createCancellation, delay } from '../../src/async/cancellation.ts';

const reason = new Error('The client left.');

describe('an ending', () => {
  test('tells those who listen, once, and why', () => {
    const ends = createCancellation();
    const [listener, other] = [vi.fn(), vi.fn()];
    ends.onCancel(listener);
    ends.onCancel(other);
    ends.offCancel(other);
    expect(ends.reason).toBeNull();
    ends.cancel(reason);
    ends.cancel(new Error('The time is over.'));
    expect(ends.reason).toBe(reason);
    expect(listener.mock.calls).toEqual([[reason]]);
    expect(other).not.toHaveBeenCalled();
  });

  test('tells nobody who comes too late', () => {
    const ends = createCancellation();
    ends.cancel(reason);
    const listener = vi.fn();
    ends.onCancel(listener);
    ends.cancel(reason);
    expect(listener).not.toHaveBeenCalled();
  });
});

describe('a wait', () => {
  test('is over after its time, and listens no more', async () => {
    const ends = createCancellation();
    const unlisten = vi.spyOn(ends, 'offCancel');
    await delay(1, ends);
    expect(unlisten).toHaveBeenCalledOnce();
  });

  test('breaks off with what it hangs on', async () => {
    const ends = createCancellation();
    const waiting = delay(60_000, ends);
    ends.cancel(reason);
    await expect(waiting).rejects.toBe(reason);
    await expect(delay(60_000, ends)).rejects.toBe(reason);
  });
});
