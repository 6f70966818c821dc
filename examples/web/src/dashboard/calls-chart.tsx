import { countOf } from '../formats.tsx';
import { type FragmentType, graphql, unmask } from '../gql/index.ts';
import { bySource, type Measure } from './measure.ts';
import type { Point } from './points.ts';
import { SpanChart } from './span-chart.tsx';

const CallsOfPoint = graphql(`
  fragment CallsOfPoint on CallFigures { callCount }
`);

type Figures = FragmentType<typeof CallsOfPoint>;

const calls: Measure<Figures> = figures => {
  const { callCount } = unmask(CallsOfPoint, figures);
  return { height: callCount, text: countOf(callCount) };
};

/** How many calls began in each interval, by source. */
export const CallsChart = ({ points }: { readonly points: readonly Point<Figures>[] }) => (
  <SpanChart
    form="bars"
    title="Calls by source"
    points={points}
    series={bySource(calls)}
    axis={countOf}
    wholeNumbers
  />
);
