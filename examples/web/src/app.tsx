import { useEffect, useState } from 'react';
import { useAddress } from './address.ts';
import { CallPanel } from './call/call-panel.tsx';
import { CallList } from './calls/call-list.tsx';
import { FilterBar } from './calls/filter-bar.tsx';
import { filterOf, readChoice } from './calls/filter-choice.ts';
import type { ListedCall } from './calls/rows.tsx';
import { ListedCosts } from './costs/listed-costs.tsx';
import type { CallFilter } from './gql/graphql.ts';
import { SourceModes } from './source-modes.tsx';

export function App() {
  const address = useAddress();
  const [refreshes, setRefreshes] = useState(0);
  const [shown, setShown] = useState<readonly ListedCall[]>([]);
  const choice = readChoice(address);
  const filter = filterOf(choice);
  const open = address.get('call');

  useEffect(() => {
    document.title = open === null ? 'Switchboard calls' : 'A call · Switchboard';
  }, [open]);

  return (
    <div className={open === null ? 'app' : 'app with-call'}>
      <header className="top">
        <img src="/favicon.svg" alt="" width="32" height="32" />
        <h1>Switchboard</h1>
        <SourceModes />
      </header>
      <main>
        <section className="list" aria-label="Calls">
          <FilterBar choice={choice} onRefresh={() => setRefreshes(refreshes + 1)} />
          <CallList
            key={`${refreshes} ${JSON.stringify(filter)}`}
            filter={filter}
            open={open}
            fresh={refreshes > 0}
            onShown={setShown}
          />
        </section>
        <section className="panel" aria-label={open === null ? 'Costs' : 'Opened call'}>
          {open === null ? <NothingOpen calls={shown} filter={filter} /> : <CallPanel key={open} id={open} />}
        </section>
      </main>
    </div>
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
