import { useEffect } from 'react';
import { useQuery } from 'urql';
import type { CallSourceMode, CallSourceState } from './gql/graphql.ts';
import { graphql } from './gql/index.ts';
import { useMissingSources } from './reachability.ts';
import { sourceWords } from './words.ts';

const SourcesQuery = graphql(`
  query Sources {
    callSources { source mode state }
  }
`);

const modeWords: Record<CallSourceMode, string> = { LIVE: 'live', SANDBOX: 'sandbox', NOT_CONFIGURED: 'off' };

/** Null where its mode says all. */
const stateWords: Record<CallSourceState, string | null> = {
  AVAILABLE: null,
  DEGRADED: '▲ partly down',
  UNAVAILABLE: '✕ down',
  MISCONFIGURED: '✕ refuses the key',
  NOT_CONFIGURED: null,
};

const pollMs = 10_000;

/**
 * Says where the calls come from, so that nobody takes a sandbox's invented ones for real, and which source is down. It is
 * polled while the page is in view, at no upstream request.
 */
export function SourceModes() {
  const missing = useMissingSources();
  const [{ data }, ask] = useQuery({ query: SourcesQuery });
  useEffect(() => {
    const poll = setInterval(() => {
      if (document.visibilityState === 'visible') ask({ requestPolicy: 'network-only' });
    }, pollMs);
    return () => clearInterval(poll);
  }, [ask]);
  return (
    <ul className="modes" aria-label="Sources">
      {data?.callSources.map(({ source, mode, state }) => {
        const trouble = stateWords[state] ?? (missing.has(source) ? '✕ not reached' : null);
        return (
          <li key={source} className={`source ${source.toLowerCase()} ${trouble ? 'down' : ''}`}>
            {sourceWords[source]} <span className="mode">{modeWords[mode]}</span>
            {trouble && ` ${trouble}`}
          </li>
        );
      })}
    </ul>
  );
}
