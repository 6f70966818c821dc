import type { SandboxRequest } from '../api.ts';
import { createParameters } from '../parameters.ts';
import type { Random } from '../random.ts';
import { detail, json, type Reply } from '../reply.ts';
import { assistants } from './assistants.ts';
import { createFilter, startedAt } from './filters.ts';
import type { BurkiWireCall } from './wire.ts';

export interface ListQuirks {
  /** The answer is a bare array, as an older deployment gives it. */
  readonly legacyList?: boolean;
  /** Filtering by an assistant that does not exist is a 404. */
  readonly strictAssistants?: boolean;
}

/** Newest first, not started before all; nothing breaks ties, so they fall otherwise each time. */
function order(calls: readonly BurkiWireCall[], random: Random): BurkiWireCall[] {
  const keyed = calls.map(call => ({
    call,
    at: startedAt(call) ?? Number.MAX_SAFE_INTEGER,
    lot: random.fraction(),
  }));
  return keyed.sort((a, b) => b.at - a.at || a.lot - b.lot).map(({ call }) => call);
}

const exists = (id: string | null) =>
  id === null || assistants.some(assistant => assistant.id === Number(id));

/** GET /api/v1/calls/ */
export function createList(calls: () => readonly BurkiWireCall[], random: Random, quirks: ListQuirks) {
  return ({ query }: SandboxRequest): Reply => {
    const parameters = createParameters(query);
    const skip = parameters.integer('skip', { min: 0 }) ?? 0;
    const limit = parameters.integer('limit', { min: 1, max: 1000 }) ?? 100;
    const filter = createFilter(query, parameters);
    const refusal = parameters.refusal();
    if (refusal) return refusal;
    const assistant = query.get('assistant_id');
    if (quirks.strictAssistants && !exists(assistant))
      return detail(404, `Assistant with ID ${assistant} not found in your organization`);
    const found = order(calls().filter(filter), random);
    const items = found.slice(skip, skip + limit);
    return json(quirks.legacyList ? items : { items, total: found.length, skip, limit });
  };
}
