import { useState } from 'react';
import { useQuery } from 'urql';
import { Failure } from '../failure.tsx';
import type { ListedCostFragment } from '../gql/graphql.ts';
import { type FragmentType, graphql, unmask } from '../gql/index.ts';
import { CostChart } from './cost-chart.tsx';
import { isConverted, pointOf } from './cost-point.ts';

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

/** Of how many calls lines are asked at most, because each of them may cost the gateway a request. */
const mostLines = 50;

/**
 * The calls of the list by what each cost, both sources in the one currency of the gateway's operator. The totals came with
 * the list; the lines are asked for when they are wanted.
 */
export function ListedCosts({ calls }: { readonly calls: readonly CostOfCall[] }) {
  const [areLinesWanted, setAreLinesWanted] = useState(false);
  const listed = unmask(ListedCost, calls);
  const charted = listed.filter(isConverted).reverse();
  const ids = charted.slice(-mostLines).map(({ id }) => id);
  const [{ data, error, fetching }, ask] = useQuery({
    query: LinesQuery,
    variables: { ids },
    pause: !areLinesWanted,
  });
  const [first] = charted;
  if (!first) return null;

  const { currency } = first.cost.converted;
  const known = areLinesWanted ? data?.nodes : undefined;
  const costs = new Map(known?.flatMap(call => (call && 'id' in call ? [[call.id, call.cost]] : [])));
  return (
    <div className="part costs">
      <h2>What each call cost</h2>
      <p className="faint">
        {charted.length} of the {listed.length} calls in the list, in {currency}. <LeftOut calls={listed} />
      </p>
      <label>
        <input type="checkbox" checked={areLinesWanted} onChange={() => setAreLinesWanted(!areLinesWanted)} />{' '}
        Split into lines, which asks for each of these calls{fetching && '…'}
      </label>
      {areLinesWanted && error && (
        <Failure
          what="Some lines are missing."
          error={error}
          busy={fetching}
          onRetry={() => ask({ requestPolicy: 'network-only' })}
        />
      )}
      <CostChart
        points={charted.map(call => pointOf(call, unmask(LinesOfCost, costs.get(call.id))))}
        currency={currency}
        byLine={known !== undefined}
      />
    </div>
  );
}

function LeftOut({ calls }: { readonly calls: readonly ListedCostFragment[] }) {
  const open = calls.filter(({ cost }) => !cost?.total).length;
  const foreign = calls.filter(call => call.cost?.total && !isConverted(call)).length;
  return (
    <>
      {open > 0 && `Left out, without a known total: ${open}. `}
      {foreign > 0 && `Left out, without a rate to this currency: ${foreign}.`}
    </>
  );
}
