import { Bar, BarChart, ReferenceLine, XAxis, YAxis } from 'recharts';
import { barsOf, componentSeries, seriesIn } from '../charts/series.ts';
import type { CostItemLineFragment } from '../gql/graphql.ts';

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/** A picture of the table below it: the lines of a cost in one bar, those below zero to the left of its mark. */
export function CostBar({ lines }: { readonly lines: readonly CostItemLineFragment[] }) {
  const bars = barsOf(lines);
  const amounts = Object.values(bars);
  const below = sumOf(amounts.filter(amount => amount < 0));
  const above = sumOf(amounts.filter(amount => amount > 0));
  if (above === below) return null;
  return (
    <>
      <BarChart
        layout="vertical"
        data={[bars]}
        stackOffset="sign"
        responsive
        className="plot bar"
        margin={{ top: 0, right: 0, bottom: 0, left: 0 }}
        accessibilityLayer={false}
        role="img"
        title="The lines of the cost in one bar"
      >
        <XAxis type="number" domain={[below, above]} hide />
        <YAxis type="category" hide />
        {seriesIn(componentSeries, [bars]).map(({ key, colour }) => (
          <Bar key={key} dataKey={key} stackId="lines" fill={colour} isAnimationActive={false} />
        ))}
        {below < 0 && <ReferenceLine x={0} stroke="var(--ink)" strokeWidth={2} />}
      </BarChart>
      {below < 0 && <p className="faint">Left of the mark: what the lines exceed the total by.</p>}
    </>
  );
}
