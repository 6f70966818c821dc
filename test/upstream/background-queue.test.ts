import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createCancellation } from '../../src/async/cancellation.ts';
import type { Permit } from '../../src/upstream/permit.ts';
import { openQueues } from './background-entering.ts';
import { clock, entered } from './entering.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

/** Sends a request at once, and ends it later. */
function send(permit: Permit, answerMs = 50): void {
  permit.sent();
  setTimeout(permit.end, answerMs, true);
}

/** Makes one background request after another, and notes when each is sent. */
function walk({ enterBackground }: ReturnType<typeof openQueues>, answerMs = 50): number[] {
  const sent: number[] = [];
  const next = (): void =>
    void enterBackground().then(permit => {
      sent.push(clock());
      send(permit, answerMs);
      next();
    });
  next();
  return sent;
}

/** Milliseconds that each of some clients of the same moment waits. */
async function burst({ clients }: ReturnType<typeof openQueues>, size: number): Promise<number[]> {
  const at = clock();
  const waits: number[] = [];
  for (let index = 0; index < size; index += 1)
    void entered(clients, { caller: `${index}` }).then(permit => {
      waits.push(clock() - at);
      send(permit);
    });
  await vi.advanceTimersByTimeAsync(10_000);
  return waits;
}

test('background requests take their share of the quota in any second, and no more', async () => {
  const sent = walk(openQueues({ perSecond: 10, share: 5 }));
  await vi.advanceTimersByTimeAsync(21_000);
  expect(sent.length).toBeGreaterThanOrEqual(5 * 19);
  const gaps = sent.slice(5).map((at, index) => at - (sent[index] ?? 0));
  expect(Math.min(...gaps)).toBeGreaterThan(1_000);
});

test('as many clients as the share leaves come at once while a walk runs, and wait no longer than without it', async () => {
  const queues = openQueues({ perSecond: 10, share: 5 });
  walk(queues);
  await vi.advanceTimersByTimeAsync(7_777);
  expect(await burst(queues, 5)).toEqual([0, 0, 0, 0, 0]);
});

test('clients beyond those wait for the tokens of the walk, which takes none before the last of them', async () => {
  const queues = openQueues({ perSecond: 10, share: 5 });
  const sent = walk(queues);
  await vi.advanceTimersByTimeAsync(7_777);
  const at = clock();
  const waits = await burst(queues, 15);
  expect(Math.max(...waits)).toBeLessThanOrEqual(1_050);
  expect(sent.filter(time => time > at && time < at + Math.max(...waits))).toEqual([]);
});

test('clients that leave as much as the walk needs never wait for it', async () => {
  const queues = openQueues({ perSecond: 10, share: 5 });
  const sent = walk(queues);
  const waits: number[] = [];
  for (let index = 0; index < 100; index += 1) {
    await vi.advanceTimersByTimeAsync(200);
    const at = clock();
    void entered(queues.clients).then(permit => {
      waits.push(clock() - at);
      send(permit);
    });
  }
  expect(Math.max(...waits)).toBe(0);
  expect(sent.length).toBeGreaterThan(15);
});

test('a walk that clients leave a single token goes on with it every five seconds', async () => {
  const queues = openQueues({ perSecond: 10, share: 5 });
  const keepBusy = async (seconds: number): Promise<void> => {
    for (let index = 0; index < seconds * 9; index += 1) {
      void entered(queues.clients).then(permit => send(permit));
      await vi.advanceTimersByTimeAsync(1_050 / 9);
    }
  };
  await keepBusy(2);
  const sent = walk(queues);
  await keepBusy(30);
  expect(sent.length).toBeGreaterThanOrEqual(5);
  expect(sent.length).toBeLessThanOrEqual(7);
});

test('at a quota of one request a second, the walk yields to each client that waits', async () => {
  const queues = openQueues({ perSecond: 1 });
  const sent = walk(queues);
  await vi.advanceTimersByTimeAsync(500);
  expect(sent).toHaveLength(1);
  const waits = await burst(queues, 3);
  expect(waits.map(wait => Math.ceil(wait / 1_050))).toEqual([1, 2, 3]);
  expect(sent.length).toBeGreaterThan(1);
});

test('without a quota four background requests are under way at most, and one on two connections', async () => {
  for (const [connections, expected] of [
    [64, 4],
    [2, 1],
    [1, 1],
  ] as const) {
    const { enterBackground, clients } = openQueues({ connections });
    const permits: Permit[] = [];
    for (let index = 0; index < 10; index += 1) void enterBackground().then(permit => permits.push(permit));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(permits).toHaveLength(expected);
    expect(clients).toMatchObject({ inFlight: expected, queued: 0 });
    permits[0]?.end(true);
    await vi.advanceTimersByTimeAsync(0);
    expect(permits).toHaveLength(expected + 1);
  }
});

test('background requests wait in a queue of their own, which refuses the 65th, and displace no client', async () => {
  const { enterBackground, clients } = openQueues({ connections: 1, maxQueued: 1 });
  const first = await entered(clients);
  const failures: unknown[] = [];
  for (let index = 0; index < 65; index += 1) void enterBackground().catch(failure => failures.push(failure));
  await vi.advanceTimersByTimeAsync(0);
  expect(failures).toMatchObject([{ code: 'OVERLOADED' }]);
  const second = entered(clients, { caller: 'b' });
  await vi.advanceTimersByTimeAsync(1_000);
  first.end(true);
  await second;
  expect(clients).toMatchObject({ inFlight: 1, queued: 0 });
});

test('a background request leaves the queue when it is cancelled', async () => {
  const { enterBackground, clients } = openQueues({ connections: 1 });
  const client = await entered(clients);
  const cancellation = createCancellation();
  const waiting = enterBackground(cancellation);
  cancellation.cancel(new Error('The gateway stops.'));
  await expect(waiting).rejects.toMatchObject({ code: 'UPSTREAM_TIMEOUT' });
  await expect(enterBackground(cancellation)).rejects.toMatchObject({ code: 'UPSTREAM_TIMEOUT' });
  client.end(true);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(clients.inFlight).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
});

test('no background request leaves in a pause; after it one at a time does, and holds no client back', async () => {
  const queues = openQueues({});
  queues.pause.start(60_000);
  const sent = walk(queues, 500);
  await vi.advanceTimersByTimeAsync(59_999);
  expect(sent).toHaveLength(0);
  await vi.advanceTimersByTimeAsync(201);
  expect(sent).toHaveLength(1);
  expect(queues.pause.admits).toBe(true);
  expect(await burst(queues, 1)).toEqual([0]);
  expect(queues.pause.passBeside()).toBeNull();
  expect(sent.length).toBeGreaterThan(1);
});

test('a background request that meets another 429 ends no pause', async () => {
  const { enterBackground, pause } = openQueues({});
  pause.start(1_000);
  const entering = enterBackground();
  await vi.advanceTimersByTimeAsync(1_100);
  (await entering).end(false);
  expect(pause.passBeside()).not.toBeNull();
});

test('a request whose breaker is open waits, and one of another route passes it', async () => {
  const { enterBackground } = openQueues({});
  let isOpen = false;
  const order: string[] = [];
  void enterBackground(createCancellation(), () => isOpen).then(() => order.push('list'));
  void enterBackground().then(() => order.push('call'));
  await vi.advanceTimersByTimeAsync(1_000);
  expect(order).toEqual(['call']);
  isOpen = true;
  await vi.advanceTimersByTimeAsync(100);
  expect(order).toEqual(['call', 'list']);
});
