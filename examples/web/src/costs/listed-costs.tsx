import { useState } from 'react';
import { useQuery } from 'urql';
import { Failure } from '../failure.tsx';
import type { ListedCostFragment } from '../gql/graphql.ts';
import { type FragmentType, graphql, unmask } from '../gql/index.ts';
import { CostChart } from './cost-chart.tsx';
import { type ConvertedCall, isConverted, pointOf } from './cost-point.ts';

const ListedCost = graphql(`
  fragment ListedCost on Call {
    id
    source
    time
    cost { total converted { amount currency } }
  }
`);

export type CostOfCall = FragmentType<typeof ListedCost>;

const LinesOfCost = graphql(`
  fragment LinesOfCost on CostBreakdown {
    converted { amount }
    lines { component converted { amount } }
  }
`);

const LinesQuery = graphql(`
  query LinesOfCalls($ids: [ID!]!) {
    nodes(ids: $ids) {
      ... on Call { id cost { ...LinesOfCost } }
    }
  }
`);

/** Maximum number of calls, the newest, whose lines are asked for, because each may cost an upstream request. */
const mostLines = 50;

/** The calls of the list by what each cost, both sources in the one currency of the gateway's operator. */
export function ListedCosts({ calls }: { readonly calls: readonly CostOfCall[] }) {
  const listed = unmask(ListedCost, calls);
  const charted = listed.filter(isConverted).reverse();
  const [first] = charted;
  if (listed.length === 0) return null;
  return (
    <div className="part costs">
      <h2>What each call cost</h2>
      <p className="faint">
        {first
          ? `${charted.length} of the ${listed.length} calls in the list, in ${first.cost.converted.currency}. `
          : `None of the ${listed.length} calls in the list can be charted. `}
        {leftOut(listed)}
      </p>
      {first && <ChartedCosts calls={charted} currency={first.cost.converted.currency} />}
    </div>
  );
}

function leftOut(calls: readonly ListedCostFragment[]): string {
  const unknown = calls.filter(({ cost }) => !cost?.total).length;
  const unrated = calls.filter(call => call.cost?.total && !isConverted(call)).length;
  return [
    unknown > 0 && `Left out, without a known total: ${unknown}.`,
    unrated > 0 && `Left out, without a rate: ${unrated}.`,
  ]
    .filter(Boolean)
    .join(' ');
}

interface ChartedCostsProps {
  /** From the oldest to the newest. */
  readonly calls: readonly ConvertedCall[];
  readonly currency: string;
}

/** Totals came with the list; the lines are asked for when they are wanted. */
function ChartedCosts({ calls, currency }: ChartedCostsProps) {
  const [areLinesWanted, setAreLinesWanted] = useState(false);
  const [{ data, error, fetching }, ask] = useQuery({
    query: LinesQuery,
    variables: { ids: calls.slice(-mostLines).map(({ id }) => id) },
    pause: !areLinesWanted,
  });
  const lined = areLinesWanted ? data?.nodes : undefined;
  const costs = new Map(lined?.flatMap(call => (call && 'id' in call ? [[call.id, call.cost]] : [])));
  return (
    <>
      <label>
        <input type="checkbox" checked={areLinesWanted} onChange={() => setAreLinesWanted(!areLinesWanted)} />{' '}
        Split into lines, which asks for each of these calls{fetching && '…'}
      </label>
      {areLinesWanted && error && (
        <Failure
          what={lined ? 'Some lines are missing.' : 'The lines are missing.'}
          error={error}
          busy={fetching}
          onRetry={() => ask({ requestPolicy: 'network-only' })}
        />
      )}
      <CostChart
        points={calls.map(call => pointOf(call, unmask(LinesOfCost, costs.get(call.id))))}
        currency={currency}
        byLine={lined !== undefined}
      />
    </>
  );
}
