import { describe, expect, test, vi } from 'vitest';
import { createCancellation, delay } from '../../src/async/cancellation.ts';

const reason = new Error('The client left.');

describe('a cancellation', () => {
  test('calls its listeners once, with the reason', () => {
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

  test('does not call a listener that is added afterwards', () => {
    const ends = createCancellation();
    ends.cancel(reason);
    const listener = vi.fn();
    ends.onCancel(listener);
    ends.cancel(reason);
    expect(listener).not.toHaveBeenCalled();
  });
});

describe('a wait', () => {
  test('ends after its time and removes its listener', async () => {
    const ends = createCancellation();
    const unlisten = vi.spyOn(ends, 'offCancel');
    await delay(1, ends);
    expect(unlisten).toHaveBeenCalledOnce();
  });

  test('ends when its cancellation does', async () => {
    const ends = createCancellation();
    const waiting = delay(60_000, ends);
    ends.cancel(reason);
    await expect(waiting).rejects.toBe(reason);
    await expect(delay(60_000, ends)).rejects.toBe(reason);
  });
});
