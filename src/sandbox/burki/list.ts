import type { SandboxRequest } from '../api.ts';
import { createParameters } from '../parameters.ts';
import type { Random } from '../random.ts';
import { detail, json, type Reply } from '../reply.ts';
import { assistants } from './assistants.ts';
import { createFilter, findCalls } from './filters.ts';
import { lengthOf, type Span } from './start-order.ts';
import type { StoredCall, StoredCalls } from './stored-calls.ts';
import type { BurkiWireCall } from './wire.ts';

export interface ListQuirks {
  /** Responds with a bare array, as an older deployment does. */
  readonly legacyList?: boolean;
  /** Responds with 404 to a filter by an unknown assistant. */
  readonly strictAssistants?: boolean;
}

/** A page of the calls, latest first. Ties are in random order, as in the real API. */
function pageOf(
  { calls, ...span }: Span<StoredCall>,
  skip: number,
  limit: number,
  random: Random,
): BurkiWireCall[] {
  const to = Math.max(span.from, span.to - skip);
  const from = Math.max(span.from, to - limit);
  const isTied = (index: number) => calls[index - 1]?.startedAt === calls[index]?.startedAt;
  // The bounds of the page, moved outward to those of their ties.
  let [first, end] = [from, to];
  while (first > span.from && first < to && isTied(first)) first--;
  while (end > from && end < span.to && isTied(end)) end++;
  return calls
    .slice(first, end)
    .map(({ call, startedAt }) => ({ call, startedAt, tieBreaker: random.fraction() }))
    .sort((a, b) => (a.startedAt === b.startedAt ? a.tieBreaker - b.tieBreaker : b.startedAt - a.startedAt))
    .slice(end - to, end - from)
    .map(({ call }) => call);
}

const assistantExists = (id: string | null) =>
  id === null || assistants.some(assistant => assistant.id === Number(id));

/** GET /api/v1/calls/ */
export function createList(calls: StoredCalls, random: Random, quirks: ListQuirks) {
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
    const found = findCalls(calls, filter);
    const items = pageOf(found, skip, limit, random);
    return json(quirks.legacyList ? items : { items, total: lengthOf(found), skip, limit });
  };
}
