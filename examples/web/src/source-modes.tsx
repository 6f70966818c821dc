import { useQuery } from 'urql';
import type { CallSourceMode } from './gql/graphql.ts';
import { graphql } from './gql/index.ts';
import { sourceWords } from './words.ts';

const SourcesQuery = graphql(`
  query Sources {
    callSources { source mode }
  }
`);

const modeWords: Record<CallSourceMode, string> = { LIVE: 'live', SANDBOX: 'sandbox', NOT_CONFIGURED: 'off' };

/** Says where the calls come from, so that nobody takes a sandbox's invented ones for real. */
export function SourceModes() {
  const [{ data }] = useQuery({ query: SourcesQuery });
  return (
    <ul className="modes" aria-label="Sources">
      {data?.callSources.map(({ source, mode }) => (
        <li key={source} className={`source ${source.toLowerCase()}`}>
          {sourceWords[source]} <span className="mode">{modeWords[mode]}</span>
        </li>
      ))}
    </ul>
  );
}
