import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createFairQueue } from '../../src/async/fair-queue.ts';

const flow = fc.constantFrom('a', 'b', 'c', 'd');
const change = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('push' as const), flow }) },
  fc.record({ kind: fc.constant('shift' as const), flow }),
  fc.record({ kind: fc.constant('remove' as const), flow }),
);

/** Serves flows in turns, the slow and obvious way. */
function createModel() {
  const turns: string[] = [];
  const items = new Map<string, number[]>();
  const of = (name: string) => items.get(name) ?? [];
  return {
    push(name: string, item: number) {
      if (of(name).length === 0) turns.push(name);
      items.set(name, [...of(name), item]);
    },
    shift() {
      const name = turns.shift();
      if (name === undefined) return undefined;
      const [first, ...rest] = of(name);
      items.set(name, rest);
      if (rest.length > 0) turns.push(name);
      return first;
    },
    remove(name: string, item: number) {
      const rest = of(name).filter(other => other !== item);
      items.set(name, rest);
      if (rest.length === 0 && turns.includes(name)) turns.splice(turns.indexOf(name), 1);
    },
    of,
  };
}

test('whatever is pushed and removed, flows take turns, and the number of items ahead is exact', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 40 }), changes => {
      const queue = createFairQueue<number>();
      const model = createModel();
      changes.forEach(({ kind, flow }, item) => {
        if (kind === 'push') {
          const ahead = queue.ahead(flow);
          queue.push(flow, item);
          model.push(flow, item);
          expect(queue.inOrder().indexOf(item)).toBe(ahead);
        } else if (kind === 'shift') expect(queue.shift(() => true)).toBe(model.shift());
        else {
          const [first = -1] = model.of(flow);
          queue.remove(first);
          model.remove(flow, first);
        }
      });
      const order = queue.inOrder();
      expect(queue.size).toBe(order.length);
      expect(order.map(() => queue.shift(() => true))).toEqual(order.map(() => model.shift()));
      expect(model.shift()).toBeUndefined();
    }),
  );
});

test('only the last item of a longer flow makes room', () => {
  const queue = createFairQueue<string>();
  for (const item of ['a1', 'a2', 'a3']) queue.push('a', item);
  expect(queue.displaceableFor('a')).toBeUndefined();
  expect(queue.displaceableFor('b')).toBe('a3');
  queue.remove('a3');
  queue.push('b', 'b1');
  expect(queue.displaceableFor('b')).toBeUndefined();
  expect(queue.inOrder()).toEqual(['a1', 'b1', 'a2']);
});

test('an item that another flow waits for too makes no room', () => {
  const queue = createFairQueue<string>();
  for (const item of ['a1', 'a2', 'a3']) queue.push('a', item);
  queue.join('b', 'a3');
  expect(queue.displaceableFor('c')).toBe('a2');
  for (const item of ['a1', 'a2']) queue.join('b', item);
  expect(queue.displaceableFor('c')).toBeUndefined();
});

test('where no flow is longer, the last item that yields makes room, of the longest flow that has one', () => {
  const queue = createFairQueue<string>();
  for (const item of ['a1', 'a2', 'b1', 'b2', 'c1']) queue.push(item.slice(0, 1), item);
  const yielding = (...items: string[]) => queue.displaceableFor('a', item => items.includes(item));
  expect(yielding('a1', 'a2')).toBe('a2');
  expect(yielding('a1', 'c1')).toBe('a1');
  expect(yielding('c1')).toBe('c1');
  expect(yielding()).toBeUndefined();
  queue.join('b', 'c1');
  expect(yielding('c1')).toBeUndefined();
  queue.push('b', 'b3');
  queue.push('b', 'b4');
  expect(yielding('a1')).toBe('b4');
});

test('an item of two flows leaves once, with the first of its turns', () => {
  const queue = createFairQueue<string>();
  for (const item of ['a1', 'a2', 'a3']) queue.push('a', item);
  queue.join('b', 'a3');
  queue.join('b', 'a3');
  queue.join('b', 'never pushed');
  expect(queue.size).toBe(3);
  expect(queue.inOrder()).toEqual(['a1', 'a3', 'a2']);
  expect([1, 2, 3, 4].map(() => queue.shift(() => true))).toEqual(['a1', 'a3', 'a2', undefined]);
  expect(queue.size).toBe(0);
});

test('an item that waits in several flows is counted once, and counting ends at the number wanted', () => {
  const queue = createFairQueue<number>();
  for (const item of [1, 2, 3, 4]) queue.push('a', item);
  queue.join('b', 1);
  const looked: number[] = [];
  const isEven = (item: number) => {
    looked.push(item);
    return item % 2 === 0;
  };

  expect(queue.countReady(isEven, 10)).toBe(2);
  looked.length = 0;
  expect(queue.countReady(isEven, 1)).toBe(1);
  expect(looked).toEqual([1, 2]);
});
