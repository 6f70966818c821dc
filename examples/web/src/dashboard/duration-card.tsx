import { useQuery } from 'urql';
import { Failure } from '../failure.tsx';
import { lengthOf } from '../formats.tsx';
import type { PercentilesFragment } from '../gql/graphql.ts';
import { type FragmentType, graphql, unmask } from '../gql/index.ts';
import { type StatsRequest, policyOf } from './stats-request.ts';
import { Card } from './card.tsx';
import type { SpanSeries } from './measure.ts';
import { pointsOf } from './points.ts';
import type { Span } from './span.ts';
import { SpanChart } from './span-chart.tsx';

const Percentiles = graphql(`
  fragment Percentiles on CallFigures {
    duration { p50: percentile(at: 0.5) p95: percentile(at: 0.95) p99: percentile(at: 0.99) }
  }
`);

const DurationsQuery = graphql(`
  query Durations($filter: CallFilter!, $interval: CallStatsInterval!, $timeZone: String!) {
    callStats(filter: $filter, interval: $interval, timeZone: $timeZone, first: 1000) {
      total { ...Percentiles }
      groups {
        key { ...PointKey }
        figures { ...Percentiles }
      }
    }
  }
`);

type Figures = FragmentType<typeof Percentiles>;
type Percentile = Exclude<keyof PercentilesFragment['duration'], '__typename'>;

const names: Record<Percentile, string> = { p50: 'Median', p95: '95th percentile', p99: '99th percentile' };
const styles: Record<Percentile, { readonly colour: string; readonly dashes: string }> = {
  p50: { colour: 'var(--good)', dashes: '0' },
  p95: { colour: 'var(--accent)', dashes: '6 3' },
  p99: { colour: 'var(--bad)', dashes: '2 3' },
};

const lengthAt = (figures: Figures | undefined, key: Percentile): number | null =>
  unmask(Percentiles, figures)?.duration[key] ?? null;

/** How long calls take, by percentiles, which no sum over days or sources could give. */
export function DurationCard({ span, request }: { readonly span: Span; readonly request: StatsRequest }) {
  const { filter, interval, timeZone } = request;
  const [{ data, error, fetching }, ask] = useQuery({
    query: DurationsQuery,
    variables: { filter, interval, timeZone },
    requestPolicy: policyOf(request),
  });
  const stats = data?.callStats;
  const points = pointsOf(stats?.groups ?? [], span, interval);
  const longest = Math.max(0, ...points.map(({ bySource }) => lengthAt(bySource.ALL, 'p99') ?? 0));
  const retry = () => ask({ requestPolicy: 'network-only' });
  return (
    <Card title="Length of calls">
      {stats ? (
        <SpanChart
          form="lines"
          title="Length of calls by percentile"
          points={points}
          series={seriesWith(stats.total)}
          axis={lengthOf}
          ticks={clockTicks(longest)}
        />
      ) : (
        error && <Failure title="The lengths are missing." error={error} busy={fetching} onRetry={retry} />
      )}
    </Card>
  );
}

/** The percentiles as series, each with its figure over the whole span in its name. */
const seriesWith = (total: Figures): readonly SpanSeries<Figures>[] =>
  (Object.keys(names) as Percentile[]).map(key => {
    const overall = lengthAt(total, key);
    return {
      key,
      name: overall === null ? names[key] : `${names[key]} ${lengthOf(overall)}`,
      ...styles[key],
      measure({ bySource }) {
        const length = lengthAt(bySource.ALL, key);
        return length === null ? null : { height: length, text: lengthOf(length) };
      },
    };
  });

const clockSteps = [15, 30, 60, 120, 300, 600, 900, 1_800, 3_600];
const maxTicks = 5;

/** Heights from 0 to above the greatest that are whole on a clock, as round decimal numbers are not. */
function clockTicks(greatest: number): readonly number[] {
  const step = clockSteps.find(seconds => greatest <= seconds * maxTicks) ?? Math.ceil(greatest / maxTicks);
  return Array.from({ length: Math.max(1, Math.ceil(greatest / step)) + 1 }, (_, index) => index * step);
}
