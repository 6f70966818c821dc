import { describe, expect, test, vi } from 'vitest';
import { createEnding, wait } from '../../src/async/cancellation.ts';

const reason = new Error('The client left.');

describe('an ending', () => {
  test('tells those who listen, once, and why', () => {
    const ends = createEnding();
    const [listener, other] = [vi.fn(), vi.fn()];
    ends.listen(listener);
    ends.listen(other);
    ends.unlisten(other);
    expect(ends.over).toBeNull();
    ends.end(reason);
    ends.end(new Error('The time is over.'));
    expect(ends.over).toBe(reason);
    expect(listener.mock.calls).toEqual([[reason]]);
    expect(other).not.toHaveBeenCalled();
  });

  test('tells nobody who comes too late', () => {
    const ends = createEnding();
    ends.end(reason);
    const listener = vi.fn();
    ends.listen(listener);
    ends.end(reason);
    expect(listener).not.toHaveBeenCalled();
  });
});

describe('a wait', () => {
  test('is over after its time, and listens no more', async () => {
    const ends = createEnding();
    const unlisten = vi.spyOn(ends, 'unlisten');
    await wait(1, ends);
    expect(unlisten).toHaveBeenCalledOnce();
  });

  test('breaks off with what it hangs on', async () => {
    const ends = createEnding();
    const waiting = wait(60_000, ends);
    ends.end(reason);
    await expect(waiting).rejects.toBe(reason);
    await expect(wait(60_000, ends)).rejects.toBe(reason);
  });
});
