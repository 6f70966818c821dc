import { linkTo } from '../address.ts';
import { Costs } from '../figures/costs.tsx';
import { countOf, lengthOf, shareOf } from '../formats.tsx';
import { type FragmentType, graphql, unmask } from '../gql/index.ts';
import { sourceWords } from '../words.ts';
import type { Span } from './span.ts';

const RowOfAgent = graphql(`
  fragment AgentRow on CallStatsGroup {
    key { agent { id source agentId name } }
    figures {
      callCount completionRate
      duration { sum p50: percentile(at: 0.5) p95: percentile(at: 0.95) }
      costs { ...Costs }
      convertedCost { ...Costs }
    }
  }
`);

interface AgentRowProps {
  readonly group: FragmentType<typeof RowOfAgent>;
  /** The days whose calls its link leads to. */
  readonly span: Span;
}

export function AgentRow({ group, span }: AgentRowProps) {
  const {
    key: { agent },
    figures: { callCount, completionRate, duration, costs, convertedCost },
  } = unmask(RowOfAgent, group);
  return (
    <tr>
      <th scope="row">
        {agent ? (
          <>
            <span className={`source ${agent.source.toLowerCase()}`}>{sourceWords[agent.source]}</span>{' '}
            <a {...linkTo({ view: null, span: null, agent: agent.id, ...span })}>
              {agent.name ?? agent.agentId}
            </a>
          </>
        ) : (
          'Without an agent'
        )}
      </th>
      <td>{countOf(callCount)}</td>
      <td>{shareOf(completionRate ?? null)}</td>
      <td>{lengthIn(duration.p50)}</td>
      <td>{lengthIn(duration.p95)}</td>
      <td>{lengthIn(duration.sum)}</td>
      <td>
        <Costs costs={costs} />
      </td>
      <td>{convertedCost ? <Costs costs={[convertedCost]} /> : '–'}</td>
    </tr>
  );
}

const lengthIn = (seconds: number | null | undefined): string =>
  typeof seconds === 'number' ? lengthOf(seconds) : '–';
