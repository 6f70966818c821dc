import { expect, test } from 'vitest';
import { findZoneOffsets } from '../../../src/call-index/statistics/zone-offsets.ts';
import type { CallStatsInterval, StatsRequest } from '../../../src/domain/call-stats.ts';
import { callOf } from '../../domain/call-of.ts';
import { statsOf } from './stats-of.ts';

const at = (startedAt: string) => callOf({ startedAt });

/** Spans of groups, with their numbers of calls. */
async function spansOf(timeZone: string, interval: CallStatsInterval, ...times: readonly string[]) {
  const { groups } = await statsOf(times.map(at), { timeZone, interval });
  return groups.map(({ key, figures }) => [key.intervalStart, key.intervalEnd, figures.callCount]);
}

test('a day on which a clock is put forward has 23 hours, and one on which it is put back has 25', async () => {
  expect(
    await spansOf(
      'America/New_York',
      'DAY',
      '2026-03-08T05:00:00Z',
      '2026-03-09T03:59:59.999999Z',
      '2026-11-02T04:59:59Z',
    ),
  ).toEqual([
    ['2026-03-08T05:00:00Z', '2026-03-09T04:00:00Z', 2],
    ['2026-11-01T04:00:00Z', '2026-11-02T05:00:00Z', 1],
  ]);
});

test('an hour that a clock shows twice is two hours', async () => {
  expect(await spansOf('Europe/Berlin', 'HOUR', '2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z')).toEqual([
    ['2026-10-25T00:00:00Z', '2026-10-25T01:00:00Z', 1],
    ['2026-10-25T01:00:00Z', '2026-10-25T02:00:00Z', 1],
  ]);
});

test('beside a change by half an hour there is an hour of thirty minutes', async () => {
  expect(
    await spansOf(
      'Australia/Lord_Howe',
      'HOUR',
      '2026-04-04T14:59:59Z',
      '2026-04-04T15:00:00Z',
      '2026-04-04T15:30:00Z',
    ),
  ).toEqual([
    ['2026-04-04T14:00:00Z', '2026-04-04T15:00:00Z', 1],
    ['2026-04-04T15:00:00Z', '2026-04-04T15:30:00Z', 1],
    ['2026-04-04T15:30:00Z', '2026-04-04T16:30:00Z', 1],
  ]);
});

test('an hour begins where the clock of the zone shows a whole one', async () => {
  expect(await spansOf('Asia/Kathmandu', 'HOUR', '2026-03-09T10:14:59Z', '2026-03-09T10:15:00Z')).toEqual([
    ['2026-03-09T09:15:00Z', '2026-03-09T10:15:00Z', 1],
    ['2026-03-09T10:15:00Z', '2026-03-09T11:15:00Z', 1],
  ]);
});

test('a date that a clock put back over midnight shows twice begins the first time', async () => {
  expect(
    await spansOf(
      'America/St_Johns',
      'DAY',
      '2010-11-07T02:29:59Z',
      '2010-11-07T02:30:00Z',
      '2010-11-07T03:00:00Z',
    ),
  ).toEqual([
    ['2010-11-06T02:30:00Z', '2010-11-07T02:30:00Z', 1],
    ['2010-11-07T02:30:00Z', '2010-11-08T03:30:00Z', 2],
  ]);
});

test('a date that shows only the hour before midnight once more is that of the calls', async () => {
  expect(await spansOf('America/St_Johns', 'DAY', '2010-11-07T03:00:00Z')).toEqual([
    ['2010-11-07T02:30:00Z', '2010-11-08T03:30:00Z', 1],
  ]);
});

test('a date without midnight begins with the first moment that has it, and one that is skipped has no span', async () => {
  expect(await spansOf('America/Sao_Paulo', 'DAY', '2018-11-04T03:00:00Z')).toEqual([
    ['2018-11-04T03:00:00Z', '2018-11-05T02:00:00Z', 1],
  ]);
  expect(await spansOf('Pacific/Apia', 'DAY', '2011-12-30T09:59:59Z', '2011-12-30T10:00:00Z')).toEqual([
    ['2011-12-29T10:00:00Z', '2011-12-30T10:00:00Z', 1],
    ['2011-12-30T10:00:00Z', '2011-12-31T10:00:00Z', 1],
  ]);
});

test('a week is from Monday, and a month as long as it is', async () => {
  expect(await spansOf('UTC', 'WEEK', '2026-03-08T23:59:59Z', '2026-03-09T00:00:00Z')).toEqual([
    ['2026-03-02T00:00:00Z', '2026-03-09T00:00:00Z', 1],
    ['2026-03-09T00:00:00Z', '2026-03-16T00:00:00Z', 1],
  ]);
  expect(await spansOf('Asia/Kathmandu', 'MONTH', '2024-02-29T18:14:59Z')).toEqual([
    ['2024-01-31T18:15:00Z', '2024-02-29T18:15:00Z', 1],
  ]);
});

test('calls without a time are a group without a span, an hour and a day', async () => {
  const request: Partial<StatsRequest> = { interval: 'DAY', groupBy: ['HOUR_OF_DAY', 'DAY_OF_WEEK'] };
  const { groups } = await statsOf([callOf(), at('2026-03-08T23:30:00Z'), callOf()], request);
  const sunday = { intervalStart: '2026-03-08T00:00:00Z', hourOfDay: 23, dayOfWeek: 7 };
  expect(groups).toMatchObject([
    { key: sunday, figures: { callCount: 1 } },
    {
      key: { intervalStart: null, intervalEnd: null, hourOfDay: null, dayOfWeek: null },
      figures: { callCount: 2 },
    },
  ]);
});

test.each(['Africa/Casablanca', 'Asia/Gaza', 'America/Caracas', 'Pacific/Apia'])(
  'the daily probes find every change of the offset of %s',
  timeZone => {
    const [from, until] = [Date.UTC(2005, 0, 1), Date.UTC(2026, 0, 1)];
    const { starts, offsets } = findZoneOffsets(timeZone, from * 1000, until * 1000);
    const format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      dateStyle: 'short',
      timeStyle: 'short',
      hourCycle: 'h23',
    });
    const wrong: string[] = [];
    for (let time = from; time < until; time += 6 * 3_600_000) {
      const offset = offsets[starts.findLastIndex(start => start <= time * 1000)] ?? 0;
      const shown = format.format(time);
      if (shown !== utc.format(time + offset / 1000)) wrong.push(shown);
    }
    expect(wrong).toEqual([]);
  },
);

const utc = new Intl.DateTimeFormat('en-US', {
  timeZone: 'UTC',
  dateStyle: 'short',
  timeStyle: 'short',
  hourCycle: 'h23',
});
