import { useCallback, useState } from 'react';
import { CallPanel } from '../call/call-panel.tsx';
import { ListedCosts } from '../costs/listed-costs.tsx';
import type { CallFilter } from '../gql/graphql.ts';
import { readOrder } from '../sorting.tsx';
import type { ViewProps } from '../view.ts';
import { CallList } from './call-list.tsx';
import { sortableFields, usualOrder } from './column-heads.tsx';
import { FilterBar } from './filter-bar.tsx';
import { filterOf, readChoice } from './filter-choice.ts';
import { ListTotals } from './list-totals.tsx';
import type { ListedCall } from './rows.tsx';

/** The list of calls, and beside it the one that is open, or the costs of all that are listed. */
export function CallsView({ address, refreshes, onRefresh }: ViewProps) {
  const [shown, setShown] = useState<readonly ListedCall[]>([]);
  const [totalCount, setTotalCount] = useState<number | null>(null);
  const show = useCallback((calls: readonly ListedCall[], count: number | null) => {
    setShown(calls);
    setTotalCount(count);
  }, []);
  const choice = readChoice(address);
  const filter = filterOf(choice);
  const order = readOrder(address.get('sort'), sortableFields, usualOrder);
  const open = address.get('call');
  const request = { filter, fresh: refreshes > 0 };
  const filterKey = `${refreshes} ${JSON.stringify(filter)}`;
  return (
    <>
      <section className="list" aria-label="Calls">
        <FilterBar choice={choice} onRefresh={onRefresh} />
        <ListTotals key={`totals ${filterKey}`} {...request} totalCount={totalCount} />
        <CallList
          key={`${order.field} ${order.direction} ${filterKey}`}
          {...request}
          order={order}
          open={open}
          onShown={show}
        />
      </section>
      <section className="panel" aria-label={open === null ? 'Costs' : 'Opened call'}>
        {open === null ? <NothingOpen calls={shown} filter={filter} /> : <CallPanel key={open} id={open} />}
      </section>
    </>
  );
}

interface NothingOpenProps {
  readonly calls: readonly ListedCall[];
  readonly filter: CallFilter;
}

const NothingOpen = ({ calls, filter }: NothingOpenProps) => (
  <>
    <ListedCosts key={calls.map(({ id }) => id).join()} calls={calls} filter={filter} />
    <div className="blank">
      <p className="blank-title">No call is open</p>
      <p>Choose one to see what was said, turn by turn, and what it cost.</p>
    </div>
  </>
);
