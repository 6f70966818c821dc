import type { ReactNode } from 'react';
import { useQuery } from 'urql';
import { Costs } from '../figures/costs.tsx';
import { causeOf } from '../failure.tsx';
import { countOf, lengthOf, shareOf } from '../formats.tsx';
import type { CallFilter } from '../gql/graphql.ts';
import { graphql } from '../gql/index.ts';
import { Completeness } from '../figures/completeness.tsx';

const TotalsQuery = graphql(`
  query Totals($filter: CallFilter) {
    callStats(filter: $filter) {
      total {
        callCount completionRate
        duration { known sum }
        costs { ...Costs }
      }
      coverage { ...Completeness }
    }
  }
`);

interface ListTotalsProps {
  readonly filter: CallFilter;
  readonly fresh: boolean;
  /** How many calls match, as the list says. */
  readonly totalCount: number | null;
}

/** Figures over all calls that match, by a request of their own, so that the list does not wait for them. */
export function ListTotals({ filter, fresh, totalCount }: ListTotalsProps) {
  const [{ data, error }] = useQuery({
    query: TotalsQuery,
    variables: { filter },
    requestPolicy: fresh ? 'network-only' : 'cache-first',
  });
  const figures = data?.callStats?.total;
  const count = totalCount ?? figures?.callCount;
  return (
    <section className="totals" aria-label="Totals">
      <dl>
        {typeof count === 'number' && <Total name="Calls">{countOf(count)}</Total>}
        {figures && (
          <>
            <Total name="Completed">{shareOf(figures.completionRate ?? null)}</Total>
            <Total name="Length">{lengthOf(figures.duration.sum ?? 0)}</Total>
            <Total name="Cost">
              <Costs costs={figures.costs} />
            </Total>
          </>
        )}
      </dl>
      {error && !figures && <p className="faint">No totals. {causeOf(error).sentence}</p>}
      {data?.callStats && <Completeness coverage={data.callStats.coverage} gapsOnly />}
    </section>
  );
}

const Total = ({ name, children }: { readonly name: string; readonly children: ReactNode }) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);
