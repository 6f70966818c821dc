import type { RequestScope } from '../../async/request-scope.ts';
import { type ListedAgent, maxListedAgents } from '../../domain/agent-list.ts';
import { type AgentsPage, readAgentPages } from '../../domain/agent-pages.ts';
import type { ListAgents } from '../../domain/call-source.ts';
import { invalidResponse } from '../../domain/errors.ts';
import { getOptionalList } from '../../upstream/optional-list.ts';
import { type WireObject, wireContextAt, wireObjectOf, wireObjectsOf } from '../../upstream/wire-object.ts';
import { readKey, readList, readString } from '../../upstream/wire-reader.ts';
import type { SourceDependencies } from '../definition.ts';
import { successOf } from './envelope.ts';
import { normalizeAgent } from './normalize-agent.ts';
import { readNext } from './pagination.ts';
import { agentSettings, type ButterAgentRowWire, type ButterEnvelopeWire } from './wire.ts';

const pageSize = 100;

interface Place {
  readonly cursor: string | null;
}

const start: Place = { cursor: null };

/**
 * Reads Butter's list of agents by cursor. Butter's introduction shows a page of this list, but no path, so that the path is
 * that of a single agent without its key, and may not exist.
 */
export function createButterAgentList({ upstream, onDrift, now }: SourceDependencies): ListAgents {
  async function read({ cursor }: Place, scope: RequestScope): Promise<AgentsPage<Place> | null> {
    const query = { limit: pageSize, cursor };
    const response = await getOptionalList(upstream, { route: 'agents', path: '/api/agents', query }, scope);
    if (!response) return null;
    const reader = wireContextAt(now(), onDrift);
    const wire = wireObjectOf<ButterEnvelopeWire>(successOf(response.json), reader);
    const rows = wire && readList(wire, 'data')?.slice(0, maxListedAgents + 1);
    if (!rows) throw invalidResponse('BUTTER', 'Butter answered its list of agents without a list.');
    const agents = wireObjectsOf<ButterAgentRowWire>(rows, reader).flatMap(row => readAgent(row) ?? []);
    const { next, broken } = readNext(wire, cursor);
    const incomplete = broken || agents.length < rows.length;
    return { agents, incomplete, next: next === null ? null : { cursor: next } };
  }

  return (maxRequests, scope) => readAgentPages(start, maxRequests, place => read(place, scope));
}

/** Null for a row without a valid key. */
function readAgent(row: WireObject<ButterAgentRowWire>): ListedAgent | null {
  const agentId = readKey(row, 'agent_id') ?? readKey(row, 'id');
  if (agentId === null) return null;
  if (isWhole(row)) return normalizeAgent(row, agentId);
  return { source: 'BUTTER', agentId, name: readString(row, 'agent_name') };
}

const profileFields = [...Object.keys(agentSettings), 'recording_enabled', 'created_at', 'updated_at'];

/** Whether a row has every field of an agent, because the absence of a field in a short row does not make it null. */
const isWhole = ({ fields }: WireObject<ButterAgentRowWire>): boolean =>
  profileFields.every(name => name in fields);
