import type { CallFilter, CallStatsInterval } from '../gql/graphql.ts';

/** Variables that the parts of the dashboard have in common. Each part makes a request of its own. */
export interface StatsRequest {
  readonly filter: CallFilter;
  readonly interval: CallStatsInterval;
  /** The zone in which days and hours begin. */
  readonly timeZone: string;
  /** Whether the gateway is asked although the figures are cached. */
  readonly fresh: boolean;
}

export const policyOf = ({ fresh }: Pick<StatsRequest, 'fresh'>) => (fresh ? 'network-only' : 'cache-first');
