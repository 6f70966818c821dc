import type { CostUnit } from './gql/graphql.ts';

const sameYear = new Intl.DateTimeFormat(undefined, { weekday: 'short', day: 'numeric', month: 'long' });
const anyYear = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'long', year: 'numeric' });
const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });

/** The local day of a time, such as "Today". */
export function dayOf(time: string, now = new Date()): string {
  const date = new Date(time);
  const daysAgo = Math.round((midnight(now) - midnight(date)) / 86_400_000);
  if (daysAgo === 0) return 'Today';
  if (daysAgo === 1) return 'Yesterday';
  return (date.getFullYear() === now.getFullYear() ? sameYear : anyYear).format(date);
}

const midnight = (date: Date): number => new Date(date).setHours(0, 0, 0, 0);

const dayAndClock = new Intl.DateTimeFormat(undefined, {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
});

/** A time without markup, as charts need it. */
export const briefTime = (time: string): string => dayAndClock.format(new Date(time));

const dayAlone = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', year: 'numeric' });

/** The local day of a time, where there is little room. */
export const shortDay = (time: string): string => dayAlone.format(new Date(time));

const inUtc = (time: string): string => time.replace('T', ' ').replace(/(\.\d+)?Z$/, ' UTC');

/** A time as people here read it; in UTC when pointed at. */
export function LocalTime({ at, withDay = false }: { readonly at: string; readonly withDay?: boolean }) {
  const time = clock.format(new Date(at));
  return (
    <time dateTime={at} title={inUtc(at)}>
      {withDay ? `${dayOf(at)}, ${time}` : time}
    </time>
  );
}

/** Seconds as `m:ss`, and with hours where there are any. */
export function lengthOf(seconds: number): string {
  const whole = Math.round(seconds);
  const parts = [Math.floor(whole / 60) % 60, whole % 60].map(part => String(part).padStart(2, '0'));
  const hours = Math.floor(whole / 3600);
  return hours > 0 ? `${hours}:${parts.join(':')}` : parts.join(':');
}

const percent = new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 1 });

/** A share from 0 to 1 in words; a dash where it is not known. */
export const shareOf = (rate: number | null): string => (rate === null ? '–' : percent.format(rate));

/** A number of things. */
export const countOf = (count: number): string => count.toLocaleString();

/** Seconds where fractions of one count. */
export const shortTime = (seconds: number): string => `${seconds.toFixed(2)} s`;

/** Figures of different denominations are never added. */
export interface Denomination {
  readonly unit: CostUnit | null;
  readonly currency: string | null;
}

/** A figure as the graph gives it, to the last digit. Credits have no currency, by which `Intl` could format them. */
export function price(figure: string, cost?: Denomination): string {
  const sign = figure.replace(/^-/, '−');
  const denomination = cost && denominationOf(cost);
  return denomination ? `${sign} ${denomination}` : sign;
}

/** The currency of a cost, or credits; null where the source does not say the currency. */
export const denominationOf = ({ unit, currency }: Denomination): string | null =>
  unit === 'CREDITS' ? 'credits' : currency;
