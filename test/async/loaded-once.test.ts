import { expect, test } from 'vitest';
import { loadedOnce, loadedOncePerKey } from '../../src/async/loaded-once.ts';

function counted<T>(result: () => T) {
  const counts = { loads: 0 };
  const load = loadedOnce(() => {
    counts.loads += 1;
    return result();
  });
  return { counts, load };
}

test('a value is loaded once, and at once', () => {
  const { counts, load } = counted(() => 7);
  expect(counts.loads).toBe(0);
  expect([load(), load()]).toEqual([7, 7]);
  expect(counts.loads).toBe(1);
});

test('undefined is a value too', () => {
  const { counts, load } = counted(() => undefined);
  expect([load(), load()]).toEqual([undefined, undefined]);
  expect(counts.loads).toBe(1);
});

test('a promise is given until it settles, and its value at once from then on', async () => {
  const { counts, load } = counted(() => Promise.resolve(7));
  const [first, second] = [load(), load()];
  expect([await first, await second]).toEqual([7, 7]);
  expect(load()).toBe(7);
  expect(counts.loads).toBe(1);
});

test('a failure is given to all', async () => {
  const { counts, load } = counted(() => Promise.reject(new Error('lost')));
  await expect(load()).rejects.toThrow('lost');
  await expect(load()).rejects.toThrow('lost');
  expect(counts.loads).toBe(1);
});

test('each key is loaded once', async () => {
  const asked: number[] = [];
  const load = loadedOncePerKey((key: number) => {
    asked.push(key);
    return key === 0 ? Promise.resolve(key) : key;
  });
  expect([await load(0), load(1), load(1), load(0)]).toEqual([0, 1, 1, 0]);
  expect(asked).toEqual([0, 1]);
});
