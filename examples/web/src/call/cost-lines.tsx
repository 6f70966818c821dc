import { price } from '../formats.tsx';
import type { CostLinesFragment } from '../gql/graphql.ts';
import { type FragmentType, graphql, unmask } from '../gql/index.ts';
import { unitWords } from '../words.ts';

const CostOfCall = graphql(`
  fragment CostLines on CostBreakdown {
    currency
    total
    llm { amount units unit }
    llmInput { amount units unit }
    llmOutput { amount units unit }
    tts { amount units unit }
    stt { amount units unit }
    telephony { amount units unit }
    unattributed
    money { amount currency }
  }
`);

type Line = CostLinesFragment['llm'];

interface CostLinesProps {
  readonly cost: FragmentType<typeof CostOfCall> | null | undefined;
}

/** What the call cost, line by line, each figure to its last digit; and what no line explains. */
export function CostLines({ cost }: CostLinesProps) {
  const costs = unmask(CostOfCall, cost);
  if (!costs || !Object.values(costs).some(value => value !== null && value !== costs.currency))
    return <p className="faint">No cost is known of this call.</p>;
  const { currency, total, llm, llmInput, llmOutput, tts, stt, telephony, unattributed, money } = costs;
  const isSplit = llmInput || llmOutput;
  return (
    <>
      <Shares lines={{ llm, tts, stt, telephony }} unattributed={unattributed} />
      <table className="cost">
        <tbody>
          <Row name="Language model" mark="llm" line={llm} />
          {isSplit && <Row name="Input" isPart line={llmInput} />}
          {isSplit && <Row name="Output" isPart line={llmOutput} />}
          <Row name="Speech synthesis" mark="tts" line={tts} />
          <Row name="Speech recognition" mark="stt" line={stt} />
          <Row name="Phone line" mark="telephony" line={telephony} />
          <tr className="unattributed">
            <th scope="row">
              <span className="mark unattributed" aria-hidden="true" />
              <span title="What the total holds beyond its lines; negative where the lines exceed it">
                Not on any line
              </span>
            </th>
            <td className="amount">{unattributed ? price(unattributed, null) : 'not known'}</td>
          </tr>
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">Total</th>
            <td className="amount">{total ? price(total, currency) : 'not known yet'}</td>
          </tr>
          {money && money.currency !== currency && (
            <tr>
              <th scope="row">In money</th>
              <td className="amount">{price(money.amount, money.currency)}</td>
            </tr>
          )}
        </tfoot>
      </table>
    </>
  );
}

interface RowProps {
  readonly name: string;
  readonly line: Line | undefined;
  /** Its colour in the bar of shares. */
  readonly mark?: string;
  /** Whether it is counted in the line above already. */
  readonly isPart?: boolean;
}

function Row({ name, line, mark, isPart = false }: RowProps) {
  const { amount, units, unit } = line ?? {};
  return (
    <tr className={isPart ? 'part-of' : undefined}>
      <th scope="row">
        {mark && <span className={`mark ${mark}`} aria-hidden="true" />}
        {name}
        {typeof units === 'number' && (
          <span className="units">
            {' '}
            {units} {unit && unitWords[unit]}
          </span>
        )}
      </th>
      <td className="amount">{amount ? price(amount, null) : '–'}</td>
    </tr>
  );
}

interface SharesProps {
  readonly lines: Readonly<Record<string, Line>>;
  readonly unattributed: string | null;
}

/** A picture of the figures below it. Here alone a figure becomes a float, because nothing is read off it. */
function Shares({ lines, unattributed }: SharesProps) {
  const figures = Object.entries(lines).map(([name, line]) => [name, Number(line?.amount ?? 0)] as const);
  const shares = [...figures, ['unattributed', Number(unattributed ?? 0)] as const].filter(
    ([, share]) => share > 0,
  );
  if (shares.length === 0) return null;
  const sum = shares.reduce((before, [, share]) => before + share, 0);
  return (
    <div className="shares" aria-hidden="true">
      {shares.map(([name, share]) => (
        <span key={name} className={`mark ${name}`} style={{ width: `${(100 * share) / sum}%` }} />
      ))}
    </div>
  );
}
