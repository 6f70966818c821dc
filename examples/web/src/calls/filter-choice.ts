import type { Change } from '../address.ts';
import type { CallFilter, CallSource, CallStatus } from '../gql/graphql.ts';
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
    startedAfter: from && new Date(`${from}T00:00:00`).toISOString(),
    startedBefore: to && new Date(`${to}T23:59:59.999`).toISOString(),
  };
}
