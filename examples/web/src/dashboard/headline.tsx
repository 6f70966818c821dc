import type { ReactNode } from 'react';
import { Costs } from '../figures/costs.tsx';
import { countOf, lengthOf, shareOf } from '../formats.tsx';
import { type FragmentType, graphql, unmask } from '../gql/index.ts';

const HeadlineFigures = graphql(`
  fragment Headline on CallFigures {
    callCount endedCount completedCount completionRate
    duration { known sum }
    costs { known ...Costs }
    convertedCost { ...Costs }
  }
`);

interface HeadlineProps {
  readonly figures: FragmentType<typeof HeadlineFigures>;
}

/** The figures over the whole span. */
export function Headline({ figures }: HeadlineProps) {
  const total = unmask(HeadlineFigures, figures);
  const { callCount, endedCount, completedCount, completionRate, duration, costs, convertedCost } = total;
  const priced = costs.reduce((sum, { known }) => sum + known, 0);
  return (
    <dl className="headline" aria-label="The whole span">
      <Figure name="Calls" note={`${countOf(endedCount)} have ended`}>
        {countOf(callCount)}
      </Figure>
      <Figure name="Completion rate" note={`${countOf(completedCount)} of ${countOf(endedCount)} ended`}>
        {shareOf(completionRate ?? null)}
      </Figure>
      <Figure name="Time on calls" note={`known of ${countOf(duration.known)} calls`}>
        {lengthOf(duration.sum ?? 0)}
      </Figure>
      <Figure name="Cost" note={`known of ${countOf(priced)} calls`}>
        <Costs costs={costs} />
      </Figure>
      {convertedCost && (
        <Figure name="Converted" note="by the rates of this gateway">
          <Costs costs={[convertedCost]} />
        </Figure>
      )}
    </dl>
  );
}

interface FigureProps {
  readonly name: string;
  readonly note: string;
  readonly children: ReactNode;
}

const Figure = ({ name, note, children }: FigureProps) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
    <dd className="faint">{note}</dd>
  </div>
);
