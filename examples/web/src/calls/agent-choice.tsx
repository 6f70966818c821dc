import { useEffect, useState } from 'react';
import { useQuery } from 'urql';
import { go } from '../address.ts';
import { Failure } from '../failure.tsx';
import type { AgentsQuery as AgentsAnswer } from '../gql/graphql.ts';
import { type FragmentType, graphql, unmask } from '../gql/index.ts';
import { Menu } from '../menu.tsx';
import { sourceWords } from '../words.ts';

const NameOfAgent = graphql(`
  fragment NameOfAgent on VoiceAgent { id source agentId name }
`);

const AgentQuery = graphql(`
  query ChosenAgent($id: ID!) {
    voiceAgent(id: $id) { ...NameOfAgent }
  }
`);

const AgentsQuery = graphql(`
  query Agents($name: String) {
    voiceAgents(first: 50, filter: { name: $name }) {
      nodes { id ...NameOfAgent }
      pageInfo { hasNextPage }
      coverage { source state }
    }
  }
`);

/** A choice among the agents of both sources, which are listed when the menu is opened. */
export function AgentChoice({ agent }: { readonly agent: string | null }) {
  const [{ data }] = useQuery({ query: AgentQuery, variables: { id: agent ?? '' }, pause: agent === null });
  const found = data?.voiceAgent;
  const chosen = agent === null ? 'Any' : found ? nameOf(found) : 'The chosen agent';
  return (
    <Menu label="Agent" chosen={chosen}>
      {close => (
        <Agents
          chosen={agent}
          onChoose={id => {
            go({ agent: id }, 'replace');
            close();
          }}
        />
      )}
    </Menu>
  );
}

function nameOf(agent: FragmentType<typeof NameOfAgent>): string {
  const { name, agentId, source } = unmask(NameOfAgent, agent);
  return `${name ?? agentId} (${sourceWords[source]})`;
}

/** As many agents as are seen at a glance, without a search. */
const fewAgents = 6;

interface AgentsProps {
  readonly chosen: string | null;
  onChoose(id: string | null): void;
}

function Agents({ chosen, onChoose }: AgentsProps) {
  const [typed, setTyped] = useState('');
  const name = usePaused(typed);
  const [{ data, error, fetching }, ask] = useQuery({ query: AgentsQuery, variables: { name } });
  const agents = data?.voiceAgents;
  const retry = () => ask({ requestPolicy: 'network-only' });
  const isLong = agents && (agents.pageInfo.hasNextPage || agents.nodes.length > fewAgents);
  return (
    <>
      {(isLong || typed !== '') && (
        <input
          type="search"
          aria-label="Name of the agent"
          placeholder="Letters of its name"
          value={typed}
          onChange={event => setTyped(event.target.value)}
        />
      )}
      <p className="faint" role="status">
        {fetching ? 'Loading agents…' : agents && wordsOn(agents)}
      </p>
      {!agents && !fetching && (
        <Failure title="No agents to choose." error={error} busy={fetching} onRetry={retry} />
      )}
      <ul>
        {choicesOf(agents).map(({ id, name }) => (
          <li key={id}>
            <button
              type="button"
              className="choice"
              aria-current={id === chosen ? 'true' : undefined}
              onClick={() => onChoose(id)}
            >
              {name}
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

const choicesOf = (agents: Listed | null | undefined): readonly { id: string | null; name: string }[] => [
  { id: null, name: 'Any' },
  ...(agents?.nodes ?? []).map(agent => ({ id: agent.id, name: nameOf(agent) })),
];

type Listed = NonNullable<AgentsAnswer['voiceAgents']>;

/** Says that there are more agents, or none, and whose are not all there. */
function wordsOn({ nodes, pageInfo, coverage }: Listed): string {
  const more = pageInfo.hasNextPage && 'There are more: search by name.';
  const none = nodes.length === 0 && 'No agent has this name.';
  const gaps = coverage.map(
    ({ source, state }) =>
      (state === 'PARTIAL' && `Some agents of ${sourceWords[source]} may be missing.`) ||
      (state === 'UNAVAILABLE' && `The agents of ${sourceWords[source]} are missing.`),
  );
  return [more, none, ...gaps].filter(Boolean).join(' ');
}

const pauseMs = 250;

/** The text that was typed, after a pause in typing. */
function usePaused(typed: string): string {
  const [paused, setPaused] = useState(typed);
  useEffect(() => {
    const pause = setTimeout(() => setPaused(typed), pauseMs);
    return () => clearTimeout(pause);
  }, [typed]);
  return paused;
}
