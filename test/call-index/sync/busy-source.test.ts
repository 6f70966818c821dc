import { expect, test } from 'vitest';
import { nativeKeyOf } from '../../../src/domain/call.ts';
import { instantOf } from '../../../src/domain/instant.ts';
import { ongoingCall, settledCalls } from './simulated-source.ts';
import { openSimulation, type Simulation } from './simulation.ts';

const minute = 60_000;

/** Lets calls arrive each second, which end after a minute or two. */
function createTraffic({ clock, source }: Simulation, perSecond: number) {
  const endsAt = new Map<string, number>();
  let number = 0;

  function arrive(): void {
    const key = `n${String(number).padStart(6, '0')}`;
    source.put(ongoingCall(key, clock.now()));
    endsAt.set(key, clock.now() + minute + ((number * 7_919) % 60) * 1_000);
    number += 1;
  }

  return {
    endsAt,
    async second(): Promise<void> {
      for (let count = 0; count < perSecond; count += 1) arrive();
      for (const [key, at] of endsAt)
        if (at === clock.now()) source.change(key, { status: 'COMPLETED', endedAt: instantOf(at * 1000) });
      await clock.advance(1_000);
    },
  };
}

test('of five new calls a second, the end of each is in the index within seconds, at two requests a second', async () => {
  const simulation = openSimulation({ pageSize: 100, latencyMs: 150 });
  const { clock, source, store, start } = simulation;
  source.put(...settledCalls(300));
  await start();
  await clock.advance(4_000);
  const traffic = createTraffic(simulation, 5);
  const lags = new Map<string, number>();
  source.requests();
  for (let second = 0; second < 300; second += 1) {
    await traffic.second();
    for (const call of store.calls()) {
      const key = nativeKeyOf(call);
      const endedAt = traffic.endsAt.get(key);
      if (endedAt !== undefined && call.endedAt !== null && !lags.has(key))
        lags.set(key, clock.now() - endedAt);
    }
  }
  const sorted = [...lags.values()].sort((a, b) => a - b);
  expect(sorted.length).toBeGreaterThan(800);
  expect(sorted[Math.floor(sorted.length * 0.5)]).toBeLessThanOrEqual(6_000);
  expect(sorted[Math.floor(sorted.length * 0.99)]).toBeLessThanOrEqual(15_000);
  expect(source.requests().length / 300).toBeLessThan(2);
});

test('a page with many calls that go on is read instead of each of them', async () => {
  const { clock, source, store, start } = openSimulation({ pageSize: 5 });
  source.put(...settledCalls(5));
  for (let index = 0; index < 10; index += 1) source.put(ongoingCall(`going${index}`, clock.now() + index));
  await start();
  await clock.advance(2 * minute);
  const requests = source.requests().filter(request => !request.endsWith('first page'));
  expect(requests.filter(request => request.includes('call'))).toEqual([]);
  expect(requests.filter(request => request.endsWith('page after going5')).length).toBeGreaterThan(8);
  source.change('going1', { status: 'COMPLETED', endedAt: instantOf(clock.now() * 1000) });
  await clock.advance(15_000);
  expect(store.calls()).toEqual(expect.arrayContaining([...source.calls()]));
});
