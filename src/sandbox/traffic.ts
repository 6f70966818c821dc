import { createRandomFor } from './random.ts';
import type { Settings } from './server.ts';
import { second, type Timestamp, timestampOf } from './timestamps.ts';

interface Ticks {
  readonly seed: number;
  readonly perSecond: number;
  readonly start: Timestamp;
}

/** Does something at a rate; the returned function does what is due. */
function createTicks(
  { seed, perSecond, start }: Ticks,
  act: (index: number, moment: Timestamp) => void,
): (now: Timestamp) => void {
  let index = 0;
  const momentOf = (tick: number): Timestamp =>
    start + Math.round(((tick + createRandomFor(seed, tick).fraction()) / perSecond) * second);
  return now => {
    for (let moment = momentOf(index); moment <= now; moment = momentOf(index)) act(index++, moment);
  };
}

export interface Traffic {
  /** `index` counts the arrivals. */
  arrive(index: number, moment: Timestamp): void;
  /** `index` counts from the newest call that was there from the start, and may repeat. */
  vanish(index: number): void;
}

/**
 * Lets calls arrive and vanish at the rates of the settings. The returned function catches up with the clock: its times follow
 * from the seed alone, so that the calls of a sandbox do not depend on when they are read.
 */
export function createTraffic(settings: Settings, { arrive, vanish }: Traffic): () => void {
  const { now, seed, calls, arrivalsPerSecond, deletionsPerSecond } = settings;
  const start = timestampOf(now());
  const drawIndex = (tick: number) => createRandomFor(seed + 3_000, tick).integer(0, calls - 2);
  const arrivals = createTicks({ seed: seed + 1_000, perSecond: arrivalsPerSecond, start }, arrive);
  const deletions = createTicks({ seed: seed + 2_000, perSecond: deletionsPerSecond, start }, tick =>
    vanish(drawIndex(tick)),
  );
  return () => {
    const moment = timestampOf(now());
    arrivals(moment);
    deletions(moment);
  };
}
