import type { AgentLog } from '../agent-log.ts';
import type { SandboxRequest } from '../api.ts';
import { createParameters } from '../parameters.ts';
import { detail, json, type Reply } from '../reply.ts';
import type { ButterWireAgent } from './agents.ts';
import { decodeCursor, encodeCursor, type Position } from './cursor.ts';

/** Rows as Butter's introduction shows them, whole agents, or no list at all, because no page documents its path. */
export type AgentListForm = 'short' | 'whole' | 'none';

const rowOf = ({ agent_id, agent_name }: ButterWireAgent) => ({ id: agent_id, agent_name });

const start: Position = { kind: 'above', at: 0, issuedAt: 0 };

/** GET /api/agents, by cursor, with a total count. */
export function createAgentList(log: AgentLog<ButterWireAgent, string>, form: AgentListForm) {
  return ({ query }: SandboxRequest): Reply => {
    if (form === 'none') return detail(404);
    const parameters = createParameters(query);
    const size = parameters.integer('limit', { min: 1, max: 100 }) ?? 20;
    const refusal = parameters.refusal();
    if (refusal) return refusal;
    const cursor = query.get('cursor');
    const position = cursor === null ? start : decodeCursor(cursor);
    if (position?.kind !== 'above') return detail(400, 'Invalid cursor');
    const rest = log.entries().filter(({ rank }) => rank > position.at);
    const found = rest.slice(0, size);
    const next = encodeCursor({ ...start, at: found.at(-1)?.rank ?? position.at });
    const data = found.map(({ agent }) => (form === 'whole' ? agent : rowOf(agent)));
    const pagination = {
      next_cursor: next,
      has_more: rest.length > size,
      page_size: size,
      total_count: log.agents().length,
    };
    return json({ success: true, data, pagination });
  };
}
