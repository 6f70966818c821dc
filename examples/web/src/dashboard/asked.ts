import type { CallFilter, CallStatsInterval } from '../gql/graphql.ts';

/** Of which calls every part of the dashboard asks for figures, each by a request of its own. */
export interface Asked {
  readonly filter: CallFilter;
  readonly interval: CallStatsInterval;
  /** The zone in which days and hours begin. */
  readonly timeZone: string;
  /** Asks anew even for what is known. */
  readonly fresh: boolean;
}

export const policyOf = ({ fresh }: Pick<Asked, 'fresh'>) => (fresh ? 'network-only' : 'cache-first');
