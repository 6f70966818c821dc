import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createPause } from '../../src/upstream/pause.ts';
import type { PauseChannel } from '../../src/upstream/pause-channel.ts';
import { createPauses } from '../../src/upstream/pauses.ts';

function openClock() {
  let time = 0;
  return { now: () => time, pass: (milliseconds: number) => (time += milliseconds) };
}

type Step =
  | { readonly kind: 'start' | 'time'; readonly ms: number }
  | { readonly kind: 'leave' | 'answer' | 'failure' };

const ms = fc.integer({ min: 1, max: 500 });
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constantFrom('start', 'time'), ms }),
  fc.record({ kind: fc.constantFrom('leave', 'answer', 'failure') }),
);

/** A pause as it should be: the time until which nothing leaves, and the requests that have left since it began. */
function createModel() {
  const clock = openClock();
  const pause = createPause(clock.now);
  const probes: ((isAnswered: boolean) => void)[] = [];
  let until: number | null = null;
  const isPaused = () => until !== null && clock.now() < until;

  function end(isAnswered: boolean): void {
    const probe = probes.shift();
    probe?.(isAnswered);
    if (probe && isAnswered && !isPaused()) until = null;
  }
  function leave(): void {
    const probe = pause.admits ? pause.pass() : null;
    if (probe) probes.push(probe);
  }
  function start(milliseconds: number): void {
    until = Math.max(until ?? 0, clock.now() + milliseconds);
    pause.start(milliseconds);
  }
  return {
    play(each: Step): void {
      if (each.kind === 'start') start(each.ms);
      else if (each.kind === 'time') clock.pass(each.ms);
      else if (each.kind === 'leave') leave();
      else end(each.kind === 'answer');
    },
    expected: () => ({
      admits: until === null || (!isPaused() && probes.length === 0),
      remainingMs: until === null ? 0 : Math.max(0, until - clock.now()),
    }),
    pause,
  };
}

test('of any requests and pauses, none leaves during a pause, and then one at a time until one is answered', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), steps => {
      const { play, expected, pause } = createModel();
      for (const each of steps) {
        play(each);
        expect({ admits: pause.admits, remainingMs: pause.remainingMs() }).toEqual(expected());
      }
    }),
  );
});

function openPauses(channel: PauseChannel | null = null) {
  const clock = openClock();
  const identities = Array.from({ length: 4 }, () => createPause(clock.now));
  const pauses = createPauses({ identities: () => identities, channel, onChange: () => {}, now: clock.now });
  const meet = (identity: number, seconds = 30) => {
    const own = identities[identity];
    if (own) pauses.start(own, seconds);
  };
  return { clock, pauses, identities, meet };
}

/** Channels of processes that hear one another, and themselves, as in Redis. */
function openChannels() {
  const listeners: ((milliseconds: number) => void)[] = [];
  return (): PauseChannel => ({
    async announce(milliseconds) {
      for (const hear of listeners) hear(milliseconds);
      return true;
    },
    listen: hear => void listeners.push(hear),
  });
}

test('a Retry-After of a day pauses for a minute', () => {
  const { pauses } = openPauses();
  pauses.start(pauses.all, 86_400);
  expect(pauses.all.remainingMs()).toBe(60_000);
});

test('a Retry-After of 0 is no pause', () => {
  const { pauses } = openPauses();
  pauses.start(pauses.all, 0);
  expect(pauses.all.admits).toBe(true);
});

test('three identities that meet a 429 within ten seconds pause all, and two do not', () => {
  const { clock, pauses, identities, meet } = openPauses();
  for (const identity of [0, 1, 0, 1]) meet(identity);
  expect(identities.map(({ admits }) => admits)).toEqual([false, false, true, true]);
  expect(pauses.all.admits).toBe(true);
  clock.pass(10_001);
  meet(2);
  meet(3);
  expect(pauses.all.admits).toBe(true);
  clock.pass(9_000);
  meet(0, 40);
  expect(pauses.all.remainingMs()).toBe(40_000);
});

test('an operator lifts the pauses of all identities, in all processes', async () => {
  const openChannel = openChannels();
  const processes = [openPauses(openChannel()), openPauses(openChannel())];
  for (const { meet } of processes) for (const identity of [0, 1, 2]) meet(identity);
  expect(await processes[0]?.pauses.lift()).toBe(true);
  const left = processes.flatMap(({ pauses, identities }) => [pauses.all, ...identities]);
  expect(left.map(({ admits }) => admits)).toEqual(Array(10).fill(true));
});
