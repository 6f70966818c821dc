import type { CallStatsInterval } from '../../../src/domain/call-stats.ts';

/** What the clock and the calendar of a zone show, by Intl and minute by minute: slow, and without a rule of its own. */
export interface Clock {
  hourOfDay(time: number): number;
  /** 1 is Monday. */
  dayOfWeek(time: number): number;
  /** Start and end of the interval that holds a time. */
  intervalAt(interval: CallStatsInterval, time: number): readonly [start: number, end: number];
}

const second = 1_000_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

export function createClock(timeZone: string): Clock {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
  const shown = new Map<number, number>();

  /** What the clock shows in a minute, as if it were UTC. */
  function localMinute(time: number): number {
    const at = Math.floor(time / minute) * minute;
    const known = shown.get(at);
    if (known !== undefined) return known;
    const [month, date, year, hours, minutes] =
      format
        .format(at / 1000)
        .match(/\d+/g)
        ?.map(Number) ?? [];
    const local = Date.UTC(year ?? 0, (month ?? 1) - 1, date, hours, minutes) * 1000;
    shown.set(at, local);
    return local;
  }

  const dateOf = (time: number): number => Math.floor(localMinute(time) / day);

  /** The latest date that the calendar has shown, because a clock may be put back over midnight. */
  function latestDate(time: number): number {
    let latest = dateOf(time);
    for (let back = 1; back <= 90; back += 1) latest = Math.max(latest, dateOf(time - back * minute));
    return latest;
  }

  const starts = new Map<number, number>();

  /** The first minute of a date or a later one. */
  function startOf(date: number): number {
    const known = starts.get(date);
    if (known !== undefined) return known;
    let low = date * day - 2 * day;
    let high = date * day + 2 * day;
    while (high - low > minute) {
      const middle = Math.floor((low + high) / 2 / minute) * minute;
      if (latestDate(middle) >= date) high = middle;
      else low = middle;
    }
    starts.set(date, high);
    return high;
  }

  /** Whether an hour begins in a minute: the clock shows a whole hour, or is changed by a part of an hour. */
  const beginsHour = (time: number): boolean =>
    localMinute(time) % hour === 0 || (localMinute(time) - localMinute(time - minute) - minute) % hour !== 0;

  function hourAt(time: number): readonly [number, number] {
    let start = Math.floor(time / minute) * minute;
    while (!beginsHour(start)) start -= minute;
    let end = start + minute;
    while (!beginsHour(end)) end += minute;
    return [start, end];
  }

  const spanOf = (from: number, before: number) => [startOf(from), startOf(before)] as const;

  return {
    hourOfDay: time => new Date(localMinute(time) / 1000).getUTCHours(),
    dayOfWeek: time => new Date(localMinute(time) / 1000).getUTCDay() || 7,
    intervalAt(interval, time) {
      if (interval === 'HOUR') return hourAt(time);
      const date = latestDate(time);
      const at = new Date(date * 86_400_000);
      if (interval === 'DAY')
        return startOf(date + 1) === startOf(date) ? spanOf(date, date + 2) : spanOf(date, date + 1);
      const monday = date - ((at.getUTCDay() || 7) - 1);
      if (interval === 'WEEK') return spanOf(monday, monday + 7);
      const firstOf = (months: number) =>
        Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + months) / 86_400_000;
      return spanOf(firstOf(0), firstOf(1));
    },
  };
}
