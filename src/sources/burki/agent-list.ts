import type { RequestScope } from '../../async/request-scope.ts';
import { type ListedAgent, maxListedAgents } from '../../domain/agent-list.ts';
import { type AgentsPage, readAgentPages } from '../../domain/agent-pages.ts';
import type { ListAgents } from '../../domain/call-source.ts';
import { invalidResponse } from '../../domain/errors.ts';
import { isIntegerKey } from '../../domain/native-key.ts';
import { getOptionalList } from '../../upstream/optional-list.ts';
import { type WireObject, wireContextAt, wireObjectsOf } from '../../upstream/wire-object.ts';
import { readId } from '../../upstream/wire-reader.ts';
import type { SourceDependencies } from '../definition.ts';
import { normalizeAgent } from './normalize-agent.ts';
import type { BurkiAgentWire } from './wire.ts';

/** A tenth of what Burki allows, because an assistant carries its prompts and tools. */
const pageSize = 100;

interface Place {
  readonly skip: number;
  /** Key of the assistant at this place; null at the start, and after one whose key was unreadable. */
  readonly key: string | null;
}

const start: Place = { skip: 0, key: null };

/**
 * Reads Burki's list of assistants by offset. Each page begins with the last assistant of the page before; where it does not,
 * rows have moved because an assistant came or went, and reading starts over.
 */
export function createBurkiAgentList({ upstream, onDrift, now }: SourceDependencies): ListAgents {
  async function read({ skip, key }: Place, scope: RequestScope): Promise<AgentsPage<Place> | null> {
    const query = { skip, limit: pageSize };
    const request = { route: 'agents', path: '/api/v1/assistants', query } as const;
    const response = await getOptionalList(upstream, request, scope);
    if (!response) return null;
    if (!Array.isArray(response.json))
      throw invalidResponse('BURKI', 'Burki answered its list of assistants without a list.');
    const rows = response.json.slice(0, maxListedAgents + 1);
    const agents = wireObjectsOf<BurkiAgentWire>(rows, wireContextAt(now(), onDrift)).flatMap(
      wire => readAgent(wire) ?? [],
    );
    const hasMoved = key !== null && agents[0]?.agentId !== key;
    // Burki gives another number of assistants than requested at the end, or if it does not know the parameters.
    const next = rows.length === pageSize ? placeAfter(skip, agents) : null;
    return { agents, incomplete: agents.length < rows.length, next: hasMoved ? start : next };
  }

  return (maxRequests, scope) => readAgentPages(start, maxRequests, place => read(place, scope));
}

const placeAfter = (skip: number, agents: readonly ListedAgent[]): Place => ({
  skip: skip + pageSize - 1,
  key: agents.length === pageSize ? (agents.at(-1)?.agentId ?? null) : null,
});

/** Null for an assistant without a valid key. */
function readAgent(wire: WireObject<BurkiAgentWire>): ListedAgent | null {
  const key = String(readId(wire, 'id'));
  return isIntegerKey(key) ? normalizeAgent(wire, key) : null;
}
