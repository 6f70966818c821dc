import { linkTo } from '../address.ts';
import type { Series } from '../charts/series.ts';
import { LocalTime, price } from '../formats.tsx';
import { sourceWords } from '../words.ts';
import type { CostPoint } from './cost-point.ts';

interface CostTableProps {
  readonly points: readonly CostPoint[];
  readonly currency: string;
  /** The lines that have a column of their own. */
  readonly components: readonly Series[];
}

/** The figures of the chart as the graph gives them, to their last digit. */
export const CostTable = ({ points, currency, components }: CostTableProps) => (
  <table>
    <caption className="unseen">What each call cost, in {currency}</caption>
    <thead>
      <tr>
        <th scope="col">Call</th>
        <th scope="col">Source</th>
        {components.map(({ key, name }) => (
          <th key={key} scope="col">
            {name}
          </th>
        ))}
        <th scope="col">Total in {currency}</th>
      </tr>
    </thead>
    <tbody>
      {points.map(point => (
        <tr key={point.id}>
          <th scope="row">
            <a {...linkTo({ call: point.id })}>
              {point.time ? <LocalTime at={point.time} withDay /> : 'No time'}
            </a>
          </th>
          <td>{sourceWords[point.source]}</td>
          {components.map(({ key }) => (
            <td key={key}>{amountOf(point, key)}</td>
          ))}
          <td>{price(point.total)}</td>
        </tr>
      ))}
    </tbody>
  </table>
);

function amountOf({ lines }: CostPoint, key: string): string | undefined {
  const line = lines?.find(({ component }) => component === key);
  return line && price(line.amount);
}
