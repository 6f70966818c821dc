import { useEffect, useState } from 'react';
import { useAddress } from './address.ts';
import { CallsView } from './calls/calls-view.tsx';
import { SourceModes } from './source-modes.tsx';

export function App() {
  const address = useAddress();
  const [refreshes, setRefreshes] = useState(0);
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
        <CallsView address={address} refreshes={refreshes} onRefresh={() => setRefreshes(refreshes + 1)} />
      </main>
    </div>
  );
}
