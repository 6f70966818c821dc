import { Key } from '../charts/chart.tsx';
import { colourOf } from '../charts/series.ts';
import { price } from '../formats.tsx';
import type { CostItemLineFragment } from '../gql/graphql.ts';
import { type FragmentType, graphql, unmask } from '../gql/index.ts';
import { componentWords, unitWords } from '../words.ts';
import { CostBar } from './cost-bar.tsx';

const CostOfCall = graphql(`
  fragment CostLines on CostBreakdown {
    unit
    currency
    total
    converted { amount currency }
    lines { ...CostItemLine parts { ...CostItemLine } }
  }
`);

const Line = graphql(`
  fragment CostItemLine on CostItem { component amount units unit }
`);

interface CostLinesProps {
  readonly cost: FragmentType<typeof CostOfCall> | null | undefined;
}

/** The cost of a call, line by line, each figure to its last digit; the lines add up to the total. */
export function CostLines({ cost }: CostLinesProps) {
  const costs = unmask(CostOfCall, cost);
  if (!costs?.unit) return <p className="faint">No cost is known for this call.</p>;
  const { unit, currency, total, converted } = costs;
  const lines = costs.lines?.map(line => ({ line: unmask(Line, line), parts: unmask(Line, line.parts) }));
  return (
    <>
      <CostBar lines={lines?.map(({ line }) => line) ?? []} />
      <table className="cost">
        <tbody>
          {lines?.flatMap(({ line, parts }) => [
            <Row key={line.component} line={line} />,
            ...parts.map(part => <Row key={part.component} line={part} isPart />),
          ])}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">Total</th>
            <td className="amount">{total ? price(total, { unit, currency }) : 'not known yet'}</td>
          </tr>
          {converted && converted.currency !== currency && (
            <tr>
              <th scope="row">Converted</th>
              <td className="amount">{price(converted.amount, { unit: 'MONEY', ...converted })}</td>
            </tr>
          )}
        </tfoot>
      </table>
    </>
  );
}

interface RowProps {
  readonly line: CostItemLineFragment;
  /** Whether it is counted in the line above already. */
  readonly isPart?: boolean;
}

function Row({ line: { component, amount, units, unit }, isPart = false }: RowProps) {
  return (
    <tr className={isPart ? 'part-of' : undefined}>
      <th scope="row">
        {isPart ? (
          componentWords[component]
        ) : (
          <Key colour={colourOf(component)}>{componentWords[component]}</Key>
        )}
        {typeof units === 'number' && (
          <span className="units">
            {' '}
            {units} {unit && unitWords[unit]}
          </span>
        )}
      </th>
      <td className="amount">{price(amount)}</td>
    </tr>
  );
}
