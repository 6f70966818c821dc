import type { Change } from '../address.ts';
import { dayIn, startedOn } from '../days.ts';
import type { CallFilter, CallSource, CallStatus } from '../gql/graphql.ts';
import { isOneOf, sourceWords, statusWords } from '../words.ts';

/** The choices of the filter bar. Days are local ones, as date fields spell them. */
export interface Choice {
  readonly source: CallSource | null;
  readonly statuses: readonly CallStatus[];
  readonly agent: string | null;
  readonly number: string | null;
  readonly from: string | null;
  readonly to: string | null;
}

/** Takes every choice out of the address. */
export const noChoice: Change = {
  source: null,
  status: null,
  agent: null,
  number: null,
  from: null,
  to: null,
};

/** Fewer digits would match too many numbers, and the gateway refuses them. */
export const fewestDigits = 4;

/** Leaves out values that are no choice, because an address may hold anything. */
export function readChoice(address: URLSearchParams): Choice {
  const source = address.get('source');
  return {
    source: isOneOf(sourceWords, source) ? source : null,
    statuses: statusesIn(address.get('status')),
    agent: address.get('agent'),
    number: address.get('number'),
    from: dayIn(address.get('from')),
    to: dayIn(address.get('to')),
  };
}

/** Several statuses stand in one parameter, separated by commas. */
const statusesIn = (text: string | null): readonly CallStatus[] =>
  (text ?? '').split(',').filter(status => isOneOf(statusWords, status));

export const isEnoughOf = (number: string): boolean => number.replace(/\D/g, '').length >= fewestDigits;

export function filterOf({ source, statuses, agent, number, from, to }: Choice): CallFilter {
  return {
    sources: source && [source],
    statuses: statuses.length > 0 ? statuses : null,
    agents: agent === null ? null : [agent],
    customerNumber: number !== null && isEnoughOf(number) ? number : null,
    started: startedOn(from, to),
  };
}

export const isFiltered = ({ statuses, ...rest }: Choice): boolean =>
  statuses.length > 0 || Object.values(rest).some(value => value !== null);
