import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createCancellation } from '../../src/async/cancellation.ts';
import type { Permit } from '../../src/upstream/permit.ts';
import { openQueues } from './background-entering.ts';
import { clock, entered } from './entering.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

const arrival = fc.record({
  at: fc.integer({ min: 0, max: 4_000 }),
  isBackground: fc.boolean(),
  /** Time from leaving the queue to the first byte; null if none is ever sent. */
  connectMs: fc.option(fc.integer({ min: 0, max: 300 }), { freq: 10 }),
  answerMs: fc.integer({ min: 0, max: 900 }),
  /** Time in the queue after which the request is cancelled. */
  patienceMs: fc.option(fc.integer({ min: 0, max: 2_000 })),
});

const schedule = fc.record({
  perSecond: fc.integer({ min: 1, max: 12 }),
  share: fc.double({ min: 0.1, max: 1, noNaN: true }),
  connections: fc.integer({ min: 1, max: 8 }),
  isShared: fc.boolean(),
  /** Times at which the upstream asks for a pause of a second. */
  pausesAt: fc.array(fc.integer({ min: 0, max: 4_000 }), { maxLength: 2 }),
  arrivals: fc.array(arrival, { minLength: 1, maxLength: 40 }),
});

type Schedule = typeof schedule extends fc.Arbitrary<infer T> ? T : never;
type Arrival = Schedule['arrivals'][number];

/** Plays a schedule, and collects what clients would complain of. */
async function play(plan: Schedule) {
  const share = Math.max(1, Math.floor(plan.perSecond * plan.share));
  const queues = openQueues({ ...plan, share });
  const waitingClients = new Set<Arrival>();
  const sent: { at: number; isBackground: boolean }[] = [];
  let overtaken = 0;
  let unsettled = plan.arrivals.length;

  function send(permit: Permit, { connectMs, answerMs, isBackground }: Arrival): void {
    if (connectMs === null) {
      permit.end(false);
      return;
    }
    permit.sent();
    sent.push({ at: clock(), isBackground });
    setTimeout(permit.end, answerMs, true);
  }

  async function request(each: Arrival): Promise<void> {
    const { isBackground, patienceMs, connectMs } = each;
    const cancellation = createCancellation();
    if (patienceMs !== null) setTimeout(() => cancellation.cancel(new Error('Left.')), patienceMs);
    if (!isBackground) waitingClients.add(each);
    const entering = isBackground
      ? queues.enterBackground(cancellation)
      : entered(queues.clients, { cancellation, pause: queues.pause });
    const permit = await entering.catch(() => null);
    waitingClients.delete(each);
    unsettled -= 1;
    if (!permit) return;
    if (isBackground && waitingClients.size > 0) overtaken += 1;
    setTimeout(send, connectMs ?? 20, permit, each);
  }

  for (const each of plan.arrivals) setTimeout(request, each.at, each);
  for (const at of plan.pausesAt) setTimeout(() => queues.pause.start(1_000), at);
  for (let at = 0; at < 60_000 && unsettled > 0; at += 10) await vi.advanceTimersByTimeAsync(10);
  const closest = (times: readonly number[], count: number): number =>
    Math.min(Number.POSITIVE_INFINITY, ...times.slice(count).map((at, nth) => at - (times[nth] ?? 0)));
  const ofBackground = sent.filter(({ isBackground }) => isBackground).map(({ at }) => at);
  return {
    overtaken,
    unsettled,
    gapMs: closest(
      sent.map(({ at }) => at),
      plan.perSecond,
    ),
    backgroundGapMs: closest(ofBackground, share),
  };
}

test('of any arrivals, no background request leaves before a client that waits, none starves, and its share holds in any second', async () => {
  await fc.assert(
    fc.asyncProperty(schedule, async plan => {
      const { overtaken, unsettled, gapMs, backgroundGapMs } = await play(plan);
      expect({ overtaken, unsettled }).toEqual({ overtaken: 0, unsettled: 0 });
      expect(gapMs).toBeGreaterThan(1_000);
      expect(backgroundGapMs).toBeGreaterThan(1_000);
    }),
    { numRuns: 60 },
  );
});
