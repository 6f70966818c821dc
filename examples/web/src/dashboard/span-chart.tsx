import { Bar, BarChart, CartesianGrid, Line, LineChart, Tooltip, XAxis, YAxis } from 'recharts';
import { axisStyle, Chart, cursorStyle, Key } from '../charts/chart.tsx';
import { tipFor } from '../charts/tip.tsx';
import { intervalWords, spanLabel } from './interval-words.ts';
import type { SpanSeries } from './measure.ts';
import type { Point } from './points.ts';
import { SpanTable } from './span-table.tsx';

interface SpanChartProps<Figures> {
  /** Bars of the series pile up; lines do not. */
  readonly form: 'bars' | 'lines';
  readonly title: string;
  readonly points: readonly Point<Figures>[];
  readonly series: readonly SpanSeries<Figures>[];
  /** A figure at the axis. */
  axis(height: number): string;
  readonly wholeNumbers?: boolean;
  /** Heights that the axis names; a few round ones where they are left out. */
  readonly ticks?: readonly number[];
}

/** A chart over the intervals of a span, with its figures in a table behind it. */
export function SpanChart<Figures>(props: SpanChartProps<Figures>) {
  const { form, title, points } = props;
  const series = props.series.filter(({ measure }) => points.some(point => measure(point) !== null));
  if (series.length === 0) return <p className="faint">Nothing is known of these days.</p>;
  return (
    <Chart
      legend={series.map(({ key, name, colour, dashes }) => (
        <Key key={key} colour={colour} dashes={form === 'lines' ? dashes : undefined}>
          {name}
        </Key>
      ))}
      table={<SpanTable title={title} points={points} series={series} />}
    >
      <Plot {...props} series={series} />
    </Chart>
  );
}

function Plot<Figures>(props: SpanChartProps<Figures>) {
  const { form, title, points, series, axis, wholeNumbers = false, ticks } = props;
  const Frame = form === 'bars' ? BarChart : LineChart;
  return (
    <Frame
      data={points.map(point => heightsAt(point, series))}
      responsive
      className="plot"
      title={title}
      desc={`A figure for each ${intervalWords[points[0]?.interval ?? 'DAY']}, as ${form}`}
    >
      <CartesianGrid vertical={false} stroke="var(--line)" />
      <XAxis dataKey="label" height={22} minTickGap={24} {...axisStyle} />
      <YAxis
        width="auto"
        allowDecimals={!wholeNumbers}
        domain={[0, ticks?.at(-1) ?? 'auto']}
        {...(ticks ? { ticks: [...ticks] } : {})}
        tickFormatter={axis}
        {...axisStyle}
      />
      <Tooltip
        content={tipFor(points, point => <Tip point={point} series={series} />)}
        cursor={form === 'bars' ? cursorStyle : { stroke: 'var(--faint)' }}
      />
      {series.map(({ key, colour, dashes = '0' }) =>
        form === 'bars' ? (
          <Bar key={key} dataKey={key} stackId="all" fill={colour} isAnimationActive={false} />
        ) : (
          <Line
            key={key}
            dataKey={key}
            stroke={colour}
            strokeWidth={2}
            strokeDasharray={dashes}
            // A day between two without figures is a dot alone.
            dot={{ r: points.length > 40 ? 1 : 2, fill: colour, strokeDasharray: '0' }}
            isAnimationActive={false}
          />
        ),
      )}
    </Frame>
  );
}

const heightsAt = <Figures,>(point: Point<Figures>, series: readonly SpanSeries<Figures>[]) => ({
  label: spanLabel(point),
  ...Object.fromEntries(series.map(({ key, measure }) => [key, measure(point)?.height ?? null])),
});

interface TipProps<Figures> {
  readonly point: Point<Figures>;
  readonly series: readonly SpanSeries<Figures>[];
}

const Tip = <Figures,>({ point, series }: TipProps<Figures>) => (
  <>
    <strong>{spanLabel(point)}</strong>
    {series.map(({ key, name, measure }) => (
      <div key={key}>
        {name} {measure(point)?.text ?? '–'}
      </div>
    ))}
  </>
);
