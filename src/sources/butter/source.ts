import type { CallSource } from '../../domain/call-source.ts';
import { invalidResponse } from '../../domain/errors.ts';
import { text, type Wire, wireOf } from '../../upstream/decode.ts';
import type { SourceOptions } from '../definition.ts';
import { dataOf } from './envelope.ts';
import { butterIdentity } from './identity.ts';
import { createButterList } from './list.ts';
import { normalizeAgent } from './normalize-agent.ts';
import { normalizeDetail } from './normalize-detail.ts';
import { readPosition } from './position.ts';

/** Butter: a call comes whole with turns and transcript; its list has no filter, no sort and no count. */
export function createButterSource({ upstream, drift, creditPrice }: SourceOptions): CallSource {
  async function find(
    path: string,
    keyField: string,
    key: string,
    signal: AbortSignal,
  ): Promise<Wire | null> {
    const body = await upstream.getJson(`${path}/${encodeURIComponent(key)}`, {}, signal);
    if (body === undefined) return null;
    const wire = wireOf(dataOf(body), drift);
    if (!wire || text(wire, keyField) !== key)
      throw invalidResponse('BUTTER', 'Butter answered with something other than what was asked for.');
    return wire;
  }

  return {
    name: butterIdentity.name,
    async findCall(sid, signal) {
      const wire = await find('/api/calls', 'call_sid', sid, signal);
      return wire && normalizeDetail(wire, sid, creditPrice);
    },
    async findAgent(agentId, signal) {
      const wire = await find('/api/agents', 'agent_id', agentId, signal);
      return wire && normalizeAgent(wire, agentId);
    },
    excludes: filter =>
      filter.agents?.every(agent => agent.source !== null && agent.source !== 'BUTTER') ?? false,
    listCalls: createButterList({ upstream, drift, creditPrice }),
    readPosition,
  };
}
