import type { AgentLog } from '../agent-log.ts';
import type { SandboxRequest } from '../api.ts';
import { createParameters } from '../parameters.ts';
import { json, type Reply } from '../reply.ts';
import type { BurkiWireAssistant } from './assistants.ts';

/** GET /api/v1/assistants, a bare array of whole assistants, by offset. */
export const createAssistantList =
  (log: AgentLog<BurkiWireAssistant, number>) =>
  ({ query }: SandboxRequest): Reply => {
    const parameters = createParameters(query);
    const skip = parameters.integer('skip', { min: 0 }) ?? 0;
    const limit = parameters.integer('limit', { min: 1, max: 1000 }) ?? 100;
    const refusal = parameters.refusal();
    if (refusal) return refusal;
    const isActiveOnly = ['true', '1'].includes(query.get('active_only') ?? '');
    const found = log.agents().filter(assistant => !isActiveOnly || assistant['is_active'] === true);
    return json(found.slice(skip, skip + limit));
  };
