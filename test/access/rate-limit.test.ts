import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createRateLimit } from '../../src/access/rate-limit.ts';

describe('a limit', () => {
  beforeEach(() => void vi.useFakeTimers({ now: 0 }));
  afterEach(() => void vi.useRealTimers());

  test('resets a minute after the first request', async () => {
    const limit = createRateLimit(2);
    await limit.consume('alice');
    vi.setSystemTime(20_500);
    await limit.consume('alice');
    expect(await limit.consume('alice')).toBe(40);
    vi.setSystemTime(59_999);
    expect(await limit.consume('alice')).toBe(1);
    vi.setSystemTime(60_000);
    expect(await limit.consume('alice')).toBeNull();
  });

  test('can be read without counting', async () => {
    const limit = createRateLimit(1);
    expect(await limit.wait('alice')).toBeNull();
    expect(await limit.consume('alice')).toBeNull();
    expect(await limit.wait('alice')).toBe(60);
    expect(await limit.wait('bob')).toBeNull();
  });

  test('is kept for the ten thousand most recently used keys', async () => {
    const limit = createRateLimit(1);
    await limit.consume('first');
    await limit.consume('second');
    for (let number = 0; number < 9_998; number += 1) await limit.consume(`key-${number}`);
    expect(await limit.wait('first')).toBe(60);
    await limit.consume('first');
    await limit.consume('one more');
    expect(await limit.wait('first')).toBe(60);
    expect(await limit.wait('second')).toBeNull();
    expect(vi.getTimerCount()).toBe(10_000);
  });
});
