import { denominationOf, price } from '../formats.tsx';
import { type FragmentType, graphql, unmask } from '../gql/index.ts';

const CostsOfCalls = graphql(`
  fragment Costs on CallCostFigures { unit currency total }
`);

/** Sums of costs, each in its own currency or in credits, to the last digit and never added. */
export function Costs({ costs }: { readonly costs: readonly FragmentType<typeof CostsOfCalls>[] }) {
  const sums = unmask(CostsOfCalls, costs);
  if (sums.length === 0) return '–';
  return (
    <ul className="sums">
      {sums.map(({ total, ...denomination }) => (
        <li key={`${denomination.unit} ${denomination.currency}`}>
          {price(total, denomination)}
          {denominationOf(denomination) === null && ' without a currency'}
        </li>
      ))}
    </ul>
  );
}
