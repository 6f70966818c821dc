import { useState } from 'react';
import { Failure } from '../failure.tsx';
import type { CallFilter, ListedCostFragment } from '../gql/graphql.ts';
import { type FragmentType, graphql, unmask } from '../gql/index.ts';
import { CostChart } from './cost-chart.tsx';
import { type ConvertedCall, isConverted, pointOf } from './cost-point.ts';
import { useLines } from './use-lines.ts';

const ListedCost = graphql(`
  fragment ListedCost on Call {
    id
    source
    time
    cost { total converted { amount currency } }
  }
`);

export type CostOfCall = FragmentType<typeof ListedCost>;

interface ListedCostsProps {
  readonly calls: readonly CostOfCall[];
  /** The filter that listed the calls. */
  readonly filter: CallFilter;
}

/** Costs of the listed calls of both sources, in the currency that the operator of the gateway chose. */
export function ListedCosts({ calls, filter }: ListedCostsProps) {
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
      {first && <ChartedCosts calls={charted} filter={filter} currency={first.cost.converted.currency} />}
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
  readonly filter: CallFilter;
  readonly currency: string;
}

/** The list has the totals already; the lines are fetched once they are shown. */
function ChartedCosts({ calls, filter, currency }: ChartedCostsProps) {
  const [areLinesWanted, setAreLinesWanted] = useState(false);
  const isCostly = calls.some(({ source }) => source === 'BUTTER');
  const { costs, error, fetching, retry } = useLines({ calls, filter, areWanted: areLinesWanted });
  return (
    <>
      <label>
        <input type="checkbox" checked={areLinesWanted} onChange={() => setAreLinesWanted(!areLinesWanted)} />{' '}
        Split into lines{isCostly && ', at a request for each of Butter’s calls'}
        {fetching && '…'}
      </label>
      {areLinesWanted && error && (
        <Failure
          title={costs ? 'Some lines are missing.' : 'The lines are missing.'}
          error={error}
          busy={fetching}
          onRetry={retry}
        />
      )}
      <CostChart
        points={calls.map(call => pointOf(call, costs?.get(call.id)))}
        currency={currency}
        byLine={costs !== undefined}
      />
    </>
  );
}
