import { useQuery } from 'urql';
import { codeOf, Failure } from '../failure.tsx';
import { Completeness } from '../figures/completeness.tsx';
import type { CallStatsInterval, FiguresBySourceQuery } from '../gql/graphql.ts';
import { graphql } from '../gql/index.ts';
import { AgentsCard } from './agents-card.tsx';
import { type StatsRequest, policyOf } from './stats-request.ts';
import { CallsChart } from './calls-chart.tsx';
import { Card } from './card.tsx';
import { CompletionChart } from './completion-chart.tsx';
import { CostsCard } from './costs-card.tsx';
import { DurationCard } from './duration-card.tsx';
import { Headline } from './headline.tsx';
import { intervalWords } from './interval-words.ts';
import { pointsOf } from './points.ts';
import type { Span } from './span.ts';

const FiguresQuery = graphql(`
  query FiguresBySource($filter: CallFilter!, $interval: CallStatsInterval!, $timeZone: String!) {
    callStats(filter: $filter, groupBy: [SOURCE], interval: $interval, timeZone: $timeZone, first: 1000) {
      total { ...Headline ...CostsToChart }
      groups {
        key { ...PointKey }
        figures { ...CallsOfPoint ...CompletionOfPoint ...CostsOfPoint }
      }
      coverage { ...Completeness }
    }
  }
`);

interface SpanFiguresProps {
  readonly span: Span;
  readonly request: StatsRequest;
  readonly address: URLSearchParams;
}

/** The parts of the dashboard. A gateway without an index has none of them, which is said once. */
export function SpanFigures({ span, request, address }: SpanFiguresProps) {
  const { filter, interval, timeZone } = request;
  const [{ data, error, fetching }, ask] = useQuery({
    query: FiguresQuery,
    variables: { filter, interval, timeZone },
    requestPolicy: policyOf(request),
  });
  const stats = data?.callStats;
  const isLoading = !stats && !error;
  const retry = () => ask({ requestPolicy: 'network-only' });
  const failure = !stats && error && (
    <Failure title="No figures to show." error={error} busy={fetching} onRetry={retry} />
  );
  if (failure && codeOf(error) === 'BAD_USER_INPUT') return failure;
  return (
    <>
      {isLoading && <LoadingFigures />}
      {failure}
      {stats && <Completeness coverage={stats.coverage} />}
      {stats && <Headline figures={stats.total} />}
      <div className="cards" hidden={isLoading}>
        {stats && <SourceCards stats={stats} span={span} interval={interval} address={address} />}
        <DurationCard span={span} request={request} />
        <AgentsCard span={span} request={request} address={address} />
      </div>
    </>
  );
}

interface SourceCardsProps extends Pick<SpanFiguresProps, 'span' | 'address'> {
  readonly stats: NonNullable<FiguresBySourceQuery['callStats']>;
  readonly interval: CallStatsInterval;
}

/** The charts of which each day has a figure for each source. */
function SourceCards({ stats: { total, groups }, span, interval, address }: SourceCardsProps) {
  const points = pointsOf(groups, span, interval);
  return (
    <>
      <Card title={`Calls by ${intervalWords[interval]}`}>
        <CallsChart points={points} />
      </Card>
      <CostsCard
        title={`Cost by ${intervalWords[interval]}`}
        points={points}
        total={total}
        chosen={address.get('cost')}
      />
      <Card title="Completion rate">
        <CompletionChart points={points} />
      </Card>
    </>
  );
}

const LoadingFigures = () => (
  <div className="ghost-call" role="status">
    <span className="unseen">Loading figures…</span>
    <span className="bone block" aria-hidden="true" />
    <span className="bone block" aria-hidden="true" />
  </div>
);
