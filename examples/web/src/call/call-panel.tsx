import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useQuery } from 'urql';
import { go, linkTo } from '../address.ts';
import { Failure, failedAt } from '../failure.tsx';
import { graphql } from '../gql/index.ts';
import { CostLines } from './cost-lines.tsx';
import { Facts } from './facts.tsx';
import { Latency } from './latency.tsx';
import { Timeline } from './timeline.tsx';
import { Transcript } from './transcript.tsx';

const CallQuery = graphql(`
  query OneCall($id: ID!) {
    call(id: $id) {
      ...Facts
      cost { ...CostLines }
      duration
      turns { ...Turns ...LatencyOfTurn }
      latency { ...LatencyOfCall }
      transcript { ...Entries }
    }
  }
`);

/** The whole call. A section that fails is empty, and the others stay as they are. */
export function CallPanel({ id }: { readonly id: string }) {
  const [{ data, error, fetching }, ask] = useQuery({ query: CallQuery, variables: { id } });
  const [turn, setTurn] = useState<number | null>(null);
  const retry = () => ask({ requestPolicy: 'network-only' });
  const failureAt = (field: string, title: string) =>
    failedAt(error, ['call', field]) ? (
      <Failure title={title} error={error} path={['call', field]} busy={fetching} onRetry={retry} />
    ) : null;

  if (fetching && !data && !error) return <Panel>{<LoadingCall />}</Panel>;
  if (!data?.call && error)
    return (
      <Panel>
        <Failure title="This call cannot be shown." error={error} busy={fetching} onRetry={retry} />
      </Panel>
    );
  if (!data?.call) return <Panel>{<NoSuchCall />}</Panel>;
  const { call } = data;
  return (
    <Panel>
      <Facts call={call} />
      <Section title="Timeline">
        {failureAt('turns', 'The turns are missing.') ?? (
          <Timeline turns={call.turns} duration={call.duration} chosen={turn} onChoose={setTurn} />
        )}
      </Section>
      <div className="columns">
        <Section title="Transcript">
          {failureAt('transcript', 'The transcript is missing.') ?? (
            <Transcript entries={call.transcript} turn={turn} />
          )}
        </Section>
        <div>
          <Section title="Cost">
            {failureAt('cost', 'The cost is missing.') ?? <CostLines cost={call.cost} />}
          </Section>
          <Section title="Latency">
            {failureAt('latency', 'The latency is missing.') ?? (
              <Latency latency={call.latency} turns={call.turns} />
            )}
          </Section>
        </div>
      </div>
    </Panel>
  );
}

/**
 * Takes the focus when it opens, so that a call that was opened by keys is read on by keys, and closes by Escape. Its row
 * then has the focus again.
 */
function Panel({ children }: { readonly children: ReactNode }) {
  const panel = useRef<HTMLElement>(null);
  useEffect(() => {
    panel.current?.focus();
    addEventListener('keydown', closeByEscape);
    return () => removeEventListener('keydown', closeByEscape);
  }, []);
  return (
    <article ref={panel} className="call" tabIndex={-1}>
      <a className="close" {...linkTo({ call: null })}>
        <span aria-hidden="true">←</span> All calls
      </a>
      {children}
    </article>
  );
}

/** Leaves Escape to a menu that it folds, and to a search field that it empties. */
function closeByEscape(event: KeyboardEvent): void {
  const { key, defaultPrevented, target } = event;
  const isTyped = target instanceof HTMLInputElement && target.type === 'search' && target.value !== '';
  if (key === 'Escape' && !defaultPrevented && !isTyped) go({ call: null });
}

const Section = ({ title, children }: { readonly title: string; readonly children: ReactNode }) => (
  <section className="part" aria-label={title}>
    <h3>{title}</h3>
    {children}
  </section>
);

const LoadingCall = () => (
  <div className="loading" role="status">
    <span className="unseen">Loading the call…</span>
    <div className="ghost-call" aria-hidden="true">
      <span className="bone title" />
      <span className="bone wide" />
      <span className="bone block" />
      <span className="bone wide" />
      <span className="bone" />
    </div>
  </div>
);

const NoSuchCall = () => (
  <div className="blank" role="status">
    <p className="blank-title">There is no such call</p>
    <p>It may have been deleted where it came from.</p>
  </div>
);
