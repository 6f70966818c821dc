import { type FragmentType, graphql, unmask } from '../gql/index.ts';
import { MissingCalls } from '../missing-calls.tsx';
import { sourceWords, wordsFor } from '../words.ts';

const CoverageOfSource = graphql(`
  fragment Coverage on CallSourceCoverage { source state code ...MissingCalls }
`);

export type Coverage = readonly FragmentType<typeof CoverageOfSource>[];

interface CoverageNoticesProps {
  readonly coverage: Coverage;
  readonly busy: boolean;
  onRetry(): void;
}

/** Says which sources no call can come from, where a list is empty. */
export const SourcesOff = ({ coverage }: { readonly coverage: Coverage }) =>
  unmask(CoverageOfSource, coverage)
    .filter(({ state }) => state === 'NOT_CONFIGURED')
    .map(({ source }) => <p key={source}>{wordsFor('SOURCE_NOT_CONFIGURED', sourceWords[source])}</p>);

/** Says which calls a page lacks. Sources that are all there, or that the filter leaves out, need no word. */
export const CoverageNotices = ({ coverage, busy, onRetry }: CoverageNoticesProps) =>
  unmask(CoverageOfSource, coverage)
    .filter(({ state }) => state === 'UNAVAILABLE' || state === 'PARTIAL')
    .map(part => (
      <div key={part.source} className="notice" role="status">
        <p>
          <MissingCalls part={part} /> {part.code && <code>{part.code}</code>}
        </p>
        {part.code && (
          <button type="button" disabled={busy} onClick={onRetry}>
            {busy ? 'Trying…' : 'Try again'}
          </button>
        )}
      </div>
    ));
