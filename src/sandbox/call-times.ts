import { createRandomFor, type Random } from './random.ts';
import { second, type Timestamp, timestampOf } from './timestamps.ts';

/** Most calls whose times as samples stay within two years. */
const maxSamples = 1_500;

/**
 * Number of the newest calls that are samples, which have each edge case many times: all calls of a small sandbox, and the
 * last day of a large one. The others are lifelike.
 */
export const countSamples = (calls: number): number => (calls > maxSamples ? 60 : calls);

/** Whether a call starts at the same time as the call before: some pairs, and one run of five. */
const isTied = (index: number) => index % 40 === 12 || index % 40 === 33 || (index > 60 && index < 65);

/** The last minutes are dense, and 320 calls span a month. */
const sampleAt = (index: number, now: Timestamp, seed: number): Timestamp =>
  now - 25 * (index + 1) ** 2 * second - createRandomFor(seed, -1 - index).integer(0, 2 * second);

const hour = 3_600 * second;
const twoYears = 730 * 24 * hour;
/** Share of each weekday from Sunday on, and of each hour from midnight UTC on. */
const weekdays = [4, 18, 17, 16, 16, 15, 7];
const hours = [3, 2, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 1, 2, 5, 9, 12, 13, 13, 12, 12, 13, 12, 10, 7, 5];

/** Relative number of calls in the hour before a time, which has doubled within the two years. */
function busynessBefore(moment: Timestamp, age: Timestamp): number {
  const date = new Date((moment - hour / 2) / 1000);
  const share = (weekdays[date.getUTCDay()] ?? 0) * (hours[date.getUTCHours()] ?? 0);
  return share * (2 - age / twoYears);
}

/** Times within two years, newest first, of a business with working hours. */
function lifelikeTimes(count: number, until: Timestamp, now: Timestamp, random: Random): Timestamp[] {
  if (count === 0) return [];
  const busyness = Array.from({ length: Math.floor((twoYears - (now - until)) / hour) }, (_, at) =>
    busynessBefore(until - at * hour, now - until + at * hour),
  );
  const total = busyness.reduce((sum, share) => sum + share, 0);
  let at = 0;
  let passed = 0;
  return Array.from({ length: count }, (_, index) => {
    const goal = ((index + random.fraction()) / count) * total;
    while (passed + (busyness[at] ?? Infinity) < goal) passed += busyness[at++] ?? 0;
    return until - Math.round((at + (goal - passed) / (busyness[at] ?? 1)) * hour);
  });
}

/** Times of calls, newest first, within two years; a call's time as a sample does not depend on the number of calls. */
export function spreadTimestamps(count: number, date: Date, seed: number): Timestamp[] {
  const now = timestampOf(date);
  const samples = Array.from({ length: countSamples(count) }, (_, index) => sampleAt(index, now, seed));
  const random = createRandomFor(seed, -1 - samples.length);
  const others = lifelikeTimes(count - samples.length, samples.at(-1) ?? now, now, random);
  const moments = [...samples, ...others];
  for (let index = 1; index < moments.length; index++)
    if (isTied(index)) moments[index] = moments[index - 1] ?? now;
  return moments;
}
