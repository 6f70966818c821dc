import { dayIn, startedOn } from '../days.ts';
import type { CallFilter, CallStatsInterval } from '../gql/graphql.ts';
import { isOneOf } from '../words.ts';

/** From one local day to another, both included, as date fields spell them. */
export interface Span {
  readonly from: string;
  readonly to: string;
}

export type SpanChoice = 'today' | '7d' | '30d' | '90d' | 'custom';

export const spanWords: Record<SpanChoice, string> = {
  today: 'Today',
  '7d': '7 days',
  '30d': '30 days',
  '90d': '90 days',
  custom: 'Custom',
};

/** Days that the list is filtered by are those of the dashboard too. */
export function readSpanChoice(address: URLSearchParams): SpanChoice {
  const chosen = address.get('span');
  if (isOneOf(spanWords, chosen)) return chosen;
  return address.has('from') || address.has('to') ? 'custom' : '30d';
}

/** The days of a choice that end with today; null for days that are not chosen yet, or not one after the other. */
export function spanOf(choice: SpanChoice, address: URLSearchParams, now = new Date()): Span | null {
  if (choice !== 'custom') {
    const days = choice === 'today' ? 1 : Number.parseInt(choice, 10);
    return { from: dayAfter(now, 1 - days), to: dayAfter(now, 0) };
  }
  const from = dayIn(address.get('from'));
  const to = dayIn(address.get('to'));
  return from !== null && to !== null && from <= to ? { from, to } : null;
}

export const filterOfSpan = ({ from, to }: Span): CallFilter => ({ started: startedOn(from, to) });

/** The local day some days after a time. */
function dayAfter(time: Date, days: number): string {
  const day = new Date(time.getFullYear(), time.getMonth(), time.getDate() + days);
  return [day.getFullYear(), day.getMonth() + 1, day.getDate()]
    .map(part => String(part).padStart(2, '0'))
    .join('-');
}

/** The last local day of an interval. */
export function lastDayOf({
  start,
  interval,
}: {
  readonly start: string;
  readonly interval: CallStatsInterval;
}) {
  const next = steps[interval](new Date(start), 1);
  return dayAfter(new Date(next.getTime() - 1), 0);
}

export const localDay = (time: string): string => dayAfter(new Date(time), 0);

const dayMs = 86_400_000;

/** As many intervals as a chart has room for. */
export function intervalOf({ from, to }: Span): CallStatsInterval {
  const days = (Date.parse(to) - Date.parse(from)) / dayMs + 1;
  if (days <= 2) return 'HOUR';
  if (days <= 92) return 'DAY';
  return days <= 730 ? 'WEEK' : 'MONTH';
}

/** Maximum number of intervals in a chart. A longer span shows those with calls alone. */
const maxIntervals = 240;

/** The starts of the intervals of a span, those without calls included, which no group of the statistics tells. */
export function startsIn(span: Span, interval: CallStatsInterval): readonly string[] {
  const { from, before } = startedOn(span.from, span.to) ?? {};
  const first = new Date(String(from));
  const starts: string[] = [];
  for (let step = 0; step <= maxIntervals; step++) {
    const start = steps[interval](first, step);
    if (start.getTime() >= Date.parse(String(before))) return starts;
    starts.push(start.toISOString());
  }
  return [];
}

const steps: Record<CallStatsInterval, (first: Date, step: number) => Date> = {
  HOUR: (first, step) => new Date(first.getTime() + step * 3_600_000),
  DAY: (first, step) => new Date(first.getFullYear(), first.getMonth(), first.getDate() + step),
  WEEK: (first, step) =>
    new Date(first.getFullYear(), first.getMonth(), first.getDate() - ((first.getDay() + 6) % 7) + 7 * step),
  MONTH: (first, step) => new Date(first.getFullYear(), first.getMonth() + step, 1),
};
