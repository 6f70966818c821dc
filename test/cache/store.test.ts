import { expect, test } from 'vitest';
import { defaultCacheOptions, splitBudget } from '../../src/cache/cache-config.ts';
import { createTwoLevelCache } from '../../src/cache/two-level-cache.ts';

function store(memoryBytes: number) {
  const { peek, openWriter, purge } = createTwoLevelCache({ memoryBytes, redis: null, now: () => 0 }).open(
    'a',
  );
  return { peek, write: openWriter(), purge };
}
const entry = (text: string) => ({ value: { text }, at: 0, freshMs: 60_000 });

test('memory is bounded in bytes, and the least recently used entry is evicted first', () => {
  const { peek, write } = store(100_000);
  for (let index = 0; index < 200; index += 1) {
    peek('key 0');
    write(`key ${index}`, entry('x'.repeat(1_000)), null);
  }
  const kept = Array.from({ length: 200 }, (_, index) => peek(`key ${index}`)).filter(Boolean);
  expect(kept.length).toBeGreaterThan(50);
  expect(kept.length).toBeLessThan(100);
  expect(peek('key 0')).toBeDefined();
  expect(peek('key 1')).toBeUndefined();
});

test('an entry larger than the memory is not cached, and evicts nothing', () => {
  const { peek, write } = store(100_000);
  write('small', entry('x'), null);
  write('large', entry('x'.repeat(200_000)), null);
  expect(peek('large')).toBeUndefined();
  expect(peek('small')).toBeDefined();
});

test('a purge of a call removes the lists that may contain it', async () => {
  const { peek, write, purge } = store(100_000);
  write('a:call:1', entry('one'), null);
  write('a:call:2', entry('two'), null);
  write('a:list:{}', entry('a page'), null);
  await purge({ keys: ['1'], sids: [] });
  expect(['a:call:1', 'a:call:2', 'a:list:{}'].map(key => peek(key) !== undefined)).toEqual([
    false,
    true,
    false,
  ]);
});

test('a list that was replaced or did not fit is removed with the other lists of its keyspace', async () => {
  const all = createTwoLevelCache({ memoryBytes: 100_000, redis: null, now: () => 0 });
  const [one, other] = [all.open('a'), all.open('b')];
  const write = one.openWriter();
  const lists = ['a:list:1', 'a:list:2', 'a:list:3'];
  for (const key of [...lists, ...lists]) write(key, entry('a page'), null);
  write('a:list:2', entry('x'.repeat(200_000)), null);
  other.openWriter()('b:list:1', entry('a page'), null);
  expect(lists.map(key => one.peek(key) !== undefined)).toEqual([true, false, true]);
  await one.purge({ keys: ['1'], sids: [] });
  expect(lists.map(key => one.peek(key))).toEqual([undefined, undefined, undefined]);
  expect(other.peek('b:list:1')).toBeDefined();
});

test('a quarter of the memory is for whole responses, in whole bytes, and the rest for their parts', () => {
  const shares = splitBudget({ ...defaultCacheOptions, memoryBytes: 100_003 });
  expect(shares).toEqual({ answers: 25_000, sources: 75_003 });
});
