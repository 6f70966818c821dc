import { go } from '../address.ts';
import type { CallFilter } from '../gql/graphql.ts';
import { type Coverage, SourcesOff } from './coverage-notices.tsx';
import { noChoice } from './filter-choice.ts';

const placeholders = ['a', 'b', 'c', 'd', 'e', 'f'];

/** Where rows will be. */
export const LoadingRows = () => (
  <div className="loading" role="status">
    <span className="unseen">Loading calls…</span>
    {placeholders.map(name => (
      <div key={name} className="ghost" aria-hidden="true">
        <span className="bone wide" />
        <span className="bone" />
        <span className="bone narrow" />
      </div>
    ))}
  </div>
);

interface NoCallsProps {
  readonly filter: CallFilter;
  readonly coverage: Coverage;
}

export function NoCalls({ filter, coverage }: NoCallsProps) {
  const isFiltered = Object.values(filter).some(value => value !== null);
  return (
    <div className="blank" role="status">
      <p className="blank-title">{isFiltered ? 'No call fits these filters' : 'No calls yet'}</p>
      <SourcesOff coverage={coverage} />
      {isFiltered ? (
        <button type="button" onClick={() => go(noChoice, 'replace')}>
          Show all calls
        </button>
      ) : (
        <p>As soon as an agent makes or takes one, it is here.</p>
      )}
    </div>
  );
}
