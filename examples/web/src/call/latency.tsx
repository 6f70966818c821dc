import { Bar, BarChart, CartesianGrid, ReferenceLine, Tooltip, XAxis, YAxis } from 'recharts';
import { axisStyle, Chart, cursorStyle, Key } from '../charts/chart.tsx';
import { tipFor } from '../charts/tip.tsx';
import { shortTime } from '../formats.tsx';
import { type FragmentType, graphql, unmask } from '../gql/index.ts';

const LatencyOfCall = graphql(`
  fragment LatencyOfCall on CallLatency {
    llmTimeToFirstByte { known median: percentile(at: 0.5) slow: percentile(at: 0.95) }
  }
`);

const LatencyOfTurn = graphql(`
  fragment LatencyOfTurn on Turn {
    index
    events { index llm { timeToFirstByte } }
  }
`);

interface LatencyProps {
  readonly latency: FragmentType<typeof LatencyOfCall> | null | undefined;
  readonly turns: readonly FragmentType<typeof LatencyOfTurn>[] | null | undefined;
}

/** How long the language model let the customer wait: each answer at its turn, and the percentiles of the call. */
export function Latency({ latency, turns }: LatencyProps) {
  const { known, median, slow } = unmask(LatencyOfCall, latency)?.llmTimeToFirstByte ?? {};
  if (!known || typeof median !== 'number' || typeof slow !== 'number')
    return <p className="faint">No latency is known for this call.</p>;
  const answers = answersIn(turns ?? []);
  return (
    <Chart
      legend={
        <>
          <Key colour="var(--good)">{`Median ${shortTime(median)}`}</Key>
          <Key colour="var(--bad)">{`95th percentile ${shortTime(slow)}`}</Key>
        </>
      }
      table={<AnswerTable answers={answers} />}
    >
      <BarChart
        data={answers}
        responsive
        className="plot"
        title="Time to first byte of each answer"
        desc="Seconds until the first byte of the language model, one bar for each answer, with the median and the 95th percentile as lines"
      >
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis dataKey="turn" {...axisStyle} />
        <YAxis width="auto" tickFormatter={shortTime} {...axisStyle} />
        <Tooltip content={tipFor(answers, nameOf)} cursor={cursorStyle} />
        <Bar dataKey="seconds" fill="var(--accent)" maxBarSize={28} isAnimationActive={false} />
        <ReferenceLine y={median} stroke="var(--good)" strokeWidth={2} />
        <ReferenceLine y={slow} stroke="var(--bad)" strokeWidth={2} strokeDasharray="6 4" />
      </BarChart>
    </Chart>
  );
}

interface Answer {
  readonly key: string;
  /** The place of its turn, from 1. */
  readonly turn: number;
  readonly seconds: number;
}

/** A turn has as many answers as events with the figure. */
const answersIn = (turns: readonly FragmentType<typeof LatencyOfTurn>[]): readonly Answer[] =>
  unmask(LatencyOfTurn, turns).flatMap(({ index: turn, events }) =>
    (events ?? []).flatMap(({ index, llm }) =>
      typeof llm?.timeToFirstByte === 'number'
        ? [{ key: `${turn}/${index}`, turn: turn + 1, seconds: llm.timeToFirstByte }]
        : [],
    ),
  );

const nameOf = ({ turn, seconds }: Answer): string => `Turn ${turn}: ${shortTime(seconds)}`;

const AnswerTable = ({ answers }: { readonly answers: readonly Answer[] }) => (
  <table>
    <caption className="unseen">Time to first byte of each answer</caption>
    <thead>
      <tr>
        <th scope="col">Turn</th>
        <th scope="col">First byte after</th>
      </tr>
    </thead>
    <tbody>
      {answers.map(({ key, turn, seconds }) => (
        <tr key={key}>
          <th scope="row">{turn}</th>
          <td>{seconds} s</td>
        </tr>
      ))}
    </tbody>
  </table>
);
