import { nativeKeyOf } from '../../../src/domain/call.ts';
import { instantOf } from '../../../src/domain/instant.ts';
import { ongoingCall, settledCalls } from './simulated-source.ts';
import { openSimulation, type Simulation } from './simulation.ts';

const minute = 60_000;

/** Number of seconds in which calls arrive. */
const seconds = 300;

export interface EndLags {
  /** Milliseconds from the end of a call to its row, in ascending order. */
  readonly lags: readonly number[];
  readonly requestsPerSecond: number;
}

/** Simulates five minutes of a source with new calls, and measures how long after their ends these are in the index. */
export async function simulateEndLags(callsPerSecond: number): Promise<EndLags> {
  const simulation = openSimulation({ pageSize: 100, latencyMs: 150 });
  const { clock, source, store, start } = simulation;
  source.put(...settledCalls(300));
  await start();
  await clock.advance(4_000);
  const traffic = createTraffic(simulation, callsPerSecond);
  const lags = new Map<string, number>();
  source.requests();
  for (let second = 0; second < seconds; second += 1) {
    await traffic.second();
    for (const call of store.calls()) {
      const key = nativeKeyOf(call);
      const endedAt = traffic.endsAt.get(key);
      if (endedAt !== undefined && call.endedAt !== null && !lags.has(key))
        lags.set(key, clock.now() - endedAt);
    }
  }
  return {
    lags: [...lags.values()].sort((a, b) => a - b),
    requestsPerSecond: source.requests().length / seconds,
  };
}

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
