import { useQuery } from 'urql';
import type { SourceMode } from './gql/graphql.ts';
import { graphql } from './gql/index.ts';
import { sourceWords } from './words.ts';

const SourcesQuery = graphql(`
  query Sources {
    sources { name mode }
  }
`);

const modeWords: Record<SourceMode, string> = { LIVE: 'live', SANDBOX: 'sandbox', OFF: 'off' };

/** Says where the calls come from, so that nobody takes a sandbox's invented ones for real. */
export function SourceModes() {
  const [{ data }] = useQuery({ query: SourcesQuery });
  return (
    <ul className="modes" aria-label="Sources">
      {data?.sources.map(({ name, mode }) => (
        <li key={name} className={`source ${name.toLowerCase()}`}>
          {sourceWords[name]} <span className="mode">{modeWords[mode]}</span>
        </li>
      ))}
    </ul>
  );
}
