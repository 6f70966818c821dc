import { CallPart } from '../../domain/call.ts';
import type { CallSource } from '../../domain/call-source.ts';
import { invalidResponse } from '../../domain/errors.ts';
import type { RequestScope } from '../../domain/request-scope.ts';
import { text, type Wire, wireOf } from '../../upstream/decode.ts';
import type { Question } from '../../upstream/upstream.ts';
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
    question: Question,
    keyField: string,
    key: string,
    scope: RequestScope,
  ): Promise<Wire | null> {
    const body = await upstream.getJson(question, scope);
    if (body === undefined) return null;
    const wire = wireOf(dataOf(body), drift);
    if (!wire || text(wire, keyField) !== key)
      throw invalidResponse('BUTTER', 'Butter answered with something other than what was asked for.');
    return wire;
  }

  return {
    name: butterIdentity.name,
    async findCall(sid, scope, _, most = CallPart.CONVERSATION) {
      const path = `/api/calls/${encodeURIComponent(sid)}`;
      const question = { route: 'call', path, carriesTranscript: true } as const;
      const wire = await find(question, 'call_sid', sid, scope);
      return wire && normalizeDetail(wire, sid, creditPrice, most);
    },
    async findAgent(agentId, scope) {
      const question = { route: 'agent', path: `/api/agents/${encodeURIComponent(agentId)}` } as const;
      const wire = await find(question, 'agent_id', agentId, scope);
      return wire && normalizeAgent(wire, agentId);
    },
    excludes: filter =>
      filter.agents?.every(agent => agent.source !== null && agent.source !== 'BUTTER') ?? false,
    listCalls: createButterList({ upstream, drift, creditPrice }),
    readPosition,
  };
}
