import { agentKeysOf, type CallFilter, restricts } from '../../domain/call-filter.ts';
import {
  earliestPlausible,
  firstMicrosecondFrom,
  type Instant,
  isBefore,
  lastMicrosecondBefore,
} from '../../domain/instant.ts';
import { isIntegerKey } from '../../domain/native-key.ts';
import type { QueryParameters } from '../../upstream/request-headers.ts';

/** Filter pushdown: `query` excludes no call that matches the filter. It is `exact` if it excludes all others. */
export interface Pushdown {
  readonly query: QueryParameters;
  readonly exact: boolean;
}

/** Number of final digits to push down. Burki finds two in any spelling, because groups of digits have at least two. */
const digitsPushed = 2;

/** Agent keys of the filter that can be Burki's; null if the filter does not restrict agents. */
export function agentIdsOf(filter: CallFilter): readonly string[] | null {
  const keys = agentKeysOf(filter, 'BURKI');
  return keys && [...new Set(keys.filter(isIntegerKey))];
}

/** Criteria that Burki's parameters can express to the last call. */
const pushedWhole = ['sources', 'statuses', 'agents', 'started', 'duration'] as const;

export function pushdownOf(filter: CallFilter, withoutAgent: boolean): Pushdown {
  const agents = agentIdsOf(filter);
  const completed = filter.statuses?.length === 1 && filter.statuses[0] === 'COMPLETED';
  const oneAgent = agents?.length === 1 && !withoutAgent;
  const { customerDigits, started, duration } = filter;
  return {
    query: {
      status: completed ? 'completed' : null,
      assistant_id: (oneAgent && agents[0]) || null,
      customer_phone: customerDigits?.slice(-digitsPushed) ?? null,
      date_from: started?.from ? firstStartFrom(started.from) : null,
      date_to: lastStartOf(filter),
      min_duration: rounded(Math.floor, duration?.min),
      max_duration: rounded(Math.ceil, duration?.max),
    },
    exact:
      !restricts(filter, pushedWhole) &&
      (filter.statuses === null || completed) &&
      (agents === null || oneAgent) &&
      Number.isInteger(duration?.min ?? 0) &&
      Number.isInteger(duration?.max ?? 0),
  };
}

/** First start that matches, in Burki's microseconds; never an implausible one, because Burki may not parse its year. */
const firstStartFrom = (from: Instant): Instant =>
  isBefore(from, earliestPlausible) ? earliestPlausible : firstMicrosecondFrom(from);

/** Latest start that matches the filter, in Burki's microseconds, because its `date_to` is inclusive. */
export const lastStartOf = ({ started }: CallFilter): Instant | null =>
  started?.before ? lastMicrosecondBefore(started.before) : null;

const rounded = (round: (seconds: number) => number, end: number | null | undefined): number | null =>
  typeof end === 'number' ? round(end) : null;
