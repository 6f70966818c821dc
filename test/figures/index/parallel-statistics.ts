import { setTimeout as wait } from 'node:timers/promises';
import { ask } from './gateways.ts';

export interface RunningStatistics {
  /** Stops asking; returns how many statistics were answered, and how many refused. */
  end(): Promise<{ readonly answered: number; readonly refused: number }>;
}

const aYearAgo = new Date(Date.now() - 365 * 86_400_000).toISOString();

const timeZones = ['Europe/Berlin', 'America/New_York', 'Asia/Tokyo', 'Australia/Sydney', 'UTC'];

/** Queries of which no two are equal, because equal ones of a moment are computed once. */
const queries = timeZones.flatMap(timeZone => [
  `{ callStats(filter: { started: { from: "${aYearAgo}" } }, groupBy: [SOURCE], interval: DAY,
    timeZone: "${timeZone}", first: 800) {
    groups { key { intervalStart source } figures { callCount duration { mean } costs { total } } } } }`,
  `{ callStats(groupBy: [AGENT], interval: MONTH, timeZone: "${timeZone}") {
    groups { key { intervalStart agent { name } } figures { duration { p95: percentile(at: 0.95) } } } } }`,
]);

/** Time after which a refused client asks again, as `retryAfter` says. */
const retryMs = 1_000;

/** Lets some clients ask for statistics, each for the next as soon as it has the last. */
export function askStatistics(url: string, clients: number): RunningStatistics {
  let isOver = false;
  let answered = 0;
  let refused = 0;

  async function client(number: number): Promise<void> {
    while (!isOver) {
      const { errors = [] } = await ask(url, queries[number % queries.length] ?? '');
      if (errors.length === 0) answered += 1;
      else if (errors.every(({ extensions }) => extensions.code === 'OVERLOADED')) refused += 1;
      else throw new Error(`Statistics failed: ${JSON.stringify(errors)}`);
      if (errors.length > 0) await wait(retryMs);
    }
  }

  const all = Promise.all(Array.from({ length: clients }, (_, number) => client(number)));
  return {
    async end() {
      isOver = true;
      await all;
      return { answered, refused };
    },
  };
}
