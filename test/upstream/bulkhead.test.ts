import { expect, test } from 'vitest';
import { createCancellation } from '../../src/async/cancellation.ts';
import { createBulkhead } from '../../src/upstream/bulkhead.ts';

const never = createCancellation();

test('requests enter up to the limit, the next ones queue, and one above the queue is refused', () => {
  const bulkhead = createBulkhead(2, 1);
  expect(bulkhead.acquire(never)).toBeTypeOf('function');
  expect(bulkhead.acquire(never)).toBeTypeOf('function');
  expect(bulkhead.acquire(never)).toBeInstanceOf(Promise);
  expect(bulkhead.acquire(never)).toBeNull();
  expect(bulkhead).toMatchObject({ inFlight: 2, queued: 1 });
});

test('the queue is first in, first out', async () => {
  const bulkhead = createBulkhead(1, 5);
  const leave = await bulkhead.acquire(never);
  const order: number[] = [];
  const waits = [1, 2, 3].map(async number => {
    const leaveAgain = await bulkhead.acquire(never);
    order.push(number);
    leaveAgain?.();
  });
  leave?.();
  await Promise.all(waits);
  expect(order).toEqual([1, 2, 3]);
  expect(bulkhead).toMatchObject({ inFlight: 0, queued: 0 });
});

test('a cancelled wait ends, and frees its place in the queue', async () => {
  const bulkhead = createBulkhead(1, 1);
  const leave = await bulkhead.acquire(never);
  const client = createCancellation();
  const wait = bulkhead.acquire(client);
  client.cancel(new Error('The client left.'));
  await expect(wait).rejects.toThrow('The client left.');
  expect(bulkhead.queued).toBe(0);
  leave?.();
  expect(bulkhead.inFlight).toBe(0);
});

test('a double release frees one place only', async () => {
  const bulkhead = createBulkhead(1, 2);
  const leave = await bulkhead.acquire(never);
  const first = bulkhead.acquire(never);
  void bulkhead.acquire(never);
  leave?.();
  leave?.();
  await first;
  expect(bulkhead).toMatchObject({ inFlight: 1, queued: 1 });
});

test('a cancelled request takes no place in the queue', async () => {
  const bulkhead = createBulkhead(1, 1);
  bulkhead.acquire(never);
  const client = createCancellation();
  client.cancel(new Error('The client left.'));
  await expect(bulkhead.acquire(client)).rejects.toThrow('The client left.');
  expect(bulkhead.queued).toBe(0);
});
