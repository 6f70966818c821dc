/** Times of one response's rows in microseconds, in the source's order; Infinity for a row without a time. */
export interface RowTimes {
  readonly times: readonly number[];
  /** Whether the source's list ends with these rows. */
  readonly ends: boolean;
  /** Watermark before these rows; Infinity at the start of the list. */
  readonly watermark: number;
}

const dayInMicroseconds = 86_400_000_000;

/**
 * Time at which each row enters the k-way merge. A row's own time counts only on the longest non-increasing
 * subsequence. Any other row takes its predecessor's time, so that a wrong time misplaces that row alone.
 */
export function effectiveTimes({ times, ends, watermark }: RowTimes): number[] {
  const effective = isNonIncreasing(times) ? [...times] : inPlaceOfNeighbours(times, watermark);
  const last = effective.length - 1;
  const before = effective[last - 1] ?? watermark;
  const time = effective[last];
  if (!ends && time !== undefined && isFarBelow(time, before)) effective[last] = before;
  return effective;
}

/** The last row's time counts only within a day of its predecessor, because no successor confirms it. */
const isFarBelow = (time: number, before: number): boolean =>
  before !== Number.POSITIVE_INFINITY && before - time > dayInMicroseconds;

/** Tells whether every time counts, as on almost every page. */
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

/** Effective time of rows with odd times at a page's head: the watermark, or a newer time after them. */
function placeBefore(time: number | undefined, watermark: number): number {
  if (time === undefined || watermark === Number.POSITIVE_INFINITY) return time ?? watermark;
  return Math.max(time, watermark);
}

/**
 * Patience sorting: indices of the longest non-increasing subsequence of finite times. Among equally long ones, the one
 * that ends with the newest row wins. `ends[n]` is the best last row of a subsequence of n + 1 rows.
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

/** Binary search: counts the ends that are not older than a time; the ends descend. */
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

/** Tells whether a page refutes the watermark, because more than half of its rows are newer. */
export function contradicts(times: readonly number[], watermark: number): boolean {
  let newer = 0;
  for (const time of times) if (time > watermark) newer += 1;
  return newer * 2 > times.length;
}
