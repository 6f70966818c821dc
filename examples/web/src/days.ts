import type { CallTimeRange } from './gql/graphql.ts';

/** A date as date fields spell it; null for any other text. */
export const dayIn = (text: string | null): string | null =>
  text !== null && /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) ? text : null;

/** The range from one local day to another, both included; null without either. */
export const startedOn = (from: string | null, to: string | null): CallTimeRange | null =>
  from === null && to === null
    ? null
    : { from: from && midnightAt(from, 0), before: to && midnightAt(to, 1) };

/** The local midnight at which a day begins, or one that many days later, as days may have 23 or 25 hours. */
function midnightAt(day: string, daysLater: number): string {
  const midnight = new Date(`${day}T00:00:00`);
  midnight.setDate(midnight.getDate() + daysLater);
  return midnight.toISOString();
}
