/** Times of the rows of one upstream request, in microseconds and in the source's order; Infinity where a row has none. */
export interface RowTimes {
  readonly times: readonly number[];
  /** Whether the source's list ends with these rows. */
  readonly ends: boolean;
  /** The watermark before these rows; Infinity at the newest end. */
  readonly watermark: number;
}

const dayInMicroseconds = 86_400_000_000;

/**
 * The time at which each row enters the k-way merge. A row's own time counts only if it is on the longest non-increasing
 * subsequence; any other row takes the place of the row before it, so that a wrong time misplaces that row alone.
 */
export function effectiveTimes({ times, ends, watermark }: RowTimes): number[] {
  const effective = isNonIncreasing(times) ? [...times] : inPlaceOfNeighbours(times, watermark);
  const last = effective.length - 1;
  const before = effective[last - 1] ?? watermark;
  const time = effective[last];
  if (!ends && time !== undefined && isFarBelow(time, before)) effective[last] = before;
  return effective;
}

/** A last row whose successor is unknown counts only within a day of the row before it. */
const isFarBelow = (time: number, before: number): boolean =>
  before !== Number.POSITIVE_INFINITY && before - time > dayInMicroseconds;

/** Whether all rows have a time that counts, as almost every page does. */
function isNonIncreasing(times: readonly number[]): boolean {
  let before = Number.MAX_VALUE;
  for (const time of times) {
    if (time > before) return false;
    before = time;
  }
  return true;
}

function inPlaceOfNeighbours(times: readonly number[], watermark: number): number[] {
  const supported = longestNonIncreasing(times);
  let place = placeBefore(times[supported[0] ?? -1], watermark);
  let next = 0;
  return times.map((time, index) => {
    if (index !== supported[next]) return place;
    next += 1;
    place = time;
    return place;
  });
}

/** The time given to odd rows at the head of a page: the watermark if there is one, else the time of the row after them. */
function placeBefore(time: number | undefined, watermark: number): number {
  if (time === undefined || watermark === Number.POSITIVE_INFINITY) return time ?? watermark;
  return Math.max(time, watermark);
}

/**
 * Indices of the longest non-increasing subsequence of finite times; among equally long ones, the one that ends with the
 * newest row. Patience sorting: `ends[n]` is the best last row of a subsequence of n + 1 rows.
 */
export function longestNonIncreasing(times: readonly number[]): number[] {
  const ends: number[] = [];
  const previous: (number | undefined)[] = [];
  for (const [index, time] of times.entries()) {
    if (time === Number.POSITIVE_INFINITY) continue;
    const length = countAtLeast(time, ends, times);
    previous[index] = ends[length - 1];
    ends[length] = index;
  }
  const found: number[] = [];
  for (let index = ends.at(-1); index !== undefined; index = previous[index]) found.push(index);
  return found.reverse();
}

/** Counts by bisection the ends that are not older than a time; the ends descend. */
function countAtLeast(time: number, ends: readonly number[], times: readonly number[]): number {
  let low = 0;
  let high = ends.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[ends[middle] ?? -1] ?? 0) >= time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Whether a page shows that the watermark was wrong: more than half of its rows are newer. */
export function contradicts(times: readonly number[], watermark: number): boolean {
  let newer = 0;
  for (const time of times) if (time > watermark) newer += 1;
  return newer * 2 > times.length;
}
