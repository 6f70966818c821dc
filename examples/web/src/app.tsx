import { useEffect, useRef, useState } from 'react';
import { linkTo, useAddress } from './address.ts';
import { CallsView } from './calls/calls-view.tsx';
import { Dashboard } from './dashboard/dashboard.tsx';
import { SourceModes } from './source-modes.tsx';

export function App() {
  const address = useAddress();
  const [refreshes, setRefreshes] = useState(0);
  const isDashboard = address.get('view') === 'dashboard';
  const open = isDashboard ? null : address.get('call');
  const View = isDashboard ? Dashboard : CallsView;
  const main = useFocusAfterChange(isDashboard);

  useEffect(() => {
    document.title = isDashboard
      ? 'Dashboard · Switchboard'
      : open === null
        ? 'Switchboard calls'
        : 'A call · Switchboard';
  }, [isDashboard, open]);

  return (
    <div className={open === null ? 'app' : 'app with-call'}>
      <header className="top">
        <img src="/favicon.svg" alt="" width="32" height="32" />
        <h1>Switchboard</h1>
        <nav className="views" aria-label="Views">
          <a {...linkTo({ view: null })} aria-current={isDashboard ? undefined : 'page'}>
            Calls
          </a>
          <a {...linkTo({ view: 'dashboard', call: null })} aria-current={isDashboard ? 'page' : undefined}>
            Dashboard
          </a>
        </nav>
        <SourceModes />
      </header>
      <main ref={main} tabIndex={-1} className={isDashboard ? 'dashboard' : undefined}>
        <View address={address} refreshes={refreshes} onRefresh={() => setRefreshes(refreshes + 1)} />
      </main>
    </div>
  );
}

/** A link that opens the other view goes away with its own, so that reading goes on at the top of the new one. */
function useFocusAfterChange(view: unknown) {
  const main = useRef<HTMLElement>(null);
  const shown = useRef(view);
  useEffect(() => {
    if (shown.current !== view && document.activeElement === document.body) main.current?.focus();
    shown.current = view;
  }, [view]);
  return main;
}
