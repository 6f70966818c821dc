import { useQuery } from 'urql';
import { go } from '../address.ts';
import { graphql } from '../gql/index.ts';
import { sourceWords } from '../words.ts';

const AgentsQuery = graphql(`
  query AgentsOfTheNewestCalls {
    calls(first: 100) {
      nodes { id agent { id source name agentId } }
    }
  }
`);

/** The agents of the newest calls: neither API lists its agents to the graph, and these cost no request of their own. */
export function AgentChoice({ agent }: { readonly agent: string | null }) {
  const [{ data }] = useQuery({ query: AgentsQuery });
  const named = new Map<string, string>();
  for (const { agent: one } of data?.calls?.nodes ?? []) {
    if (!one || named.has(one.id)) continue;
    const { id, name, agentId, source } = one;
    named.set(id, `${name ?? agentId} (${sourceWords[source]})`);
  }
  const options = [...named].sort(([, one], [, other]) => one.localeCompare(other));
  return (
    <select value={agent ?? ''} onChange={event => go({ agent: event.target.value }, 'replace')}>
      <option value="">Any</option>
      {agent !== null && !named.has(agent) && <option value={agent}>The chosen agent</option>}
      {options.map(([id, name]) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </select>
  );
}
