import { go } from '../address.ts';
import { Segments } from '../fields.tsx';
import { price } from '../formats.tsx';
import { type FragmentType, graphql, unmask } from '../gql/index.ts';
import { Card } from './card.tsx';
import { convertedKey, denominationsOf, keyOf } from './denominations.ts';
import { bySource, type Measure } from './measure.ts';
import type { Point } from './points.ts';
import { SpanChart } from './span-chart.tsx';

const CostsToChart = graphql(`
  fragment CostsToChart on CallFigures {
    costs { unit currency known }
    convertedCost { unit currency }
  }
`);

const CostsOfPoint = graphql(`
  fragment CostsOfPoint on CallFigures {
    costs { unit currency total }
    convertedCost { unit currency total }
  }
`);

type Figures = FragmentType<typeof CostsOfPoint>;

interface CostsCardProps {
  readonly title: string;
  readonly points: readonly Point<Figures>[];
  readonly total: FragmentType<typeof CostsToChart>;
  /** The denomination that the address names. */
  readonly chosen: string | null;
}

/** The costs of calls, by source: in one denomination at a time, because these are never added. */
export function CostsCard({ title, points, total, chosen }: CostsCardProps) {
  const denominations = denominationsOf(unmask(CostsToChart, total));
  const [usual] = Object.keys(denominations);
  if (usual === undefined)
    return (
      <Card title={title}>
        <p className="faint">No cost is known of these days.</p>
      </Card>
    );
  const key = chosen !== null && Object.hasOwn(denominations, chosen) ? chosen : usual;
  const tools = (
    <Segments
      legend="Costs in"
      name="cost"
      words={denominations}
      chosen={key}
      onChoose={cost => go({ cost }, 'replace')}
    />
  );
  return (
    <Card title={title} tools={tools}>
      <SpanChart
        form="bars"
        title={`Cost by source, ${denominations[key]}`}
        points={points}
        series={bySource(costIn(key))}
        axis={height => height.toLocaleString()}
      />
    </Card>
  );
}

const costIn =
  (key: string): Measure<Figures> =>
  figures => {
    const { costs, convertedCost } = unmask(CostsOfPoint, figures);
    const cost = key === convertedKey ? convertedCost : costs.find(cost => keyOf(cost) === key);
    return cost ? { height: Number(cost.total), text: price(cost.total) } : null;
  };
