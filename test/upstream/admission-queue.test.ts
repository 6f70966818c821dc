import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createCancellation } from '../../src/async/cancellation.ts';
import { createPause } from '../../src/upstream/pause.ts';
import type { Permit } from '../../src/upstream/permit.ts';
import { clock, entered, openQueue } from './entering.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

const codeOf = (failure: unknown) => (failure as { code: string }).code;

test('a burst of the whole quota leaves at once, and the next request 1,050 ms after the first was written', async () => {
  const queue = openQueue({ perSecond: 3 });
  const permits = await Promise.all([1, 2, 3].map(() => entered(queue)));
  const fourth = vi.fn<(permit: Permit) => void>();
  void entered(queue).then(fourth);
  await vi.advanceTimersByTimeAsync(200);
  for (const permit of permits) permit.sent();
  await vi.advanceTimersByTimeAsync(1_049);
  expect(fourth).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(fourth).toHaveBeenCalledOnce();
});

test('a request that ends unsent gives its token to the next', async () => {
  const queue = openQueue({ perSecond: 1 });
  const first = await entered(queue);
  const second = entered(queue);
  first.end(true);
  await second;
  expect(queue).toMatchObject({ inFlight: 1, queued: 0 });
});

test('a connection is free again once, and goes to the request whose turn it is', async () => {
  const queue = openQueue({ maxConcurrent: 1 });
  const first = await entered(queue);
  const order: string[] = [];
  const waits = ['a', 'a', 'b'].map(async (caller, index) => {
    const permit = await entered(queue, { caller });
    order.push(`${caller}${index}`);
    permit.end(true);
    permit.end(true);
  });
  expect(queue).toMatchObject({ inFlight: 1, queued: 3, waitingForQuota: 0 });
  first.end(true);
  await Promise.all(waits);
  expect(order).toEqual(['a0', 'b2', 'a1']);
  expect(queue).toMatchObject({ inFlight: 0, queued: 0 });
});

test('a full queue refuses a caller, unless another has more requests in it', async () => {
  const queue = openQueue({ maxConcurrent: 1, maxQueued: 2 });
  await entered(queue);
  const [first, second] = [entered(queue), entered(queue)];
  await expect(entered(queue)).rejects.toMatchObject({ code: 'OVERLOADED' });
  void entered(queue, { caller: 'b' });
  await expect(second).rejects.toMatchObject({ code: 'OVERLOADED' });
  await expect(entered(queue, { caller: 'c' })).rejects.toMatchObject({ code: 'OVERLOADED' });
  expect(queue.queued).toBe(2);
  void first;
});

test('a request fails as soon as its turn comes after its deadline, with the seconds to wait', async () => {
  const queue = openQueue({ perSecond: 2 });
  const deadline = clock() + 1_500;
  const outcomes: unknown[] = [];
  const note = (outcome: unknown) => void outcomes.push(outcome);
  for (let index = 0; index < 5; index += 1)
    void entered(queue, { deadline }).then(permit => permit.sent(), note);
  await vi.advanceTimersByTimeAsync(0);
  expect(outcomes).toMatchObject([{ code: 'UPSTREAM_RATE_LIMITED', details: { retryAfter: 3 } }]);
  for (let index = 0; index < 2; index += 1) void entered(queue, { caller: 'b', deadline }).catch(note);
  await vi.advanceTimersByTimeAsync(100);
  // Of the caller with two requests in the queue, the second one has lost its permit.
  expect(outcomes.map(codeOf)).toEqual(Array(3).fill('UPSTREAM_RATE_LIMITED'));
  await vi.advanceTimersByTimeAsync(1_000);
  expect(queue).toMatchObject({ inFlight: 4, queued: 0 });
});

test('a request that fails makes room for those behind it, which do not fail with it', async () => {
  const queue = openQueue({ perSecond: 1 });
  const start = clock();
  const failed: string[] = [];
  const enter = (caller: string, seconds: number) =>
    void entered(queue, { caller, deadline: start + seconds * 1_000 }).then(
      permit => permit.sent(),
      () => failed.push(`${caller}${seconds}`),
    );
  for (const seconds of [1, 3.3, 3.3, 3.3, 6]) enter('a', seconds);
  // The other caller takes every second turn, so that the third request of 3.3 seconds comes too late.
  for (const seconds of [9, 9, 9]) enter('b', seconds);
  await vi.advanceTimersByTimeAsync(8_000);
  expect(failed).toEqual(['a3.3']);
  expect(queue).toMatchObject({ inFlight: 7, queued: 0 });
});

test('a client that leaves takes its request out of the queue', async () => {
  const queue = openQueue({ perSecond: 1 });
  await entered(queue);
  const cancellation = createCancellation();
  const second = entered(queue, { cancellation });
  cancellation.cancel(new Error('Left.'));
  await expect(second).rejects.toMatchObject({ code: 'UPSTREAM_RATE_LIMITED' });
  expect(queue.queued).toBe(0);
  await expect(entered(queue, { cancellation })).rejects.toMatchObject({ code: 'UPSTREAM_TIMEOUT' });
});

test('after a pause one request probes, and the others leave once it is answered', async () => {
  const pause = createPause(clock);
  const queue = openQueue({ pause });
  pause.start(5_000);
  const permits: Permit[] = [];
  for (let index = 0; index < 3; index += 1)
    void entered(queue, { pause }).then(permit => permits.push(permit));
  await vi.advanceTimersByTimeAsync(4_999);
  expect(permits).toHaveLength(0);
  await vi.advanceTimersByTimeAsync(1);
  expect(permits).toHaveLength(1);
  pause.start(1_000);
  permits[0]?.end(false);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(permits).toHaveLength(2);
  permits[1]?.end(true);
  await vi.advanceTimersByTimeAsync(0);
  expect(permits).toHaveLength(3);
});

test('a paused identity stops no other, also of the same caller', async () => {
  const queue = openQueue({ perSecond: 5 });
  const own = createPause(clock);
  own.start(5_000);
  const paused = vi.fn();
  void entered(queue, { pause: own }).then(paused);
  await entered(queue);
  expect(queue).toMatchObject({ inFlight: 1, queued: 1 });
  own.lift();
  queue.refresh();
  await vi.advanceTimersByTimeAsync(0);
  expect(paused).toHaveBeenCalledOnce();
});

test('requests of a paused identity are not ahead of others', async () => {
  const queue = openQueue({ perSecond: 1 });
  const own = createPause(clock);
  own.start(8_000);
  for (let index = 0; index < 5; index += 1) void entered(queue, { pause: own });
  const permit = await entered(queue);
  permit.sent();
  const second = entered(queue, { deadline: clock() + 3_000 });
  await vi.advanceTimersByTimeAsync(1_050);
  await second;
  expect(queue).toMatchObject({ inFlight: 2, queued: 5 });
});

test('a queue that requests of a paused identity fill refuses no other that need not wait', async () => {
  const queue = openQueue({ perSecond: 2, maxQueued: 2 });
  const own = createPause(clock);
  own.start(8_000);
  for (let index = 0; index < 2; index += 1) void entered(queue, { pause: own });
  await expect(entered(queue, { pause: own })).rejects.toMatchObject({ code: 'OVERLOADED' });
  for (let index = 0; index < 2; index += 1) (await entered(queue)).sent();
  expect(queue).toMatchObject({ inFlight: 2, queued: 2 });
});

test('requests of a paused identity make room for others in a full queue, also once all tokens are used', async () => {
  const queue = openQueue({ perSecond: 1, maxQueued: 2 });
  const own = createPause(clock);
  own.start(8_000);
  const paused = [entered(queue, { pause: own }), entered(queue, { pause: own })];
  (await entered(queue)).sent();
  // The first of them learns only by its wait that no token is left.
  const next = [entered(queue), entered(queue), entered(queue)];
  for (const request of paused) await expect(request).rejects.toMatchObject({ code: 'OVERLOADED' });
  await expect(entered(queue)).rejects.toMatchObject({ code: 'OVERLOADED' });
  await expect(entered(queue, { pause: own })).rejects.toMatchObject({ code: 'OVERLOADED' });
  await vi.advanceTimersByTimeAsync(1_050);
  (await next[0])?.sent();
  expect(queue).toMatchObject({ inFlight: 2, queued: 2 });
});

test('while all requests are paused, none makes room for another of its caller', async () => {
  const pause = createPause(clock);
  const queue = openQueue({ pause, maxQueued: 1 });
  const own = createPause(clock);
  for (const each of [pause, own]) each.start(8_000);
  void entered(queue, { pause: own });
  await expect(entered(queue)).rejects.toMatchObject({ code: 'OVERLOADED' });
  expect(queue.queued).toBe(1);
});

test('a pause beyond the deadline of a request fails it at once', async () => {
  const pause = createPause(clock);
  const queue = openQueue({ pause });
  pause.start(60_000);
  const failing = entered(queue, { pause, deadline: clock() + 10_000 });
  await expect(failing).rejects.toMatchObject({ code: 'UPSTREAM_RATE_LIMITED', details: { retryAfter: 60 } });
});
