import { useState } from 'react';
import { useQuery } from 'urql';
import { Failure } from '../failure.tsx';
import { countOf } from '../formats.tsx';
import type { CallStatsOrderField } from '../gql/graphql.ts';
import { graphql } from '../gql/index.ts';
import { type Order, readOrder, SortableHead } from '../sorting.tsx';
import { AgentRow } from './agent-row.tsx';
import { type StatsRequest, policyOf } from './stats-request.ts';
import { Card } from './card.tsx';
import type { Span } from './span.ts';

const AgentsQuery = graphql(`
  query FiguresByAgent($filter: CallFilter!, $orderBy: CallStatsOrder!, $first: Int!) {
    callStats(filter: $filter, groupBy: [AGENT], orderBy: $orderBy, first: $first) {
      groupCount
      groups { key { agent { id } } ...AgentRow }
    }
  }
`);

type AgentField = Exclude<CallStatsOrderField, 'INTERVAL'>;

const usual: Order<AgentField> = { field: 'CALL_COUNT', direction: 'DESC' };

/** The columns by which the gateway sorts, as only it knows the agents that are not shown. */
const sortable: Record<AgentField, string> = {
  CALL_COUNT: 'Calls',
  DURATION: 'Time',
  COST: 'Converted cost',
};

const fewAgents = 10;
const maxAgents = 1000;

interface AgentsCardProps {
  readonly span: Span;
  readonly request: StatsRequest;
  readonly address: URLSearchParams;
}

/** The agents of a span with their figures; each leads to its calls. */
export function AgentsCard({ span, request, address }: AgentsCardProps) {
  const order = readOrder(address.get('agents'), sortable, usual);
  const [first, setFirst] = useState(fewAgents);
  const [{ data, error, fetching }, ask] = useQuery({
    query: AgentsQuery,
    variables: { filter: request.filter, orderBy: order, first },
    requestPolicy: policyOf(request),
  });
  const stats = data?.callStats;
  const retry = () => ask({ requestPolicy: 'network-only' });
  if (!stats)
    return (
      <Card title="Agents" className="wide-card">
        {error && <Failure title="The agents are missing." error={error} busy={fetching} onRetry={retry} />}
      </Card>
    );
  return (
    <Card title="Agents" className="wide-card">
      {stats.groups.length === 0 ? (
        <p className="faint">No agent had a call in these days.</p>
      ) : (
        <div className="table-frame" aria-busy={fetching}>
          <table className="agents">
            <caption className="unseen">Agents</caption>
            <AgentHeads order={order} />
            <tbody>
              {stats.groups.map(group => (
                <AgentRow key={group.key.agent?.id ?? ''} group={group} span={span} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      <p className="faint">A cost of which a rate is missing is not converted.</p>
      {stats.groupCount > stats.groups.length && (
        <button type="button" disabled={fetching} onClick={() => setFirst(maxAgents)}>
          Show all {countOf(Math.min(stats.groupCount, maxAgents))} agents
        </button>
      )}
    </Card>
  );
}

const AgentHeads = ({ order }: { readonly order: Order<AgentField> }) => (
  <thead>
    <tr>
      <th scope="col">Agent</th>
      <Sortable field="CALL_COUNT" order={order} />
      <th scope="col">Completed</th>
      <th scope="col">Median</th>
      <th scope="col">95th percentile</th>
      <Sortable field="DURATION" order={order} />
      <th scope="col">Cost</th>
      <Sortable field="COST" order={order} />
    </tr>
  </thead>
);

const Sortable = ({ field, order }: { readonly field: AgentField; readonly order: Order<AgentField> }) => (
  <SortableHead parameter="agents" field={field} order={order}>
    {sortable[field]}
  </SortableHead>
);
