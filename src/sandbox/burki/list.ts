import type { SandboxRequest } from '../api.ts';
import { createParameters } from '../parameters.ts';
import type { Random } from '../random.ts';
import { detail, json, type Reply } from '../reply.ts';
import { assistants } from './assistants.ts';
import { createFilter, startedAt } from './filters.ts';
import type { BurkiWireCall } from './wire.ts';

export interface ListQuirks {
  /** Responds with a bare array, as an older deployment does. */
  readonly legacyList?: boolean;
  /** Responds with 404 to a filter by an unknown assistant. */
  readonly strictAssistants?: boolean;
}

/** Sorts newest first, after calls that have not started. Ties are in random order, as in the real API. */
function sortCalls(calls: readonly BurkiWireCall[], random: Random): BurkiWireCall[] {
  const keyed = calls.map(call => ({
    call,
    at: startedAt(call) ?? Number.MAX_SAFE_INTEGER,
    tieBreaker: random.fraction(),
  }));
  return keyed.sort((a, b) => b.at - a.at || a.tieBreaker - b.tieBreaker).map(({ call }) => call);
}

const assistantExists = (id: string | null) =>
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
    if (quirks.strictAssistants && !assistantExists(assistant))
      return detail(404, `Assistant with ID ${assistant} not found in your organization`);
    const found = sortCalls(calls().filter(filter), random);
    const items = found.slice(skip, skip + limit);
    return json(quirks.legacyList ? items : { items, total: found.length, skip, limit });
  };
}
