import type { Change } from '../address.ts';
import type { CallFilter, CallSource, CallStatus, CallTimeRange } from '../gql/graphql.ts';
import { isOneOf, sourceWords, statusWords } from '../words.ts';

/** What the filter bar has chosen; days are local ones, as date fields spell them. */
export interface Choice {
  readonly source: CallSource | null;
  readonly status: CallStatus | null;
  readonly agent: string | null;
  readonly number: string | null;
  readonly from: string | null;
  readonly to: string | null;
}

export const noChoice: Change & Choice = {
  source: null,
  status: null,
  agent: null,
  number: null,
  from: null,
  to: null,
};

/** Fewer digits would match too many numbers, and the gateway refuses them. */
export const fewestDigits = 4;

/** Passes over what no choice can be, because anybody can write anything into an address. */
export function readChoice(address: URLSearchParams): Choice {
  const source = address.get('source');
  const status = address.get('status');
  return {
    source: isOneOf(sourceWords, source) ? source : null,
    status: isOneOf(statusWords, status) ? status : null,
    agent: address.get('agent'),
    number: address.get('number'),
    from: dayIn(address.get('from')),
    to: dayIn(address.get('to')),
  };
}

const dayIn = (text: string | null): string | null =>
  text !== null && /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) ? text : null;

export const isEnoughOf = (number: string): boolean => number.replace(/\D/g, '').length >= fewestDigits;

export function filterOf({ source, status, agent, number, from, to }: Choice): CallFilter {
  return {
    sources: source && [source],
    statuses: status && [status],
    agents: agent === null ? null : [agent],
    customerNumber: number !== null && isEnoughOf(number) ? number : null,
    started: startedOn(from, to),
  };
}

/** The range from one local day to another, both included; null without either. */
const startedOn = (from: string | null, to: string | null): CallTimeRange | null =>
  from === null && to === null
    ? null
    : { from: from && midnightAt(from, 0), before: to && midnightAt(to, 1) };

/** The local midnight at which a day begins, or one that many days later, as days may have 23 or 25 hours. */
function midnightAt(day: string, daysLater: number): string {
  const midnight = new Date(`${day}T00:00:00`);
  midnight.setDate(midnight.getDate() + daysLater);
  return midnight.toISOString();
}
