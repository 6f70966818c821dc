import { useSyncExternalStore } from 'react';
import { mapExchange } from 'urql';
import type { CallSource, MissingCallsFragment } from './gql/graphql.ts';

type Coverage = readonly Pick<MissingCallsFragment, 'source' | 'state' | 'origin'>[];

let missing: ReadonlySet<CallSource> = new Set();
const listeners = new Set<() => void>();

/** Notes which sources the latest list of calls lacks, so that the header says so too. */
export const reachabilityExchange = mapExchange({
  onResult({ data }) {
    const coverage: Coverage = data?.calls?.coverage ?? [];
    const after = new Set(missing);
    for (const { source, state, origin } of coverage)
      if (state === 'UNAVAILABLE') after.add(source);
      else if (origin === 'SOURCE') after.delete(source);
    missing = after;
    for (const listener of listeners) listener();
  },
});

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const useMissingSources = (): ReadonlySet<CallSource> =>
  useSyncExternalStore(subscribe, () => missing);
