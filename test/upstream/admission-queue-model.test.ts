import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createCancellation } from '../../src/async/cancellation.ts';
import type { Permit } from '../../src/upstream/permit.ts';
import { clock, entered, openQueue } from './entering.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

const arrival = fc.record({
  at: fc.integer({ min: 0, max: 4_000 }),
  caller: fc.constantFrom('a', 'b', 'c'),
  /** Time from leaving the queue to the first byte, such as for a new connection; null if none is ever sent. */
  connectMs: fc.option(fc.integer({ min: 0, max: 300 }), { freq: 10 }),
  /** Time for the request to arrive. */
  transitMs: fc.integer({ min: 0, max: 49 }),
  answerMs: fc.integer({ min: 0, max: 900 }),
  /** Time in the queue after which the client leaves. */
  patienceMs: fc.option(fc.integer({ min: 0, max: 2_000 })),
});

const schedule = fc.record({
  perSecond: fc.integer({ min: 1, max: 12 }),
  maxConcurrent: fc.integer({ min: 1, max: 16 }),
  arrivals: fc.array(arrival, { minLength: 1, maxLength: 40 }),
});

type Schedule = typeof schedule extends fc.Arbitrary<infer T> ? T : never;
type Arrival = Schedule['arrivals'][number];

/** Entering and leaving the queue, in order; a client that leaves before its turn is `gone`. */
interface QueueEvent {
  readonly kind: 'entered' | 'left' | 'gone';
  readonly caller: string;
  readonly request: number;
}

/** Plays a schedule, millisecond by millisecond, and counts those in which a request waits without need. */
async function play({ perSecond, maxConcurrent, arrivals }: Schedule) {
  const queue = openQueue({ perSecond, maxConcurrent });
  const sent: number[] = [];
  const received: number[] = [];
  const events: QueueEvent[] = [];
  let unsent = 0;

  function send(permit: Permit, { connectMs, transitMs, answerMs }: Arrival): void {
    unsent -= 1;
    if (connectMs === null) {
      permit.end(false);
      return;
    }
    permit.sent();
    sent.push(clock());
    received.push(clock() + transitMs);
    setTimeout(permit.end, answerMs, true);
  }

  async function request(arrival: Arrival, number: number): Promise<void> {
    const { caller, connectMs, patienceMs } = arrival;
    const cancellation = createCancellation();
    const note = (kind: QueueEvent['kind']) => events.push({ kind, caller, request: number });
    note('entered');
    const entering = entered(queue, { caller, cancellation }).catch(() => null);
    if (patienceMs !== null) setTimeout(() => cancellation.cancel(new Error('Left.')), patienceMs);
    const permit = await entering;
    note(permit ? 'left' : 'gone');
    if (!permit) return;
    unsent += 1;
    setTimeout(send, connectMs ?? 20, permit, arrival);
  }

  for (const [number, arrival] of arrivals.entries()) setTimeout(request, arrival.at, arrival, number);
  let needless = 0;
  for (let at = 0; at < 4_000 || queue.queued + queue.inFlight > 0; at += 1) {
    await vi.advanceTimersByTimeAsync(1);
    const used = unsent + sent.filter(time => clock() - time < 1_050).length;
    if (queue.queued > 0 && queue.inFlight < maxConcurrent && used < perSecond) needless += 1;
  }
  return { received: received.toSorted((a, b) => a - b), needless, events };
}

/** The callers that left twice while a request of another caller waited throughout, and none of that one's left. */
function overtakers(events: readonly QueueEvent[]): string[] {
  const leaves = events.flatMap(({ kind }, index) => (kind === 'left' ? [index] : []));
  return leaves.flatMap((second, nth) => {
    const { caller } = events[second] as QueueEvent;
    const first = leaves.slice(0, nth).findLast(index => events[index]?.caller === caller);
    if (first === undefined) return [];
    const between = new Set(events.slice(first, second).map(event => event.kind === 'left' && event.caller));
    const ended = new Set(
      events.slice(0, second).flatMap(({ kind, request }) => (kind === 'entered' ? [] : [request])),
    );
    const starved = events
      .slice(0, first)
      .some(({ caller: other, request }) => !ended.has(request) && !between.has(other) && other !== caller);
    return starved ? [caller] : [];
  });
}

test('of any arrivals, no second of a receiver has more than the quota, none waits without need, and callers take turns', async () => {
  await fc.assert(
    fc.asyncProperty(schedule, async plan => {
      const { received, needless, events } = await play(plan);
      const { perSecond } = plan;
      const early = received.filter((at, index) => at - (received[index - perSecond] ?? -Infinity) <= 1_000);
      expect({ early, needless, overtakers: overtakers(events) }).toEqual({
        early: [],
        needless: 0,
        overtakers: [],
      });
    }),
    { numRuns: 40 },
  );
});
