import { useState } from 'react';
import { useQuery } from 'urql';
import type { CallFilter, LinesOfCostFragment } from '../gql/graphql.ts';
import { graphql, unmask } from '../gql/index.ts';
import type { ConvertedCall } from './cost-point.ts';

const LinesOfCost = graphql(`
  fragment LinesOfCost on CostBreakdown {
    converted { amount }
    lines { component converted { amount } }
  }
`);

const LinesQuery = graphql(`
  query LinesOfCalls($butterIds: [ID!]!, $burkiFilter: CallFilter!) {
    butter: nodes(ids: $butterIds) {
      ... on Call { id cost { ...LinesOfCost } }
    }
    burki: calls(first: 100, filter: $burkiFilter) {
      nodes { id cost { ...LinesOfCost } }
    }
  }
`);

/** Maximum number of calls whose lines are fetched, the newest first, because each call of Butter takes an upstream request. */
const mostLines = 50;

interface Wanted {
  /** From the oldest to the newest. */
  readonly calls: readonly ConvertedCall[];
  /** The filter that listed the calls. */
  readonly filter: CallFilter;
  readonly areWanted: boolean;
}

type CostsById = ReadonlyMap<string, LinesOfCostFragment>;

/** Butter's lines are in the detail of each call; Burki's are in the rows of its list, so one page of it has them. */
export function useLines({ calls, filter, areWanted }: Wanted) {
  // Of the first rendering, because a filter that is chosen later has not listed these calls.
  const [listFilter] = useState(filter);
  const newest = calls.slice(-mostLines);
  const idsOf = (source: string) => newest.filter(call => call.source === source).map(({ id }) => id);
  const [{ data, error, fetching }, ask] = useQuery({
    query: LinesQuery,
    variables: {
      butterIds: idsOf('BUTTER'),
      // A list of no source is empty at no request.
      burkiFilter: { ...listFilter, sources: idsOf('BURKI').length > 0 ? ['BURKI'] : [] },
    },
    pause: !areWanted,
  });
  const found = [...(data?.butter ?? []), ...(data?.burki?.nodes ?? [])];
  const costs: CostsById = new Map(
    found.flatMap(call =>
      call && 'id' in call && call.cost ? [[call.id, unmask(LinesOfCost, call.cost)]] : [],
    ),
  );
  return {
    costs: areWanted && costs.size > 0 ? costs : undefined,
    error,
    fetching,
    retry: () => ask({ requestPolicy: 'network-only' }),
  };
}
