import type { SandboxRequest } from '../api.ts';
import { createParameters } from '../parameters.ts';
import { json, type Reply } from '../reply.ts';
import { createFilter, findCalls } from './filters.ts';
import { lengthOf } from './start-order.ts';
import type { StoredCalls } from './stored-calls.ts';

export interface CountQuirks {
  /** Number of calls that the count includes, but the list does not. */
  readonly unlistedCalls?: number;
}

const filters = ['status', 'assistant_id', 'date_from', 'date_to'];

/** GET /api/v1/calls/count, which knows fewer filters than the list. */
export const createCount =
  (calls: StoredCalls, { unlistedCalls = 0 }: CountQuirks) =>
  ({ query }: SandboxRequest): Reply => {
    const known = new URLSearchParams([...query].filter(([name]) => filters.includes(name)));
    const parameters = createParameters(known);
    const filter = createFilter(known, parameters);
    return parameters.refusal() ?? json({ count: lengthOf(findCalls(calls, filter)) + unlistedCalls });
  };
