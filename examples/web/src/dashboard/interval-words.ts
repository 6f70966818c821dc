import type { CallStatsInterval } from '../gql/graphql.ts';

export const intervalWords: Record<CallStatsInterval, string> = {
  HOUR: 'hour',
  DAY: 'day',
  WEEK: 'week',
  MONTH: 'month',
};

const day = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });

const labels: Record<CallStatsInterval, Intl.DateTimeFormat> = {
  HOUR: new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' }),
  DAY: day,
  WEEK: day,
  MONTH: new Intl.DateTimeFormat(undefined, { month: 'short', year: 'numeric' }),
};

interface Interval {
  readonly start: string;
  readonly interval: CallStatsInterval;
}

/** The name of an interval in the reader's zone, by its start. */
export const spanLabel = ({ start, interval }: Interval): string => labels[interval].format(new Date(start));
