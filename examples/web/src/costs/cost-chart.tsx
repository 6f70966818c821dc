import {
  Bar,
  BarChart,
  CartesianGrid,
  ReferenceLine,
  Tooltip,
  XAxis,
  type XAxisTickContentProps,
  YAxis,
} from 'recharts';
import { go } from '../address.ts';
import { axisStyle, Chart, cursorStyle, Key } from '../charts/chart.tsx';
import {
  barsOf,
  colourOfSource,
  componentSeries,
  type Series,
  seriesIn,
  sourceSeries,
} from '../charts/series.ts';
import { tipFor } from '../charts/tip.tsx';
import { briefTime, price } from '../formats.tsx';
import { componentWords, sourceWords } from '../words.ts';
import type { CostPoint } from './cost-point.ts';
import { CostTable } from './cost-table.tsx';

interface CostChartProps {
  /** In the order of the bars. */
  readonly points: readonly CostPoint[];
  readonly currency: string;
  /** Whether a bar shows the lines of a cost, instead of its source. */
  readonly byLine: boolean;
}

const totalAlone: Series = { key: 'total', name: 'Not split into lines', colour: 'var(--accent)' };

/** A bar for each call: in the colour of its source, or in those of its lines, which pile up from zero either way. */
export function CostChart({ points, currency, byLine }: CostChartProps) {
  const bars = points.map(point => barOf(point, byLine));
  const lines = seriesIn(componentSeries, bars);
  const series = byLine ? [...lines, ...seriesIn([totalAlone], bars)] : seriesIn(sourceSeries, bars);
  return (
    <Chart
      legend={<Legend series={byLine ? [...series, ...sourceSeries] : series} />}
      table={<CostTable points={points} currency={currency} components={lines} />}
    >
      <BarChart
        data={bars}
        stackOffset="sign"
        responsive
        className="plot tall"
        title={`What each call cost, in ${currency}`}
        desc={`One bar for each call, from the oldest to the newest, by ${byLine ? 'the lines of its cost' : 'source'}`}
      >
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis dataKey="label" minTickGap={24} {...axisStyle} />
        {byLine && (
          <XAxis
            xAxisId="source"
            dataKey="source"
            interval={0}
            height={14}
            {...axisStyle}
            axisLine={false}
            tick={SourceMark}
          />
        )}
        <YAxis width="auto" {...axisStyle} />
        <Tooltip
          content={tipFor(points, point => <Tip point={point} currency={currency} />)}
          cursor={cursorStyle}
        />
        <ReferenceLine y={0} stroke="var(--faint)" />
        {series.map(({ key, colour }) => (
          <Bar
            key={key}
            dataKey={key}
            stackId="cost"
            fill={colour}
            maxBarSize={36}
            isAnimationActive={false}
            onClick={(_, index) => go({ call: points[index]?.id ?? null })}
          />
        ))}
      </BarChart>
    </Chart>
  );
}

const labelOf = ({ time }: CostPoint): string => (time ? briefTime(time) : 'no time');

function barOf(point: CostPoint, byLine: boolean) {
  const { source, total, lines } = point;
  const amounts = !byLine ? { [source]: Number(total) } : lines ? barsOf(lines) : { total: Number(total) };
  return { label: labelOf(point), source, ...amounts };
}

const Legend = ({ series }: { readonly series: readonly Series[] }) =>
  series.map(({ key, name, colour }) => (
    <Key key={key} colour={colour}>
      {name}
    </Key>
  ));

const SourceMark = ({ x, y, payload }: XAxisTickContentProps) => (
  <circle cx={x} cy={y} r={3.5} fill={colourOfSource(payload.value)} />
);

const Tip = ({ point, currency }: { readonly point: CostPoint; readonly currency: string }) => (
  <>
    <strong>
      {sourceWords[point.source]}, {labelOf(point)}
    </strong>
    {point.lines?.map(({ component, amount }) => (
      <div key={component}>
        {componentWords[component]} {price(amount)}
      </div>
    ))}
    <div>{price(point.total, { unit: 'MONEY', currency })}</div>
  </>
);
