import { LocalTime } from '../formats.tsx';
import { type FragmentType, graphql, unmask } from '../gql/index.ts';
import { MissingCalls } from '../missing-calls.tsx';
import { sourceWords } from '../words.ts';

const CompletenessOfSource = graphql(`
  fragment Completeness on CallSourceCoverage {
    source
    state
    index { completeBackTo asOf }
    ...MissingCalls
  }
`);

interface CompletenessProps {
  readonly coverage: readonly FragmentType<typeof CompletenessOfSource>[];
  /** Leaves out sources that are all there. */
  readonly gapsOnly?: boolean;
}

/** Says of each source whether the figures hold all of its calls, since when, and as of when. */
export function Completeness({ coverage, gapsOnly = false }: CompletenessProps) {
  const parts = unmask(CompletenessOfSource, coverage).filter(
    ({ state }) => state === 'PARTIAL' || state === 'UNAVAILABLE' || (!gapsOnly && state === 'COMPLETE'),
  );
  if (parts.length === 0) return null;
  return (
    <ul className="completeness" aria-label="How complete the figures are">
      {parts.map(part => {
        const { source, state, index } = part;
        return state === 'COMPLETE' ? (
          <li key={source}>
            {sourceWords[source]}: complete
            {index?.completeBackTo && (
              <>
                {' '}
                back to <LocalTime at={index.completeBackTo} withDay />
              </>
            )}
            {index?.asOf && (
              <>
                , as of <LocalTime at={index.asOf} withDay />
              </>
            )}
          </li>
        ) : (
          <li key={source} className="notice">
            <p role="status">
              <MissingCalls part={part} /> The figures are of the calls that are known.
            </p>
          </li>
        );
      })}
    </ul>
  );
}
