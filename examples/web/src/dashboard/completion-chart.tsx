import { shareOf } from '../formats.tsx';
import { type FragmentType, graphql, unmask } from '../gql/index.ts';
import { bySource, type Measure } from './measure.ts';
import type { Point } from './points.ts';
import { SpanChart } from './span-chart.tsx';

const CompletionOfPoint = graphql(`
  fragment CompletionOfPoint on CallFigures { completionRate }
`);

type Figures = FragmentType<typeof CompletionOfPoint>;

const completion: Measure<Figures> = figures => {
  const { completionRate } = unmask(CompletionOfPoint, figures);
  return typeof completionRate === 'number'
    ? { height: completionRate, text: shareOf(completionRate) }
    : null;
};

/** The share of completed calls among those that have ended, by source. */
export const CompletionChart = ({ points }: { readonly points: readonly Point<Figures>[] }) => (
  <SpanChart
    form="lines"
    title="Completion rate by source"
    points={points}
    series={bySource(completion)}
    axis={shareOf}
    ticks={[0, 0.25, 0.5, 0.75, 1]}
  />
);
